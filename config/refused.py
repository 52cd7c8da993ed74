"""How every floor below the APIs says no."""

from collections.abc import Sequence

from config.identity_vocabulary import CredentialValidationFailure
from config.reasons import Reason


class Refused(Exception):
    """What is asked is not allowed, or not there. `detail` says more, for a person; APIs have their own words for `reason`."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class ApprovalRequired(Refused):
    """Another administrator has to agree to this first; `request_id` is of the request that waits for it."""

    def __init__(self, request_id: str) -> None:
        super().__init__(Reason.APPROVAL_REQUIRED, "Another administrator has to approve this; then call again")
        self.request_id = request_id


class CredentialInvalid(Refused):
    """A user name or a credential's value breaks rules of its policy: `failures` names them, and nothing of the value."""

    def __init__(self, failures: Sequence[CredentialValidationFailure]) -> None:
        super().__init__(Reason.CREDENTIAL_INVALID, ", ".join(failures))
        self.failures = tuple(failures)
