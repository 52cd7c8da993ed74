"""Time-based passwords of proximity checks: RFC 6238 with SHA-256 (`powerauth-protocol.md` §7.3)."""

import hmac

from activities.powerauth.equality import same

SEED_SIZE = 16
DIGITS = 8
STEP_MS = 30_000
STEPS_BACK = 1


def code(seed: bytes, at_ms: int, *, digits: int = DIGITS, algorithm: str = "sha256") -> str:
    """The password at a time, decimal digits."""
    hashed = hmac.digest(seed, (at_ms // STEP_MS).to_bytes(8, "big"), algorithm)
    start = hashed[-1] & 0xF
    number = int.from_bytes(hashed[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def codes(seed: bytes, now_ms: int, *, steps_back: int = STEPS_BACK) -> list[str]:
    """The passwords that are accepted now, newest first: this step's and those of the steps before, never of one to come."""
    return [code(seed, now_ms - step * STEP_MS) for step in range(steps_back + 1)]


def is_valid(otp: str, seed: bytes, now_ms: int, *, steps_back: int = STEPS_BACK) -> bool:
    """Whether a password is accepted now."""
    return any(same(otp, accepted) for accepted in codes(seed, now_ms, steps_back=steps_back))
