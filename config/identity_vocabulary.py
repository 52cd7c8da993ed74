"""The words of users, their credentials and one-time passwords, as the Next Step API speaks them (`nextstep.md` §0.2)."""

from enum import StrEnum


class EntityStatus(StrEnum):
    """Whether a definition, a policy, an application, an assigned role or an alias is in use; what is removed stays on record."""

    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


class UserIdentityStatus(StrEnum):
    """Whether a user may authenticate."""

    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    REMOVED = "REMOVED"


class CredentialStatus(StrEnum):
    """Whether a credential may be used; one that is blocked temporarily is so until its counter is reset."""

    ACTIVE = "ACTIVE"
    BLOCKED_TEMPORARY = "BLOCKED_TEMPORARY"
    BLOCKED_PERMANENT = "BLOCKED_PERMANENT"
    REMOVED = "REMOVED"


class CredentialType(StrEnum):
    """Whether a credential is to be changed soon."""

    PERMANENT = "PERMANENT"
    TEMPORARY = "TEMPORARY"


class CredentialCategory(StrEnum):
    """What people would call a credential."""

    PASSWORD = "PASSWORD"  # noqa: S105 - the name of a category
    PIN = "PIN"
    OTHER = "OTHER"


class OtpStatus(StrEnum):
    """Whether a one-time password may be used; EXTERNAL: it is checked elsewhere."""

    ACTIVE = "ACTIVE"
    USED = "USED"
    BLOCKED = "BLOCKED"
    EXTERNAL = "EXTERNAL"
    REMOVED = "REMOVED"


class PasskeyStatus(StrEnum):
    """Whether a passkey may be used; one is blocked when its counter went back: somebody has a copy of it."""

    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    REMOVED = "REMOVED"


class PasskeyFailure(StrEnum):
    """What is wrong with what an authenticator gave, the first thing in this order."""

    MALFORMED = "MALFORMED"  # it cannot be read
    USER_STATUS = "USER_STATUS"  # the user is blocked or removed
    TYPE = "TYPE"  # it is of another ceremony
    CHALLENGE = "CHALLENGE"  # nobody asked it, it was answered before, or its time is up
    OPERATION = "OPERATION"  # the challenge is another operation's, or the operation's name or data have changed
    ORIGIN = "ORIGIN"  # another page asked, or one within another site's
    PAYMENT = "PAYMENT"  # the browser showed another amount, currency or payee
    RELYING_PARTY = "RELYING_PARTY"  # it was signed for another domain
    PASSKEY = "PASSKEY"  # nobody's, another user's, or one that is not active
    USER_PRESENCE = "USER_PRESENCE"
    USER_VERIFICATION = "USER_VERIFICATION"
    SIGNATURE = "SIGNATURE"
    BACKUP_STATE = "BACKUP_STATE"  # what can be backed up is so from its registration on, or never
    COUNTER = "COUNTER"  # it went back: the passkey is blocked
    ATTESTATION = "ATTESTATION"  # of a new passkey: its key, the algorithm, or what vouches for them


class PasskeyCeremony(StrEnum):
    """What a challenge is for."""

    REGISTRATION = "REGISTRATION"
    AUTHENTICATION = "AUTHENTICATION"


class ContactType(StrEnum):
    """How a contact reaches its user."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    OTHER = "OTHER"


class AuthenticationResult(StrEnum):
    """Whether somebody is who he says."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class AuthenticationType(StrEnum):
    """By what somebody authenticated."""

    CREDENTIAL = "CREDENTIAL"
    OTP = "OTP"
    CREDENTIAL_OTP = "CREDENTIAL_OTP"
    PASSKEY = "PASSKEY"


class CredentialAuthenticationMode(StrEnum):
    """Whether the whole value is compared, or its characters at some positions."""

    MATCH_EXACT = "MATCH_EXACT"
    MATCH_ONLY_SPECIFIED_POSITIONS = "MATCH_ONLY_SPECIFIED_POSITIONS"


class CredentialValidationMode(StrEnum):
    """Which of a policy's rules a credential has to obey."""

    NO_VALIDATION = "NO_VALIDATION"
    VALIDATE_USERNAME = "VALIDATE_USERNAME"
    VALIDATE_CREDENTIAL = "VALIDATE_CREDENTIAL"
    VALIDATE_USERNAME_AND_CREDENTIAL = "VALIDATE_USERNAME_AND_CREDENTIAL"


class CredentialValidationFailure(StrEnum):
    """A rule of a policy that a user name or a value breaks."""

    CREDENTIAL_EMPTY = "CREDENTIAL_EMPTY"
    CREDENTIAL_TOO_SHORT = "CREDENTIAL_TOO_SHORT"
    CREDENTIAL_TOO_LONG = "CREDENTIAL_TOO_LONG"
    CREDENTIAL_HISTORY_CHECK_FAILED = "CREDENTIAL_HISTORY_CHECK_FAILED"
    CREDENTIAL_ILLEGAL_WHITESPACE = "CREDENTIAL_ILLEGAL_WHITESPACE"
    CREDENTIAL_ILLEGAL_USERNAME = "CREDENTIAL_ILLEGAL_USERNAME"
    CREDENTIAL_ILLEGAL_USERNAME_REVERSED = "CREDENTIAL_ILLEGAL_USERNAME_REVERSED"
    CREDENTIAL_ALLOWED_CHAR_FAILED = "CREDENTIAL_ALLOWED_CHAR_FAILED"
    CREDENTIAL_ALLOWED_MATCH_FAILED = "CREDENTIAL_ALLOWED_MATCH_FAILED"
    CREDENTIAL_ILLEGAL_CHAR = "CREDENTIAL_ILLEGAL_CHAR"
    CREDENTIAL_ILLEGAL_MATCH = "CREDENTIAL_ILLEGAL_MATCH"
    CREDENTIAL_INSUFFICIENT_UPPERCASE = "CREDENTIAL_INSUFFICIENT_UPPERCASE"
    CREDENTIAL_INSUFFICIENT_LOWERCASE = "CREDENTIAL_INSUFFICIENT_LOWERCASE"
    CREDENTIAL_INSUFFICIENT_ALPHABETICAL = "CREDENTIAL_INSUFFICIENT_ALPHABETICAL"
    CREDENTIAL_INSUFFICIENT_DIGIT = "CREDENTIAL_INSUFFICIENT_DIGIT"
    CREDENTIAL_INSUFFICIENT_SPECIAL = "CREDENTIAL_INSUFFICIENT_SPECIAL"
    USERNAME_EMPTY = "USERNAME_EMPTY"
    USERNAME_TOO_SHORT = "USERNAME_TOO_SHORT"
    USERNAME_TOO_LONG = "USERNAME_TOO_LONG"
    USERNAME_ILLEGAL_WHITESPACE = "USERNAME_ILLEGAL_WHITESPACE"
    USERNAME_ALLOWED_MATCH_FAILED = "USERNAME_ALLOWED_MATCH_FAILED"
    USERNAME_ALREADY_EXISTS = "USERNAME_ALREADY_EXISTS"


class CredentialValidationResult(StrEnum):
    """Whether a user name and a value obey their policy."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class CounterResetMode(StrEnum):
    """Whose counters of failures are reset at once."""

    RESET_BLOCKED_TEMPORARY = "RESET_BLOCKED_TEMPORARY"
    RESET_ACTIVE_AND_BLOCKED_TEMPORARY = "RESET_ACTIVE_AND_BLOCKED_TEMPORARY"


class CredentialGenerationAlgorithm(StrEnum):
    """How a credential's value is made where nobody gives one."""

    RANDOM_PASSWORD = "RANDOM_PASSWORD"  # noqa: S105 - the name of an algorithm
    RANDOM_PIN = "RANDOM_PIN"


class UsernameGenerationAlgorithm(StrEnum):
    """How a user name is made where nobody gives one."""

    NO_USERNAME = "NO_USERNAME"
    RANDOM_DIGITS = "RANDOM_DIGITS"
    RANDOM_LETTERS = "RANDOM_LETTERS"


class OtpGenerationAlgorithm(StrEnum):
    """How a one-time password's value is made."""

    OTP_DATA_DIGEST = "OTP_DATA_DIGEST"
    OTP_RANDOM_DIGIT_GROUPS = "OTP_RANDOM_DIGIT_GROUPS"


class HashAlgorithm(StrEnum):
    """How a credential's value is hashed."""

    ARGON_2D = "ARGON_2D"
    ARGON_2I = "ARGON_2I"
    ARGON_2ID = "ARGON_2ID"
    BCRYPT = "BCRYPT"


class EncryptionAlgorithm(StrEnum):
    """Whether what is stored is sealed under the master key."""

    NO_ENCRYPTION = "NO_ENCRYPTION"
    AES_HMAC = "AES_HMAC"


class EndToEndEncryptionAlgorithm(StrEnum):
    """How a credential's value is encrypted on its way between the front end and this server."""

    AES = "AES"
