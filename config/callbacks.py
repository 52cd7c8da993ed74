"""The words of callbacks: types, what each may tell, and how the bank lets us in (`powerauth-protocol.md` §9.4)."""

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


# What every callback of a type tells: of whom, when it happened (not when it is told), and the number of the change. Numbers of
# one subject grow with its changes; some are left out, for not every change is told.
ALWAYS = {
    CallbackType.OPERATION_STATUS_CHANGE: ("type", "operationId", "timestampEvent", "sequence"),
    CallbackType.REGISTRATION_STATUS_CHANGE: ("type", "activationId", "timestampEvent", "sequence"),
}

# What a callback of a type may tell beside these, in the order in which it is told.
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
        "authenticationCodeType",
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
