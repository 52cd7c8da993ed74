"""Proximity checks of operations: one-time passwords that a phone reads where the operation is shown.

Source: `powerauth-protocol.md` §7.3, `mobile-and-cloud.md` §1.2.
"""

from activities.powerauth import totp
from activities.secrets.sealing import Sealer
from activities.store.templated_operations import TemplatedOperation
from config.clock import now_ms


def sealing_context(operation_id: str) -> tuple[str, str, str]:
    """What the seed of an operation's proximity check is sealed for."""
    return ("templated_operation", operation_id, "totp_seed")


class Proximity:
    """Holds what opens the seeds."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def passwords(self, pinned_template: TemplatedOperation | None) -> list[str] | None:
        """The passwords that are accepted now; null where the operation asks for none."""
        seed = self._seed(pinned_template)
        return None if seed is None else totp.codes(seed, now_ms())

    def is_proved(self, pinned_template: TemplatedOperation | None, otp: str | None) -> bool:
        """Whether an approval's `otp` is such a password, or none is asked for."""
        seed = self._seed(pinned_template)
        return seed is None or (otp is not None and totp.is_valid(otp, seed, now_ms()))

    def _seed(self, pinned_template: TemplatedOperation | None) -> bytes | None:
        if pinned_template is None or pinned_template.totp_seed is None:
            return None
        return self._sealer.open(pinned_template.totp_seed, *sealing_context(pinned_template.operation_id))
