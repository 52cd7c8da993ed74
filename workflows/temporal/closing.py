"""How workflows close that have done their work, so that lists tell what came of it: Completed, Canceled or Failed.

What is called off, or comes to nothing, is no fault: the failure is benign, which the SDK neither counts nor logs as one, nothing
is tried again, and it carries words for an operator where others have a stack trace.
"""

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory, CancelledError


def called_off(explanation: str) -> CancelledError:
    """What a workflow raises to close as Canceled, whoever decided it; `explanation` stands in no event of Temporal's."""
    return CancelledError(explanation)


def came_to_nothing(reason: str, explanation: str) -> ApplicationError:
    """What a workflow raises to close as Failed; `reason`: a word, `explanation`: a clause, neither of which names anybody."""
    return ApplicationError(explanation, type=reason, non_retryable=True, category=ApplicationErrorCategory.BENIGN)
