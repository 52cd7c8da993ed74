"""How often a method may fail, and how often it may still (`nextstep.md` §2.5.4 and remainingAttempts)."""

from config.vocabulary import AuthStepResult
from workflows.operation.model import Flow, OperationState


def method_failed(flow: Flow, state: OperationState, method: str, step_result: AuthStepResult) -> bool:
    """Whether the method has failed for good with this step: then it counts as AUTH_METHOD_FAILED, whatever it reports.

    With a limit of five the fifth failure is the last; a confirmation after it comes too late.
    """
    if step_result is AuthStepResult.AUTH_METHOD_FAILED or _failed_before(state, method):
        return True
    limit = flow.limits[method]
    if limit is None:
        return False
    return _failures(flow, state, method) + (step_result is AuthStepResult.AUTH_FAILED) >= limit


def remaining_attempts(flow: Flow, state: OperationState, method: str) -> int | None:
    """How many failures `method` still bears; null where failures are not counted, or the method is unknown."""
    if _failed_before(state, method):
        return 0
    limit = flow.limits.get(method)
    return None if limit is None else max(0, limit - _failures(flow, state, method))


def _failed_before(state: OperationState, method: str) -> bool:
    failed = AuthStepResult.AUTH_METHOD_FAILED
    return any(entry.step_result is failed and entry.method == method for entry in state.history)


def _failures(flow: Flow, state: OperationState, method: str) -> int:
    return sum(
        entry.step_result is AuthStepResult.AUTH_FAILED and (flow.counts_all_failures or entry.method == method)
        for entry in state.history
    )
