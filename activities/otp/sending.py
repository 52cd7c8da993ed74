"""One-time passwords on their way to users: what is sent, and who carries it."""

import logging
from dataclasses import dataclass, field
from typing import Protocol

log = logging.getLogger(__name__)


class NotDelivered(Exception):
    """Nobody knows that the user has it. `word` is a constant that says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class OtpSending:
    """Which one-time password is to be sent, and to whom."""

    otp_id: str
    otp_name: str
    user_id: str
    operation_id: str | None


@dataclass(frozen=True, slots=True)
class OtpMessage:
    """A text for a user, in `language`; `subject` is for mail. `phone` and `email` are the user's primary ones, or null."""

    sending: OtpSending
    language: str
    subject: str
    text: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


class OtpSender(Protocol):
    """Carries messages. An installation's own is a class that is made without arguments (`NEXTSTEP_OTP_SENDER`)."""

    def send(self, message: OtpMessage) -> None:
        """Within seconds: somebody waits for it. Raises `NotDelivered`."""


class NoSender:
    """Where nobody is configured."""

    def send(self, message: OtpMessage) -> None:
        """See `OtpSender`."""
        raise NotDelivered("NO_SENDER")


class LogSender:
    """For development alone: whoever reads the log reads the value."""

    def send(self, message: OtpMessage) -> None:
        """See `OtpSender`."""
        log.info(
            "one-time password for %s: %s", message.phone or message.email or "a user without contacts", message.text
        )
