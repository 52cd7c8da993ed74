"""The step that a phone's answer takes, once it was checked (`mobile-and-cloud.md` §1.2). Its method is that of the offer."""

from activities.device.phone_verdicts import ApprovalFailure
from config.vocabulary import AuthStepResult, RegistrationStatus
from workflows.operation.messages import PhoneAnswer
from workflows.operation.model import TakeStep


def step_result(answer: PhoneAnswer) -> AuthStepResult | None:
    """An approval that is none counts as a failed attempt; a rejection that nobody proved to be the user's is no step."""
    failure = answer.verdict.failure
    if answer.reason is not None:
        return None if failure is ApprovalFailure.SIGNATURE else AuthStepResult.CANCELED
    return AuthStepResult.CONFIRMED if failure is None else AuthStepResult.AUTH_FAILED


def step(answer: PhoneAnswer, request_id: str) -> TakeStep | None:
    """Null where the answer is no step."""
    verdict, ended = answer.verdict, step_result(answer)
    if ended is None:
        return None
    return TakeStep(
        method=None,
        step_result=ended,
        description=answer.reason,
        user_id=verdict.user_id if verdict.failure is None else None,
        eligibility=answer.eligibility,
        authentication_context={
            "signatureType": verdict.signature_type.upper(),
            "remainingAttempts": verdict.remaining_attempts,
            "blocked": verdict.status == RegistrationStatus.BLOCKED,
        },
        request_id=request_id,
    )
