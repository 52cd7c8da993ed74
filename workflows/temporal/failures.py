"""Failures as they travel, and as histories keep them.

What is benign is nobody's fault: constant words tell why, which lists and pages of Temporal's show to everybody. It has no stack
trace, and nothing to hide.
"""

from temporalio.api.failure.v1 import Failure
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory


class BenignFailures(DefaultFailureConverter):
    """The SDK's, but for what is benign."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """See `FailureConverter`."""
        if isinstance(exception, ApplicationError) and exception.category is ApplicationErrorCategory.BENIGN:
            DefaultFailureConverter().to_failure(exception.with_traceback(None), payload_converter, failure)
        else:
            super().to_failure(exception, payload_converter, failure)


class EncodedFailures(BenignFailures):
    """Words and stack traces of the others are among what a codec encrypts."""

    def __init__(self) -> None:
        super().__init__(encode_common_attributes=True)
