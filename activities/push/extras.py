"""What the mobile apps of PowerAuth read in a message's extras (`mobile-and-cloud.md` §5.3).

Their SDKs drop a message that lacks a member. `registration_id` tells an app with several registrations whose message it is.
"""

from enum import StrEnum

from activities.push.message import Extra

Extras = dict[str, Extra]


class PushMessageType(StrEnum):
    """What a message is about."""

    OPERATION_INIT = "mtoken.operationInit"
    OPERATION_FINISHED = "mtoken.operationFinished"
    INBOX_MESSAGE_NEW = "mtoken.inboxMessage.new"


class OperationResult(StrEnum):
    """How an operation ended, as the apps are told."""

    SUCCESS = "authentication.success"
    FAIL = "authentication.fail"
    TIMEOUT = "operation.timeout"
    CANCELED = "operation.canceled"
    METHOD_NOT_AVAILABLE = "operation.methodNotAvailable"


# By the status in which an operation ended.
RESULTS = {
    "APPROVED": OperationResult.SUCCESS,
    "FAILED": OperationResult.FAIL,
    "EXPIRED": OperationResult.TIMEOUT,
    "REJECTED": OperationResult.CANCELED,
    "CANCELED": OperationResult.CANCELED,
}


def operation_init(*, operation_id: str, operation_type: str, registration_id: str | None = None) -> Extras:
    """An operation waits for approval."""
    return _about(PushMessageType.OPERATION_INIT, operation_id, operation_type, registration_id)


def operation_finished(
    *, operation_id: str, operation_type: str, result: OperationResult, registration_id: str | None = None
) -> Extras:
    """An operation waits no longer; `RESULTS` has the result of each status."""
    about = _about(PushMessageType.OPERATION_FINISHED, operation_id, operation_type, registration_id)
    return about | {"mtokenOperationResult": result.value}


def inbox_message_new(*, inbox_id: str) -> Extras:
    """A message lies in the inbox."""
    return {"messageType": PushMessageType.INBOX_MESSAGE_NEW.value, "inboxId": inbox_id}


def _about(about: PushMessageType, operation_id: str, operation_type: str, registration_id: str | None) -> Extras:
    found: Extras = {"messageType": about.value, "operationId": operation_id, "operationName": operation_type}
    return found if registration_id is None else found | {"activationId": registration_id}
