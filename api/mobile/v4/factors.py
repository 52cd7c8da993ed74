"""Keys of the PIN and of biometry, replaced by their phone (`powerauth-protocol-4.md` §6.5).

Each is one transaction with the proof of it.
"""

from collections.abc import Callable
from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.device.unauthorized import ProofFailure, Unauthorized
from activities.device.v4.factor_key_changes import FactorKeyChanges
from activities.powerauth import json_object
from activities.powerauth.v4 import encrypted_request
from activities.powerauth.v4.headers import V4AuthorizationHeader
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.shared_secret import SharedSecret
from activities.store.database import Session
from activities.store.signers import Signer
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import SIGNATURE
from api.mobile.proofs import (
    KNOWLEDGE,
    POSSESSION,
    V4_PROTOCOL,
    DecryptedRequest,
    authenticating,
    count_proof,
    decrypting,
    read_call,
)
from api.mobile.schema import AnyBody
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

_TAG = "Factors"
_PASSWORD, _BIOMETRY = "ERR_PASSWORD_CHANGE", "ERR_BIOMETRY"

Change = Callable[[FactorKeyChanges, Session, Signer, bytes], SharedSecret | None]


def _agreed(purpose: V4Purpose, resource_id: str, code: str, change: Change) -> EndpointProof:
    """An encrypted request for a key, with a code by the PIN; finds the answer."""

    def agree() -> dict[str, Any]:
        devices = services().devices
        with authenticating(V4_PROTOCOL), decrypting(code):
            call = read_call(resource_id, V4_PROTOCOL)
            if not isinstance(call.header, V4AuthorizationHeader):
                raise Unauthorized(ProofFailure.REQUEST)
            opened, verdict, agreement = devices.calls.open_and_change_v4(
                purpose,
                call.header.encryption(purpose.scope),
                encrypted_request.read_body(call.body),
                call,
                KNOWLEDGE,
                lambda session, signer, plaintext: change(devices.v4.factor_key_changes, session, signer, plaintext),
            )
        count_proof(verdict)
        if agreement is None:
            raise Denied(code)
        return DecryptedRequest(opened.plaintext, opened).answer(json_object.write(dict(agreement.members)))

    return EndpointProof(agree, SIGNATURE)


def _remove() -> SignatureVerdict:
    devices = services().devices
    with authenticating(V4_PROTOCOL):
        call = read_call("/pa/biometry/remove", V4_PROTOCOL)
        verdict, is_removed = devices.calls.verify_and_change(
            call, POSSESSION, devices.v4.factor_key_changes.remove_biometry
        )
    count_proof(verdict)
    if not is_removed:
        raise Denied(_BIOMETRY)
    return verdict


@api.endpoint(
    "POST /pa/v4/password/change",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_PASSWORD, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=_agreed(V4Purpose.CHANGE_PASSWORD, "/pa/password/change", _PASSWORD, FactorKeyChanges.change_password),
)
def change_password(answer: dict[str, Any]) -> dict[str, Any]:
    """Agree on another key for the PIN, by the one before. The first code by either tells which stays.

    Until then a further change replaces the key that waits.
    """
    return answer


@api.endpoint(
    "POST /pa/v4/biometry/add",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_BIOMETRY, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=_agreed(V4Purpose.ADD_BIOMETRY, "/pa/biometry/add", _BIOMETRY, FactorKeyChanges.add_biometry),
)
def add_biometry(answer: dict[str, Any]) -> dict[str, Any]:
    """Agree on a key for biometry, and accept codes by it from now on."""
    return answer


@api.endpoint(
    "POST /pa/v4/biometry/remove",
    tag=_TAG,
    raw=AnyBody(),
    errors=(_BIOMETRY, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=EndpointProof(_remove, SIGNATURE),
)
def remove_biometry(_: SignatureVerdict) -> None:
    """Forget the keys of biometry, and refuse codes by it. Where it is off, it stays so."""
