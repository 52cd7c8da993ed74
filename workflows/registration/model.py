"""What a registration is until its device is active, in plain data: its terms, its state, and the events that move it.

Everything is a frozen dataclass that travels as JSON in Temporal histories, so nothing here is secret or personal: of a one-time
password only the fact whether it was right, of what a device sent only the name under which it was noted.
Times are integer milliseconds since the epoch, UTC. Source: `powerauth-protocol.md` §3, `mobile-and-cloud.md` §3.3.
"""

from dataclasses import dataclass
from enum import StrEnum

from config.reasons import Reason
from config.vocabulary import CommitPhase, RegistrationStatus

# Why a registration was removed, where nobody asked for it.
EXPIRED = "EXPIRED"
INVALID_DEVICE_KEY = "INVALID_DEVICE_KEY"
OTP_MAX_FAILED_ATTEMPTS = "OTP_MAX_FAILED_ATTEMPTS"
INTERRUPTED = "INTERRUPTED"


class Otp(StrEnum):
    """What came of the one-time password that a caller sent; WRONG also where there is none to compare it with."""

    ABSENT = "ABSENT"
    RIGHT = "RIGHT"
    WRONG = "WRONG"


class RegistrationChange(StrEnum):
    """What the bank, or the device itself, may ask of a registration."""

    BLOCK = "BLOCK"
    UNBLOCK = "UNBLOCK"
    REMOVE = "REMOVE"


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed at creation, and stays. A one-time password, if there is one, is asked for in the commit phase only."""

    commit_phase: CommitPhase
    has_otp: bool
    max_failed_attempts: int


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """All that decides about a registration. `version` grows by one with every change; `changed_ms` is when the last happened.

    `failed_attempts` counts wrong one-time passwords. `exchange_id` names the key exchange that won. `reason` says why it was
    removed; null: it was not, or somebody asked for it.
    """

    status: RegistrationStatus
    version: int
    created_ms: int
    expires_ms: int
    failed_attempts: int = 0
    exchange_id: str | None = None
    reason: str | None = None
    changed_ms: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the registration waits for its device or for its commit: then its workflow decides."""
        return self.status.is_open


@dataclass(frozen=True, slots=True)
class ExchangeKeys:
    """A device answered the activation code. What it sent is noted outside, under `exchange_id`.

    `platform` and `protocol`, such as ios and 3.3, are for operators: nothing is decided by them.
    """

    exchange_id: str
    otp: Otp
    key_is_valid: bool
    platform: str | None = None
    protocol: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """The bank found that the device belongs to its user."""

    otp: Otp


@dataclass(frozen=True, slots=True)
class Alter:
    """A change of status that is not part of the activation."""

    change: RegistrationChange


Event = ExchangeKeys | Commit | Alter


@dataclass(frozen=True, slots=True)
class RegistrationRefusal:
    """What is refused although the state changed. `detail` says more, for a person."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The state after an event, and the error that its caller hears all the same; null: none."""

    state: RegistrationState
    refusal: RegistrationRefusal | None = None
