"""The words of callbacks: types, what each may tell, and how the bank lets us in (reference `powerauth-protocol.md` §9.4)."""

from enum import StrEnum


class CallbackType(StrEnum):
    """What a callback tells of."""

    OPERATION_STATUS_CHANGE = "OPERATION_STATUS_CHANGE"
    REGISTRATION_STATUS_CHANGE = "REGISTRATION_STATUS_CHANGE"


class CallbackAuthentication(StrEnum):
    """How the bank's server is told who calls."""

    NONE = "NONE"
    BASIC = "BASIC"
    BEARER = "BEARER"


# What a callback of a type may tell beside the id, in the order in which it is told.
ATTRIBUTES = {
    CallbackType.OPERATION_STATUS_CHANGE: (
        "userId",
        "applications",
        "operationType",
        "parameters",
        "additionalData",
        "activationFlag",
        "status",
        "data",
        "failureCount",
        "maxFailureCount",
        "signatureType",
        "externalId",
        "timestampCreated",
        "timestampExpires",
        "timestampFinalized",
    ),
    CallbackType.REGISTRATION_STATUS_CHANGE: (
        "userId",
        "activationName",
        "deviceInfo",
        "platform",
        "protocol",
        "activationFlags",
        "activationStatus",
        "blockedReason",
        "applicationId",
    ),
}
