"""Authentication by a passkey: what an operation asks an authenticator to sign, and the signature (`docs/passkeys.md`)."""

from dataclasses import asdict
from typing import Any

from activities.authentication.attempt import Attempt
from activities.authentication.records import result_of
from activities.passkeys.assertion import Assertion, read_assertion
from activities.passkeys.failed import CeremonyFailed
from api.http.endpoint import Idempotent
from api.nextstep.blueprint import api
from api.nextstep.passkey_schemas import (
    PasskeyAuthenticationOptionsRequest,
    PasskeyAuthenticationOptionsResponse,
    PasskeyAuthenticationRequest,
    PasskeyAuthenticationResponse,
)
from api.nextstep.passkeys import as_bytes, credential_id
from api.services import services
from config.identity_vocabulary import AuthenticationType
from config.reasons import Reason
from config.refused import Refused
from workflows.authentication.authentications import AskedStep, Authenticated, update_id_of
from workflows.operation.client.read_model import OperationView
from workflows.operation.legality import check_open

_TAG = "Authentication"
_OF_OPERATIONS = (
    "OPERATION_NOT_FOUND",
    "OPERATION_NOT_VALID",
    "OPERATION_ALREADY_FINISHED",
    "OPERATION_ALREADY_FAILED",
    "OPERATION_ALREADY_CANCELED",
    "INVALID_CONFIGURATION",
    "SERVICE_UNAVAILABLE",
)
_OPTIONS, _ANSWER = PasskeyAuthenticationOptionsResponse(), PasskeyAuthenticationResponse()


@api.endpoint(
    "POST /auth/passkey/options",
    tag=_TAG,
    request=PasskeyAuthenticationOptionsRequest(),
    answer=_OPTIONS,
    errors=_OF_OPERATIONS,
)
def create_passkey_authentication_options(body: dict[str, Any]) -> Any:
    """Ask for a signature of an operation. Its challenge is bound to the operation's id, name and data, and is answered once.

    A user who has no passkey, or is unknown, is answered as one who has.
    """
    view = services().gateway.read_model.get(body["operation_id"])
    check_open(view.state)
    asked = services().passkeys.ask_for_signature(view.row, _user_of(view, body))
    payment = None
    if asked.payment is not None:
        members = asdict(asked.payment)
        payment = {"payee_name": members.pop("payee"), "total": members}
    return _OPTIONS.dump({"operation_id": view.row.operation_id, "public_key": asked.options, "payment": payment})


@api.endpoint(
    "POST /auth/passkey",
    tag=_TAG,
    idempotent=Idempotent(),
    request=PasskeyAuthenticationRequest(),
    answer=_ANSWER,
    errors=("PASSKEY_INVALID", "AUTH_METHOD_NOT_FOUND", *_OF_OPERATIONS),
)
def authenticate_by_passkey(body: dict[str, Any], *, key: str | None) -> Any:
    """Check the signature of a passkey, and take the operation's step by it. A wrong one is answered FAILED, and counted."""
    kind, operation_id = AuthenticationType.PASSKEY, body["operation_id"]
    assertion = _assertion(body["credential"])
    known = _user_of(services().gateway.read_model.get(operation_id), body)
    attempt = Attempt(
        kind=kind,
        update_id=update_id_of(kind, key),
        user_id=known or services().passkeys.find_owner(assertion.credential_id),
        operation_id=operation_id,
        passkey=assertion,
        may_repeat=key is not None,
    )
    step = AskedStep(operation_id, body["update_operation"], body.get("auth_method"))
    found = services().authentications.authenticate(attempt, step)
    return _ANSWER.dump(_answer(found, attempt.user_id if found.verdict.is_right else known))


def _user_of(view: OperationView, body: dict[str, Any]) -> str | None:
    """Whose passkey it has to be; null: anybody's. Raises `Refused` REQUEST_INVALID where the operation is another user's."""
    user_id: str | None = body.get("user_id")
    theirs = view.state.user_id
    if theirs is not None and user_id is not None and user_id != theirs:
        raise Refused(Reason.REQUEST_INVALID, "the operation is another user's")
    return theirs or user_id


def _assertion(credential: dict[str, Any]) -> Assertion:
    response = credential["response"]
    try:
        return read_assertion(
            credential_id(credential),
            as_bytes(response["client_data_json"]),
            as_bytes(response["authenticator_data"]),
            as_bytes(response["signature"]),
            response.get("user_handle"),
        )
    except CeremonyFailed as error:
        raise error.refused() from error


def _answer(authentication: Authenticated, user_id: str | None) -> dict[str, Any]:
    passkey = authentication.verdict.passkey
    return {
        "user_id": user_id,
        "user_identity_status": authentication.verdict.user_status,
        "passkey_id": passkey and passkey.passkey_id,
        "passkey_status": passkey and passkey.status,
        "authentication_result": result_of(authentication.is_right),
        "passkey_failure": passkey and passkey.failure,
        "remaining_attempts": authentication.remaining_attempts,
        "operation_failed": authentication.operation_failed,
    }
