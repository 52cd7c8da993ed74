"""The field's words: the closed sets of names that the Next Step API speaks (`nextstep.md` §0.2)."""

from enum import StrEnum


class AuthMethod(StrEnum):
    """What a user does, or what is done for the user, in one step of an operation."""

    INIT = "INIT"
    USER_ID_ASSIGN = "USER_ID_ASSIGN"
    USERNAME_PASSWORD_AUTH = "USERNAME_PASSWORD_AUTH"  # noqa: S105 - the name of a method
    SHOW_OPERATION_DETAIL = "SHOW_OPERATION_DETAIL"
    POWERAUTH_TOKEN = "POWERAUTH_TOKEN"  # noqa: S105 - the name of a method
    SMS_KEY = "SMS_KEY"
    CONSENT = "CONSENT"
    LOGIN_SCA = "LOGIN_SCA"
    APPROVAL_SCA = "APPROVAL_SCA"
    OTP_CODE = "OTP_CODE"
    PASSKEY = "PASSKEY"


class AuthStepResult(StrEnum):
    """How a step ended, as its caller reports it."""

    CONFIRMED = "CONFIRMED"
    CANCELED = "CANCELED"
    AUTH_FAILED = "AUTH_FAILED"
    AUTH_METHOD_FAILED = "AUTH_METHOD_FAILED"
    AUTH_METHOD_CHOSEN = "AUTH_METHOD_CHOSEN"
    AUTH_METHOD_DOWNGRADE = "AUTH_METHOD_DOWNGRADE"


class AuthResult(StrEnum):
    """Where an operation stands after a step."""

    CONTINUE = "CONTINUE"
    FAILED = "FAILED"
    DONE = "DONE"


class OperationRequestType(StrEnum):
    """Which kind of request a step definition answers."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"


class OperationCancelReason(StrEnum):
    """Why a caller cancels an operation."""

    UNKNOWN = "UNKNOWN"
    INCORRECT_DATA = "INCORRECT_DATA"
    UNEXPECTED_OPERATION = "UNEXPECTED_OPERATION"
    AUTH_METHOD_NOT_AVAILABLE = "AUTH_METHOD_NOT_AVAILABLE"
    INTERRUPTED_OPERATION = "INTERRUPTED_OPERATION"
    UNEXPECTED_ERROR = "UNEXPECTED_ERROR"
    TIMED_OUT_OPERATION = "TIMED_OUT_OPERATION"


class AuthInstrument(StrEnum):
    """With what a step was authenticated."""

    CREDENTIAL = "CREDENTIAL"
    OTP_KEY = "OTP_KEY"
    POWERAUTH_TOKEN = "POWERAUTH_TOKEN"  # noqa: S105 - the name of an instrument
    HW_TOKEN = "HW_TOKEN"  # noqa: S105 - the name of an instrument
    CLIENT_CERTIFICATE = "CLIENT_CERTIFICATE"
    QUALIFIED_CERTIFICATE = "QUALIFIED_CERTIFICATE"
    PASSKEY = "PASSKEY"


class UserAccountStatus(StrEnum):
    """Whether the user's account at the bank is active."""

    ACTIVE = "ACTIVE"
    NOT_ACTIVE = "NOT_ACTIVE"


class ValueFormatType(StrEnum):
    """How the value of a formData parameter is shown (`nextstep.md` §4.3)."""

    TEXT = "TEXT"
    LOCALIZED_TEXT = "LOCALIZED_TEXT"
    DATE = "DATE"
    NUMBER = "NUMBER"
    AMOUNT = "AMOUNT"
    ACCOUNT = "ACCOUNT"


class BannerType(StrEnum):
    """How urgent a banner is."""

    BANNER_INFO = "BANNER_INFO"
    BANNER_WARNING = "BANNER_WARNING"
    BANNER_ERROR = "BANNER_ERROR"


class AlertType(StrEnum):
    """How urgent an ALERT is."""

    SUCCESS = "SUCCESS"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class ResultText(StrEnum):
    """For which end of an operation the phone has a text."""

    SUCCESS = "success"
    FAILURE = "failure"
    REJECT = "reject"


class ApprovalFactors(StrEnum):
    """With which factors a phone may approve an operation."""

    POSSESSION = "possession"
    POSSESSION_KNOWLEDGE = "possession_knowledge"
    POSSESSION_BIOMETRY = "possession_biometry"


class RegistrationStatus(StrEnum):
    """The state of a registered device (`powerauth-protocol.md` §3.5)."""

    CREATED = "CREATED"
    PENDING_COMMIT = "PENDING_COMMIT"
    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    REMOVED = "REMOVED"

    @property
    def is_open(self) -> bool:
        """Whether it waits, for its device or for its commit, until its deadline."""
        return self in (RegistrationStatus.CREATED, RegistrationStatus.PENDING_COMMIT)


class CommitPhase(StrEnum):
    """When a registration becomes ACTIVE, and its one-time password is checked."""

    ON_COMMIT = "ON_COMMIT"
    ON_KEY_EXCHANGE = "ON_KEY_EXCHANGE"


class Role(StrEnum):
    """What a caller may do: administer, as one of three, or call for a bank what its applications need."""

    ADMIN = "ROLE_ADMIN"  # everything of administration
    OPERATOR = "ROLE_OPERATOR"  # what the bank changes in everyday work, and reveals no key
    READER = "ROLE_READER"  # reads what is no secret
    USER = "ROLE_USER"


class ChangeRequestStatus(StrEnum):
    """How a request for a change stands, which another administrator has to agree to."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXECUTED = "EXECUTED"
    EXPIRED = "EXPIRED"


class OperationStatus(StrEnum):
    """The state of an operation as PowerAuth Cloud and phones name it (`mobile-and-cloud.md` §1.5)."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"


class PushPlatform(StrEnum):
    """Whose push service a device has, in the words of today's apps and of older ones (`mobile-and-cloud.md` §1.10)."""

    APNS = "apns"
    FCM = "fcm"
    HMS = "hms"
    IOS = "ios"
    ANDROID = "android"
    HUAWEI = "huawei"


class PushEnvironment(StrEnum):
    """Which of its two servers APNs is reached at: apps from the store have tokens of production, those in development others."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class DeliveryKind(StrEnum):
    """What a delivery is: a POST to a bank's server, or a message to a phone."""

    CALLBACK = "callback"
    PUSH = "push"


class DeliveryState(StrEnum):
    """Whether something has reached somebody outside."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class CircuitState(StrEnum):
    """Whether somebody outside is sent what there is: all of it, nothing for now, or one thing to see whether it is taken."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"
