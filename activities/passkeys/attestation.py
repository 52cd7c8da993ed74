"""A new passkey (WebAuthn §7.1): its public key, checked by the library, after what it does not tell apart."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from activities.passkeys.authenticator_data import Signals, check_party, check_user, signals_of
from activities.passkeys.client_data import CREATE, ClientData, check_origin, read_client_data
from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.public_key import PasskeyAlgorithm, check_public_key
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.base64_text import encode_url
from activities.store.passkey_challenges import PasskeyChallenge
from config.identity_vocabulary import PasskeyCeremony, PasskeyFailure

if TYPE_CHECKING:
    from webauthn.helpers.structs import AttestationObject


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a browser answers to a request for a passkey."""

    credential_id: str
    client_data: ClientData
    attestation_object: bytes = field(repr=False)
    client_data_json: bytes = field(repr=False)
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A public key (COSE, base64 in the URL alphabet), the authenticator's model, and what it said of the ceremony."""

    public_key: str
    aaguid: str
    signals: Signals


def read_attestation(
    credential_id: str, client_data_json: bytes, attestation_object: bytes, transports: tuple[str, ...]
) -> Attestation:
    """Raises `CeremonyFailed` MALFORMED."""
    return Attestation(
        credential_id, read_client_data(client_data_json), attestation_object, client_data_json, transports
    )


def check_attestation(attestation: Attestation, party: RelyingParty) -> NewKey:
    """It is a key of an authenticator's for this bank, whatever it answers. Raises `CeremonyFailed`.

    No row is looked at, for certificates and numbers of a stranger's may take long, while others wait for the rows.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    check_origin(attestation.client_data, party)
    found = _read(attestation.attestation_object)
    check_party(found.auth_data, party)
    check_user(found.auth_data)
    signals = signals_of(found.auth_data)
    attested = found.auth_data.attested_credential_data
    if attested is None or encode_url(attested.credential_id) != attestation.credential_id:
        raise CeremonyFailed(PasskeyFailure.MALFORMED)
    check_public_key(attested.credential_public_key)
    try:
        verified = verify_registration_response(
            credential={
                "id": attestation.credential_id,
                "rawId": attestation.credential_id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": encode_url(attestation.client_data_json),
                    "attestationObject": encode_url(attestation.attestation_object),
                },
            },
            expected_challenge=attestation.client_data.challenge_bytes,
            expected_rp_id=party.rp_id,
            expected_origin=list(party.origins),
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in PasskeyAlgorithm],
        )
    except Exception as error:  # keys and certificates of a stranger's: whatever their readers raise
        raise CeremonyFailed(PasskeyFailure.ATTESTATION) from error
    return NewKey(encode_url(verified.credential_public_key), verified.aaguid, signals)


def find_misfit(
    client_data: ClientData, challenge: PasskeyChallenge | None, user_id: str, now_ms: int
) -> PasskeyFailure | None:
    """Why it does not answer the challenge that was made for the user: TYPE, CHALLENGE; null: it does."""
    if client_data.type != CREATE:
        return PasskeyFailure.TYPE
    if challenge is None or challenge.user_id != user_id:
        return PasskeyFailure.CHALLENGE
    return None if challenge.is_open(PasskeyCeremony.REGISTRATION, now_ms) else PasskeyFailure.CHALLENGE


def _read(attestation_object: bytes) -> "AttestationObject":
    from webauthn.helpers import parse_attestation_object

    try:
        return parse_attestation_object(attestation_object)
    except Exception as error:  # CBOR of a stranger's: whatever its reader raises
        raise CeremonyFailed(PasskeyFailure.MALFORMED) from error
