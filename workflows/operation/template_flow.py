"""A template as a flow of one step: the phone approves, or it fails, is rejected, canceled or late (`architecture.md`'s idea).

Failures of all kinds count together, and the deadline does not move.
"""

from config.flow_rules import Rule
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType
from workflows.operation.model import Eligibility, Flow

# Whose phone may answer is asked of each answer: the operation itself waits for any.
TOKEN_WORKS = Eligibility(enabled=(AuthMethod.POWERAUTH_TOKEN,), mobile_token=True)

_FOLLOWS = (
    (OperationRequestType.CREATE, None, None, AuthMethod.POWERAUTH_TOKEN, AuthResult.CONTINUE),
    (OperationRequestType.UPDATE, AuthMethod.POWERAUTH_TOKEN, AuthStepResult.CONFIRMED, None, AuthResult.DONE),
    (
        OperationRequestType.UPDATE,
        AuthMethod.POWERAUTH_TOKEN,
        AuthStepResult.AUTH_FAILED,
        AuthMethod.POWERAUTH_TOKEN,
        AuthResult.CONTINUE,
    ),
    (
        OperationRequestType.UPDATE,
        AuthMethod.POWERAUTH_TOKEN,
        AuthStepResult.AUTH_METHOD_FAILED,
        None,
        AuthResult.FAILED,
    ),
    (OperationRequestType.UPDATE, AuthMethod.POWERAUTH_TOKEN, AuthStepResult.CANCELED, None, AuthResult.FAILED),
    (OperationRequestType.UPDATE, AuthMethod.INIT, AuthStepResult.CANCELED, None, AuthResult.FAILED),
)
_RULES = tuple(
    Rule(id=number, type=kind, method=method, step_result=ended, priority=1, next_method=then, result=result)
    for number, (kind, method, ended, then, result) in enumerate(_FOLLOWS, 1)
)


def flow(operation_type: str, *, max_failure_count: int, lifetime_ms: int) -> Flow:
    """The flow of an operation that is created from a template of this type."""
    return Flow(
        operation_name=operation_type,
        rules=_RULES,
        limits={AuthMethod.INIT: None, AuthMethod.POWERAUTH_TOKEN: max_failure_count},
        lifetime_ms=lifetime_ms,
        mobile_token_enabled=True,
        sliding=False,
        counts_all_failures=True,
    )
