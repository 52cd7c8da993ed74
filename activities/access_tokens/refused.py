"""Why a token is not taken, in constants; nothing of the token is ever told."""

from enum import StrEnum


class AccessTokenFailure(StrEnum):
    """What is wrong with a token: the first thing that is found."""

    MALFORMED = "TOKEN_MALFORMED"  # no JWT, too long, or a claim of another type than it has
    ALGORITHM = "TOKEN_ALGORITHM"  # not one that the settings allow
    TYPE = "TOKEN_TYPE"  # a JWT for something else
    KEY = "TOKEN_KEY"  # the provider has no such key
    SIGNATURE = "TOKEN_SIGNATURE"
    ISSUER = "TOKEN_ISSUER"
    AUDIENCE = "TOKEN_AUDIENCE"
    SUBJECT = "TOKEN_SUBJECT"  # it names nobody, or nobody who can be told
    EXPIRED = "TOKEN_EXPIRED"
    EARLY = "TOKEN_EARLY"  # it does not hold yet, or was issued in the future


class TokenRefused(Exception):
    """A token is not taken."""

    def __init__(self, failure: AccessTokenFailure) -> None:
        super().__init__(failure)
        self.failure = failure


class ProviderUnavailable(Exception):
    """The provider's keys are not to be had, and those that were are none or too old. The message says why."""
