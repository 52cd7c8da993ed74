"""What is wrong with what an authenticator gave."""

from config.identity_vocabulary import PasskeyFailure
from config.reasons import Reason
from config.refused import Refused


class CeremonyFailed(Exception):
    """The response cannot be taken, for this reason."""

    def __init__(self, failure: PasskeyFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure

    def refused(self) -> Refused:
        """The same, as it is refused where nothing is counted."""
        return Refused(Reason.PASSKEY_INVALID, self.failure.value)
