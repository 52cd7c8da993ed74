"""The one thing that is said of a message that cannot be opened."""

from enum import StrEnum


class EncryptionFailure(StrEnum):
    """Which check failed: for the log and for tests, never for the caller."""

    SHAPE = "a member is missing, of another version, or not as it should be"
    EPHEMERAL_KEY = "the ephemeral key is no point of the curve"
    MAC = "the MAC is wrong"
    PADDING = "the padding is wrong"
    KEY = "there is no such key, or it is another's"
    REPLAYED = "the request was seen before"
    TOO_OLD = "the timestamp is too old"
    TOO_EARLY = "the timestamp is in the future"


class EncryptionFailed(Exception):
    """A message is not accepted. Its text is always the same; `reason` is kept for the log."""

    def __init__(self, reason: EncryptionFailure) -> None:
        super().__init__("the request cannot be decrypted")
        self.reason = reason
