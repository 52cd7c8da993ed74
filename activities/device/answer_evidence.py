"""What is kept of a phone's answer for a dispute: what was signed, by which keys and counter, what was shown, what was found.

It is written with the verdict, sealed, and lives as long as the operation. Of the base string the application's secret is left
out; its digest tells which one it was. Of the registration's keys only public halves are kept: from the private key, while there
is one, the signature can be computed again (`recompute`). In version 4 the keys of PIN and biometry are replaced, and so what is
made of them is kept too: the keys of the code's components, which make this one code and nothing else.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from activities.device.code_keys import CodeMatch
from activities.device.phone_verdicts import PhoneVerdict
from activities.device.signatures import SignatureVerdict
from activities.powerauth import base64_text, offline
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.base_string import base_string_without_secret
from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.phone_headers import PhoneAuthorization
from activities.powerauth.signature import factor_keys, join_components, one_time_keys
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import authentication_code
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.v4.headers import V4AuthorizationHeader
from activities.secrets.sealing import Sealer
from activities.store.columns import columns
from activities.store.signed_requests import SignedRequest, sealing_context
from activities.store.signers import Signer
from config import exact_json

# Longer bodies than any app sends are kept as their digest.
_MOST = 65_536


@dataclass(frozen=True, slots=True)
class AnswerEvidence:
    """An answer as it was checked. `base` ends before the `&` that the application's secret follows; null: it is too long.

    `counter` and `ctr_data` are those of the signature's position; null where it was of none. `display` is JSON. Of version 4 the
    public keys are JSON as on the wire, and known of a right code alone. `one_time_keys` are base64, null where nothing was
    right: the keys that they are made of may be replaced, or dropped by an upgrade.
    """

    resource_id: str
    base: str | None = field(repr=False)
    base_sha256: str
    secret_sha256: str | None
    signature: str = field(repr=False)
    signature_type: str
    digits: int | None
    protocol: str | None
    application_key: str | None
    counter: int | None
    ctr_data: str | None = field(repr=False)
    application_id: str | None
    user_id: str | None
    device_public_key: str | None
    server_public_key: str | None
    failure: str | None
    status: str
    remaining_attempts: int
    display: str | None = field(repr=False)
    qr_text: str | None = field(repr=False)
    one_time_keys: tuple[str, ...] | None = field(default=None, repr=False)

    @property
    def is_version_4(self) -> bool:
        """Whether it is right, and by keys of version 4."""
        return self.device_public_key is not None and self.device_public_key.startswith("{")


def seal(
    sealer: Sealer,
    request: SignedRequest,
    signature: SignatureVerdict,
    verdict: PhoneVerdict,
    *,
    signer: Signer | None,
    data: str | None,
    qr_text: str | None,
) -> str:
    """What the answer's row keeps. `data` is the operation's, `qr_text` what was scanned where that is known."""
    match, header = signature.match, request.header
    if match is None:
        base, secret = _base_of(request, data), None
    else:
        base, _, secret = match.candidate.base_string.decode().rpartition("&")
    device_keys, server_keys = _public_keys(signer, match, header)
    evidence = AnswerEvidence(
        resource_id=request.resource_id,
        base=base if len(base) <= _MOST else None,
        base_sha256=_sha256(base.encode()),
        secret_sha256=None if secret is None else _sha256(secret.encode()),
        signature=(request.members["otp"] or "") if header is None else header.signature,
        signature_type=signature.signature_type,
        digits=offline.DIGITS if header is None else header.digits,
        protocol=None if header is None else header.version,
        application_key=None if header is None else header.application_key,
        counter=None if match is None else match.counter,
        ctr_data=None if match is None else base64_text.encode(match.position),
        application_id=signature.application_id,
        user_id=signature.user_id,
        device_public_key=device_keys,
        server_public_key=server_keys,
        failure=verdict.failure,
        status=verdict.status,
        remaining_attempts=verdict.remaining_attempts,
        display=request.display,
        qr_text=qr_text,
        one_time_keys=tuple(map(base64_text.encode, match.one_time_keys)) if match and match.one_time_keys else None,
    )
    return sealer.seal(exact_json.encode(columns(evidence)), *sealing_context(request.workflow_id, request.update_id))


def unseal(sealer: Sealer, evidence: str, workflow_id: str, update_id: str) -> AnswerEvidence:
    """What was kept. Raises `Unsealable`."""
    members = exact_json.read(sealer.open(evidence, *sealing_context(workflow_id, update_id)))
    kept = members.pop("one_time_keys", None)
    return AnswerEvidence(**members, one_time_keys=None if kept is None else tuple(kept))


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The keys that make this one signature and nothing else, and whether it is what they make of what was signed.

    `is_same` null: the application's secret is not known any more. `is_of_registration`: the keys were made of the registration's
    own, and not taken as they were kept.
    """

    one_time_keys: tuple[bytes, ...] = field(repr=False)
    is_same: bool | None
    is_of_registration: bool = True


def recompute(
    evidence: AnswerEvidence, keys: ActivationKeys | None, application_secret: str | None
) -> Recomputed | None:
    """The signature computed again from the registration's keys; null where it was right at no position of the counter.

    `keys` null: the registration has none any more, and those that were kept are taken.
    """
    if evidence.ctr_data is None:
        return None
    if keys is None:
        made = _kept_keys(evidence)
    else:
        factors = factor_keys(keys, SignatureType(evidence.signature_type))
        made = one_time_keys(factors, base64_text.decode(evidence.ctr_data))

    def sign(text: bytes) -> str:
        return join_components([hmac_sha256(key, text) for key in made], digits=evidence.digits)

    return _compare(evidence, made, application_secret, sign, is_of_registration=keys is not None)


def recompute_v4(
    evidence: AnswerEvidence, keys: V4ActivationKeys | None, application_secret: str | None
) -> Recomputed | None:
    """The same of an authentication code, from the keys that were kept: the first is what the registration's own key makes.

    `keys` null: the registration has none any more.
    """
    if evidence.ctr_data is None:
        return None
    made = _kept_keys(evidence)
    if keys is not None:
        possession = keys.derive(ActivationKey.POSSESSION)
        first, *_ = authentication_code.one_time_keys([possession], base64_text.decode(evidence.ctr_data))
        if not made or not constant_time_equal(made[0], first):
            return Recomputed(tuple(made), is_same=False)

    def sign(text: bytes) -> str:
        return authentication_code.compute_by_one_time_keys(made, text, digits=evidence.digits)

    return _compare(evidence, made, application_secret, sign, is_of_registration=keys is not None)


def _kept_keys(evidence: AnswerEvidence) -> list[bytes]:
    return [base64_text.decode(key) for key in evidence.one_time_keys or ()]


def _compare(
    evidence: AnswerEvidence,
    keys: Sequence[bytes],
    application_secret: str | None,
    sign: Callable[[bytes], str],
    *,
    is_of_registration: bool,
) -> Recomputed | None:
    if evidence.base is None:
        return None
    secret = offline.SECRET if evidence.resource_id == offline.RESOURCE_ID else application_secret
    if secret is None or _sha256(secret.encode()) != evidence.secret_sha256:
        return Recomputed(tuple(keys), None, is_of_registration)
    again = sign(f"{evidence.base}&{secret}".encode())
    return Recomputed(tuple(keys), constant_time_equal(again, evidence.signature), is_of_registration)


def _public_keys(
    signer: Signer | None, match: CodeMatch | None, header: PhoneAuthorization | None
) -> tuple[str | None, str | None]:
    """The device's and the server's; those of version 4 come with a code that is right by them."""
    if match is not None and match.public_keys is not None:
        return match.public_keys
    if signer is None or signer.is_version_4 or isinstance(header, V4AuthorizationHeader):
        return None, None
    return signer.device_public_key, signer.server_public_key


def _base_of(request: SignedRequest, data: str | None) -> str:
    """What a wrong signature would have to be of; of a code, without the password of a proximity check."""
    if request.header is not None:
        return base_string_without_secret("POST", request.resource_id, request.header.nonce, request.body.encode())
    nonce = base64_text.decode(request.members["nonce"] or "")
    signed = offline.signed_data(request.workflow_id, data or "")
    return base_string_without_secret("POST", request.resource_id, nonce, signed)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
