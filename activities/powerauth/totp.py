"""Time-based passwords of proximity checks: RFC 6238 with SHA-256 (`powerauth-protocol.md` §7.3)."""

from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from activities.powerauth.equality import constant_time_equal

SEED_SIZE = 16
DIGITS = 8
STEP_MS = 30_000
STEPS_BACK = 1


def code(seed: bytes, at_ms: int, *, digits: int = DIGITS, algorithm: SHA1 | SHA256 | SHA512 | None = None) -> str:
    """The password at a time, decimal digits."""
    made = TOTP(seed, digits, algorithm or SHA256(), STEP_MS // 1000, enforce_key_length=False)
    return made.generate(at_ms / 1000).decode()


def codes(seed: bytes, now_ms: int, *, steps_back: int = STEPS_BACK) -> list[str]:
    """The passwords that are accepted now, newest first: this step's and those of the steps before, never of one to come."""
    return [code(seed, now_ms - step * STEP_MS) for step in range(steps_back + 1)]


def is_valid(otp: str, seed: bytes, now_ms: int, *, steps_back: int = STEPS_BACK) -> bool:
    """Whether a password is accepted now."""
    return any(constant_time_equal(otp, accepted) for accepted in codes(seed, now_ms, steps_back=steps_back))
