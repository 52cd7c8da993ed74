"""What registrations are created with, and the states that they come to, for the tests of the state machine."""

from dataclasses import replace
from itertools import product

from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration.machine import begin
from workflows.registration.model import Otp, Terms

CREATED, PENDING, ACTIVE, BLOCKED, REMOVED = RegistrationStatus
ON_COMMIT, ON_EXCHANGE = CommitPhase
ABSENT, RIGHT, WRONG = Otp

CREATED_MS = 1_500_000_000_000
LIFETIME_MS = 120_000
DEADLINE_MS = CREATED_MS + LIFETIME_MS
NEW = begin(CREATED_MS, DEADLINE_MS)

EVERY_TERMS = tuple(Terms(phase, has_otp, 5) for phase, has_otp in product(CommitPhase, (False, True)))


def terms(phase=ON_COMMIT, has_otp=False, max_failed_attempts=5):
    return Terms(phase, has_otp, max_failed_attempts)


def state(status, **values):
    """A state that has this status; past CREATED a device has won."""
    won = {} if status is CREATED else {"exchange_id": "won", "version": 2}
    return replace(NEW, status=status, **{**won, **values})
