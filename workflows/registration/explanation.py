"""Why a registration has ended as it did, in a clause for operators. It names neither the user nor the device."""

from config.vocabulary import RegistrationStatus
from workflows.registration.model import (
    EXPIRED,
    INTERRUPTED,
    INVALID_DEVICE_KEY,
    OTP_MAX_FAILED_ATTEMPTS,
    RegistrationState,
)

# Why a registration was removed of which somebody, the bank or its device, said no more than that.
ON_REQUEST = "removed"


def reason(state: RegistrationState) -> str | None:
    """Why it did not become ACTIVE, in a word; null while it is open, and where it did."""
    return (state.reason or ON_REQUEST) if state.status is RegistrationStatus.REMOVED else None


def explain(state: RegistrationState) -> str:
    """Of a registration that has ended."""
    why = reason(state)
    if why is None:
        return "a device was bound to its user"
    return {
        ON_REQUEST: "the bank removed it",
        EXPIRED: "its time was over"
        + ("; no device had come" if state.exchange_id is None else "; the bank had not committed it"),
        INTERRUPTED: "an operator canceled it",
        INVALID_DEVICE_KEY: "the device's public key was not valid",
        OTP_MAX_FAILED_ATTEMPTS: f"{state.failed_attempts} one-time passwords were wrong; no attempt is left",
    }.get(why, f"`{why}`")
