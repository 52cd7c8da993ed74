"""How an operation's step ends by what was found (`nextstep.md` §6)."""

from activities.authentication import verdict as verdicts
from activities.authentication.attempt import Attempt
from activities.store.database import Session
from config.vocabulary import AuthStepResult


def step_result(session: Session, attempt: Attempt, *, is_right: bool, is_over: bool) -> AuthStepResult | None:
    """How the operation's step ends; null where it does not hear of it. `is_over`: nobody can be right any more."""
    if not attempt.tells_operation:
        return None
    if is_right:
        return AuthStepResult.CONFIRMED
    if verdicts.is_right_on_its_way(session, attempt.scope, attempt.step_requests):
        return None
    return AuthStepResult.AUTH_METHOD_FAILED if is_over else AuthStepResult.AUTH_FAILED
