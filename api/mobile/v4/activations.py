"""The life of a registration by version 4.0 as its phone drives it (`powerauth-protocol-4.md` §5.2, §5.3, §5.5)."""

from typing import Any

from flask import request

from activities.device.signatures import SignatureVerdict
from activities.device.v4.code_keys import CONFIRM_ACTIVATION
from activities.powerauth import json_object
from activities.powerauth.activation import ActivationInvalid
from activities.powerauth.v4.activation import read_confirmation
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from activities.store.database import Session
from activities.store.signers import Signer
from api.http.endpoint import EndpointProof
from api.http.error_table import CodeAndDetail, whatever
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import SIGNATURE, encryption_v4, signature
from api.mobile.proofs import (
    KNOWLEDGE,
    TWO_FACTORS,
    V4_PROTOCOL,
    DecryptedRequest,
    authenticating,
    count_proof,
    read_call,
)
from api.mobile.schema import ActivationId, AnyBody
from api.mobile.v4.key_exchange import agree_on_keys
from api.mobile.v4.schema import SignedConfirmation, V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services
from config.reasons import Reason
from workflows.registration.client.gateway import RegistrationChange

_TAG = "Activations"
_CODE = "ERR_ACTIVATION"
# A moment later its code would not be right any more.
_REMOVED_MEANWHILE = CodeAndDetail("ERR_AUTHENTICATION", "POWER_AUTH_CODE_INVALID")


@api.endpoint(
    "POST /pa/v4/activation/create",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_CODE, "REMOTE_COMMUNICATION_ERROR"),
    refusals=whatever(_CODE),
    proof=encryption_v4(V4Purpose.APPLICATION_GENERIC, _CODE),
)
def create_v4_activation(proof: tuple[V4EncryptionHeader, DecryptedRequest]) -> dict[str, Any]:
    """Agree on keys for an activation code, by version 4.0. Whatever is wrong, the answer is the same.

    Until the phone has confirmed that it has them, it may read its status and do that.
    """
    return agree_on_keys(*proof)


def _confirm() -> SignatureVerdict:
    """A body that says nothing confirms nothing, and its code is used up all the same: the phone's counter moved too."""
    devices = services().devices
    try:
        enables: bool | None = read_confirmation(request.get_data())
    except ActivationInvalid:
        enables = None

    def confirm(session: Session, signer: Signer) -> None:
        if enables is not None:
            devices.v4.confirmations.confirm(session, signer, biometry_enabled=enables)

    with authenticating(V4_PROTOCOL):
        call = read_call(CONFIRM_ACTIVATION, V4_PROTOCOL)
        verdict, _ = devices.calls.verify_and_change(call, KNOWLEDGE, confirm)
    count_proof(verdict)
    if enables is None:
        raise Denied(_CODE)
    return verdict


@api.endpoint(
    "POST /pa/v4/activation/confirm",
    tag=_TAG,
    raw=SignedConfirmation(),
    errors=(_CODE, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=EndpointProof(_confirm, SIGNATURE),
)
def confirm_activation(_: SignatureVerdict) -> None:
    """Prove that the phone has the keys, and say whether it uses biometry; before the bank's commit or after it.

    A repetition by a phone that did not hear the answer changes nothing.
    """


@api.endpoint(
    "POST /pa/v4/activation/status",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_CODE, "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_v4(V4Purpose.ACTIVATION_GENERIC, _CODE),
)
def v4_activation_status(proof: tuple[V4EncryptionHeader, DecryptedRequest]) -> dict[str, Any]:
    """Read a registration's status, in whatever state it is. The encrypted answer has it in `activationStatus`."""
    header, asked = proof
    found = services().devices.v4.statuses.of(str(header.activation_id), header.application_key)
    if found is None:
        raise Denied(_CODE)
    return asked.answer(json_object.write({"activationStatus": found}))


@api.endpoint(
    "POST /pa/v4/activation/remove",
    tag=_TAG,
    raw=AnyBody(),
    answer=ActivationId(),
    errors=("ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    refusals=dict.fromkeys((Reason.REGISTRATION_NOT_FOUND, Reason.REGISTRATION_STATE), _REMOVED_MEANWHILE),
    proof=signature("/pa/activation/remove", TWO_FACTORS, V4_PROTOCOL),
)
def remove_v4_activation(verdict: SignatureVerdict) -> dict[str, str]:
    """Remove the registration whose code it is, by version 4.0."""
    services().registrations.change(verdict.registration_id, RegistrationChange.REMOVE)
    return {"activationId": verdict.registration_id}
