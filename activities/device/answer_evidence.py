"""What is kept of a phone's answer for a dispute: what was signed, by which keys and counter, what was shown, what was found.

It is written with the verdict, sealed, and lives as long as the operation. Of the base string the application's secret is left
out; its digest tells which one it was. Keys are public halves alone: from the registration's private key, while there is one, the
signature can be computed again (`recompute`).
"""

import hashlib
from dataclasses import dataclass, field

from activities.device.phone_verdicts import PhoneVerdict
from activities.device.signatures import SignatureVerdict
from activities.powerauth import base64_text, offline
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.base_string import base_string_without_secret
from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.signature import ONLINE_DIGITS, factor_keys, join_components, one_time_keys
from activities.powerauth.signature_type import SignatureType
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

    `counter` and `ctr_data` are those of the signature's position; null where it was of none. `display` is JSON.
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
    digits = offline.DIGITS if header is None else ONLINE_DIGITS if header.version.has_decimal_signature else None
    evidence = AnswerEvidence(
        resource_id=request.resource_id,
        base=base if len(base) <= _MOST else None,
        base_sha256=_sha256(base.encode()),
        secret_sha256=None if secret is None else _sha256(secret.encode()),
        signature=(request.members["otp"] or "") if header is None else header.signature,
        signature_type=signature.signature_type,
        digits=digits if match is None else match.candidate.digits,
        protocol=None if header is None else header.version,
        application_key=None if header is None else header.application_key,
        counter=None if match is None or signer is None else signer.counter + match.steps,
        ctr_data=None if match is None else base64_text.encode(match.position),
        application_id=signature.application_id,
        user_id=signature.user_id,
        device_public_key=None if signer is None else signer.device_public_key,
        server_public_key=None if signer is None else signer.server_public_key,
        failure=verdict.failure,
        status=verdict.status,
        remaining_attempts=verdict.remaining_attempts,
        display=request.display,
        qr_text=qr_text,
    )
    return sealer.seal(exact_json.encode(columns(evidence)), *sealing_context(request.workflow_id, request.update_id))


def unseal(sealer: Sealer, evidence: str, workflow_id: str, update_id: str) -> AnswerEvidence:
    """What was kept. Raises `Unsealable`."""
    return AnswerEvidence(**exact_json.read(sealer.open(evidence, *sealing_context(workflow_id, update_id))))


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The keys that make this one signature and nothing else, and whether it is what they make of what was signed.

    `is_same` null: the application's secret is not known any more.
    """

    one_time_keys: tuple[bytes, ...] = field(repr=False)
    is_same: bool | None


def recompute(evidence: AnswerEvidence, keys: ActivationKeys, application_secret: str | None) -> Recomputed | None:
    """The signature computed again from the registration's keys; null where it was right at no position of the counter."""
    if evidence.ctr_data is None or evidence.base is None:
        return None
    signature_type = SignatureType(evidence.signature_type)
    made = one_time_keys(factor_keys(keys, signature_type), base64_text.decode(evidence.ctr_data))
    secret = offline.SECRET if evidence.resource_id == offline.RESOURCE_ID else application_secret
    if secret is None or _sha256(secret.encode()) != evidence.secret_sha256:
        return Recomputed(tuple(made), None)
    signed = f"{evidence.base}&{secret}".encode()
    again = join_components([hmac_sha256(key, signed) for key in made], digits=evidence.digits)
    return Recomputed(tuple(made), constant_time_equal(again, evidence.signature))


def _base_of(request: SignedRequest, data: str | None) -> str:
    """What a wrong signature would have to be of; of a code, without the password of a proximity check."""
    if request.header is not None:
        return base_string_without_secret("POST", request.resource_id, request.header.nonce, request.body.encode())
    nonce = base64_text.decode(request.members["nonce"] or "")
    signed = offline.signed_data(request.workflow_id, data or "")
    return base_string_without_secret("POST", request.resource_id, nonce, signed)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
