"""Why the core refuses something: one word each, the core's own. Each API has its code, status and text for each of them."""

from enum import StrEnum


class Reason(StrEnum):
    """A reason. The detail of `Refused` says more, for a person; it travels through Temporal as an error's type."""

    # What was asked for.
    REQUEST_INVALID = "REQUEST_INVALID"  # a member does not hold what it should: the detail names it
    KEY_REUSED = "KEY_REUSED"  # the idempotency key was used for another request

    # Operations.
    OPERATION_NOT_FOUND = "OPERATION_NOT_FOUND"
    OPERATION_ALREADY_EXISTS = "OPERATION_ALREADY_EXISTS"
    OPERATION_FINISHED = "OPERATION_FINISHED"  # it is DONE
    OPERATION_FAILED = "OPERATION_FAILED"  # it is FAILED, by its user's attempts or by its rules
    OPERATION_CANCELED = "OPERATION_CANCELED"
    OPERATION_EXPIRED = "OPERATION_EXPIRED"
    OPERATION_NOT_PENDING = "OPERATION_NOT_PENDING"  # it is no longer, or not, what can be approved or canceled
    OPERATION_TERMINATED = "OPERATION_TERMINATED"  # an operator ended the workflow of an operation that is open
    OPERATION_DAMAGED = "OPERATION_DAMAGED"  # what is stored of its state cannot be read
    STEP_NOT_OFFERED = "STEP_NOT_OFFERED"  # the step does not follow the current one
    TOO_MANY_CHANGES = "TOO_MANY_CHANGES"

    # A phone's answers to operations.
    MOBILE_TOKEN_NOT_ASKED = "MOBILE_TOKEN_NOT_ASKED"  # noqa: S105 - the current step is not the phone's
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    FLAG_MISSING = "FLAG_MISSING"  # the detail is the flag that the device has not
    APPROVAL_FAILED = "APPROVAL_FAILED"  # rightly signed, and no approval all the same: other data, too few factors
    OFFLINE_CODE_INVALID = "OFFLINE_CODE_INVALID"

    # Definitions.
    CONFIGURATION_INVALID = "CONFIGURATION_INVALID"  # the definitions give no single answer, or would not
    DEFINITION_IN_USE = "DEFINITION_IN_USE"
    AUTH_METHOD_NOT_FOUND = "AUTH_METHOD_NOT_FOUND"
    AUTH_METHOD_ALREADY_EXISTS = "AUTH_METHOD_ALREADY_EXISTS"
    ORGANIZATION_NOT_FOUND = "ORGANIZATION_NOT_FOUND"
    ORGANIZATION_ALREADY_EXISTS = "ORGANIZATION_ALREADY_EXISTS"
    STEP_DEFINITION_NOT_FOUND = "STEP_DEFINITION_NOT_FOUND"
    STEP_DEFINITION_ALREADY_EXISTS = "STEP_DEFINITION_ALREADY_EXISTS"
    OPERATION_CONFIG_NOT_FOUND = "OPERATION_CONFIG_NOT_FOUND"
    OPERATION_CONFIG_ALREADY_EXISTS = "OPERATION_CONFIG_ALREADY_EXISTS"
    OPERATION_METHOD_CONFIG_NOT_FOUND = "OPERATION_METHOD_CONFIG_NOT_FOUND"
    OPERATION_METHOD_CONFIG_ALREADY_EXISTS = "OPERATION_METHOD_CONFIG_ALREADY_EXISTS"

    # Registrations of devices.
    REGISTRATION_NOT_FOUND = "REGISTRATION_NOT_FOUND"
    REGISTRATION_ALREADY_EXISTS = "REGISTRATION_ALREADY_EXISTS"  # the user has a device, and may have one only
    REGISTRATION_IN_PROGRESS = "REGISTRATION_IN_PROGRESS"
    REGISTRATION_STATE = "REGISTRATION_STATE"  # its status does not allow it: the detail says what it allows
    REGISTRATION_TERMINATED = "REGISTRATION_TERMINATED"  # an operator ended the workflow of a registration that is open
    ACTIVATION_CODES_EXHAUSTED = "ACTIVATION_CODES_EXHAUSTED"
    OTP_MISSING = "OTP_MISSING"
    OTP_UNEXPECTED = "OTP_UNEXPECTED"
    OTP_WRONG = "OTP_WRONG"
    DEVICE_KEY_INVALID = "DEVICE_KEY_INVALID"

    # Messages to users.
    MESSAGE_NOT_FOUND = "MESSAGE_NOT_FOUND"
    MESSAGE_INVALID = "MESSAGE_INVALID"
    TOO_MANY_MESSAGES = "TOO_MANY_MESSAGES"
    INBOX_NOT_FOUND = "INBOX_NOT_FOUND"  # there is no application to show a message in

    # Administration.
    ACCOUNT_NOT_FOUND = "ACCOUNT_NOT_FOUND"
    ACCOUNT_ALREADY_EXISTS = "ACCOUNT_ALREADY_EXISTS"
    ACCOUNT_ROLE = "ACCOUNT_ROLE"  # administrators manage no applications
    LAST_ADMINISTRATOR = "LAST_ADMINISTRATOR"
    APPLICATION_NOT_FOUND = "APPLICATION_NOT_FOUND"
    APPLICATION_ALREADY_EXISTS = "APPLICATION_ALREADY_EXISTS"
    APPLICATION_VERSION_NOT_FOUND = "APPLICATION_VERSION_NOT_FOUND"
    APPLICATION_VERSION_ALREADY_EXISTS = "APPLICATION_VERSION_ALREADY_EXISTS"
    TEMPLATE_NOT_FOUND = "TEMPLATE_NOT_FOUND"
    TEXTS_NOT_FOUND = "TEXTS_NOT_FOUND"
    TEXTS_DAMAGED = "TEXTS_DAMAGED"  # what is stored of them cannot be read
    CALLBACK_NOT_FOUND = "CALLBACK_NOT_FOUND"
    DELIVERY_NOT_FOUND = "DELIVERY_NOT_FOUND"
    PUSH_PROVIDER_NOT_FOUND = "PUSH_PROVIDER_NOT_FOUND"
