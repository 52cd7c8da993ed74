"""Whether a step may be taken now: the checks of `nextstep.md` §2.4, in its order."""

from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult
from workflows.operation.model import OperationState, TakeStep

# The page that shows an operation is not a step of its own: it stands for the methods that confirm what it shows.
_SHOWN_BY_DETAIL = (AuthMethod.SMS_KEY, AuthMethod.POWERAUTH_TOKEN)


def check_step(step: TakeStep) -> tuple[str, AuthStepResult]:
    """The step's method and result, when the request makes sense whatever the state. Raises `Refused`.

    Source: `nextstep.md` §2.4 b to d.
    """
    if step.method is None:
        raise Refused(Reason.REQUEST_INVALID, "authMethod is missing")
    if step.method == AuthMethod.INIT and step.step_result not in (
        AuthStepResult.CANCELED,
        AuthStepResult.AUTH_METHOD_CHOSEN,
    ):
        raise Refused(Reason.REQUEST_INVALID, "INIT can only be canceled, or followed by the choice of a method")
    if step.step_result is None:
        raise Refused(Reason.REQUEST_INVALID, "authStepResult is missing")
    return step.method, step.step_result


def check_open(state: OperationState) -> None:
    """Raises `Refused` OPERATION_FINISHED, OPERATION_CANCELED or OPERATION_FAILED (`nextstep.md` §2.4 g)."""
    if state.result is AuthResult.DONE:
        raise Refused(Reason.OPERATION_FINISHED)
    if state.result is AuthResult.FAILED:
        canceled = state.current.step_result is AuthStepResult.CANCELED
        raise Refused(Reason.OPERATION_CANCELED if canceled else Reason.OPERATION_FAILED)


def offers(state: OperationState, step: TakeStep, method: str, step_result: AuthStepResult) -> bool:
    """Whether the step is to be resolved; False: the state stays as it is (a cancellation of what has failed).

    Raises `Refused` where the step is not among those offered, or the operation is finished (`nextstep.md` §2.4 f, g).
    """
    current = state.current
    if step_result is AuthStepResult.CANCELED and current.result is not AuthResult.DONE:
        return state.is_open
    check_open(state)
    if step_result is AuthStepResult.AUTH_METHOD_CHOSEN:
        legal = method == current.method and step.target_method in current.steps
    else:
        legal = method in current.steps or (
            method == AuthMethod.SHOW_OPERATION_DETAIL and any(shown in current.steps for shown in _SHOWN_BY_DETAIL)
        )
    if not legal:
        raise Refused(Reason.STEP_NOT_OFFERED, f"{method} {step_result} does not follow {current.method}")
    return True
