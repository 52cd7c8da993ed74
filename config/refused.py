"""How every floor below the APIs says no."""

from config.reasons import Reason


class Refused(Exception):
    """What is asked is not allowed, or not there. `detail` says more, for a person; APIs have their own words for `reason`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
