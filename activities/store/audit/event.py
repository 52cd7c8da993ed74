"""What audit rows tell, in constants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What was asked or checked; OPERATION and REGISTRATION tell the state that something came into."""

    SIGNATURE = "SIGNATURE"
    TOKEN = "TOKEN"  # noqa: S105 - a word of the trail
    OTP = "OTP"
    LOGIN = "LOGIN"
    TOKEN_CREATE = "TOKEN_CREATE"  # noqa: S105 - a word of the trail
    TOKEN_REMOVE = "TOKEN_REMOVE"  # noqa: S105 - a word of the trail
    VAULT_UNLOCK = "VAULT_UNLOCK"
    PUSH_REGISTER = "PUSH_REGISTER"

    REGISTRATION = "REGISTRATION"
    REGISTRATION_CREATE = "REGISTRATION_CREATE"
    REGISTRATION_KEY_EXCHANGE = "REGISTRATION_KEY_EXCHANGE"
    REGISTRATION_COMMIT = "REGISTRATION_COMMIT"
    REGISTRATION_BLOCK = "REGISTRATION_BLOCK"
    REGISTRATION_UNBLOCK = "REGISTRATION_UNBLOCK"
    REGISTRATION_REMOVE = "REGISTRATION_REMOVE"
    REGISTRATION_RENAME = "REGISTRATION_RENAME"
    REGISTRATION_FLAGS_ADD = "REGISTRATION_FLAGS_ADD"
    REGISTRATION_FLAGS_REMOVE = "REGISTRATION_FLAGS_REMOVE"

    OPERATION = "OPERATION"
    OPERATION_CREATE = "OPERATION_CREATE"
    OPERATION_AMEND = "OPERATION_AMEND"
    AFS_RECORD = "AFS_RECORD"
    USER_METHOD_ENABLE = "USER_METHOD_ENABLE"
    USER_METHOD_DISABLE = "USER_METHOD_DISABLE"
    INBOX_SEND = "INBOX_SEND"
    USER_ERASE = "USER_ERASE"

    ACCOUNT_CREATE = "ACCOUNT_CREATE"
    ACCOUNT_REMOVE = "ACCOUNT_REMOVE"
    ACCOUNT_ENABLE = "ACCOUNT_ENABLE"
    ACCOUNT_DISABLE = "ACCOUNT_DISABLE"
    ACCOUNT_PASSWORD_RESET = "ACCOUNT_PASSWORD_RESET"  # noqa: S105 - a word of the trail
    ACCOUNT_APPLICATION_ASSIGN = "ACCOUNT_APPLICATION_ASSIGN"
    ACCOUNT_APPLICATION_WITHDRAW = "ACCOUNT_APPLICATION_WITHDRAW"
    APPLICATION_CREATE = "APPLICATION_CREATE"
    APPLICATION_CHANGE = "APPLICATION_CHANGE"
    APPLICATION_ROTATE = "APPLICATION_ROTATE"
    APPLICATION_VERSION_CREATE = "APPLICATION_VERSION_CREATE"
    APPLICATION_VERSION_SUPPORT = "APPLICATION_VERSION_SUPPORT"
    APPLICATION_VERSION_ROTATE = "APPLICATION_VERSION_ROTATE"
    APPLICATION_SECRET_READ = "APPLICATION_SECRET_READ"  # noqa: S105 - a word of the trail
    MASTER_KEY_ROTATE = "MASTER_KEY_ROTATE"
    PAYLOAD_DECRYPT = "PAYLOAD_DECRYPT"
    PUSH_PROVIDER_PUT = "PUSH_PROVIDER_PUT"
    PUSH_PROVIDER_REMOVE = "PUSH_PROVIDER_REMOVE"
    CALLBACK_CREATE = "CALLBACK_CREATE"
    CALLBACK_CHANGE = "CALLBACK_CHANGE"
    CALLBACK_SECRET_ROTATE = "CALLBACK_SECRET_ROTATE"  # noqa: S105 - a word of the trail
    CALLBACK_REMOVE = "CALLBACK_REMOVE"
    EVIDENCE_MAKE = "EVIDENCE_MAKE"
    EVIDENCE_KEY_ROTATE = "EVIDENCE_KEY_ROTATE"
    DELIVERY_REPEAT = "DELIVERY_REPEAT"
    MESSAGE_SEND = "MESSAGE_SEND"
    TEMPLATE_PUT = "TEMPLATE_PUT"
    TEMPLATE_REMOVE = "TEMPLATE_REMOVE"
    USER_CREATE = "USER_CREATE"
    USER_CHANGE = "USER_CHANGE"
    USER_BLOCK = "USER_BLOCK"
    USER_UNBLOCK = "USER_UNBLOCK"
    USER_REMOVE = "USER_REMOVE"
    CREDENTIAL = "CREDENTIAL"
    CREDENTIAL_CREATE = "CREDENTIAL_CREATE"
    CREDENTIAL_CHANGE = "CREDENTIAL_CHANGE"
    CREDENTIAL_BLOCK = "CREDENTIAL_BLOCK"
    CREDENTIAL_UNBLOCK = "CREDENTIAL_UNBLOCK"
    CREDENTIAL_REMOVE = "CREDENTIAL_REMOVE"
    CREDENTIAL_COUNTERS_RESET = "CREDENTIAL_COUNTERS_RESET"
    OTP_CREATE = "OTP_CREATE"
    OTP_REMOVE = "OTP_REMOVE"
    OTP_SEND = "OTP_SEND"
    DEFINITION_CREATE = "DEFINITION_CREATE"
    DEFINITION_CHANGE = "DEFINITION_CHANGE"
    DEFINITION_DELETE = "DEFINITION_DELETE"


# It was done, or was right. Other results are the reason why not, or the state.
OK = "OK"

_TELLS_STATE = (Action.OPERATION, Action.REGISTRATION)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `signed_data`: `METHOD`, resource id and body; else `details` are told as JSON.

    Nothing here may be a secret: `details` are names and constants that are chosen one by one.
    """

    action: Action
    result: str = OK
    user_id: str | None = None
    registration_id: str | None = None
    operation_id: str | None = None
    application_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    signed_data: tuple[str, str, bytes] | None = field(default=None, repr=False)


def event_type(action: str, result: str) -> str:
    """The API's word for it: `signature_ok`, `signature_failed` (`mobile-and-cloud.md` §4), `operation_approved`."""
    if action in _TELLS_STATE:
        return f"{action}_{result}".lower()
    return f"{action}_{'ok' if result == OK else 'failed'}".lower()
