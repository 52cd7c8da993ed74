"""Flows for the tests of the state machine, shipped and made up, and walks through them."""

from config.definitions.load import load
from config.flow_rules import Rule
from config.refused import Refused
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType
from workflows.operation.machine import answer_by_phone, apply, begin
from workflows.operation.model import (
    AssignUser,
    ChooseMethod,
    Eligibility,
    Flow,
    SetMobileToken,
    TakeStep,
)

CREATED_MS = 1_500_000_000_000
LIFETIME_MS = 300_000
SHIPPED = tuple(operation.operation_name for operation in load().operations)

# A user whose mobile token works, and one who has none.
EQUIPPED = Eligibility(enabled=tuple(AuthMethod), mobile_token=True)
BARE = Eligibility(enabled=tuple(method for method in AuthMethod if method is not AuthMethod.POWERAUTH_TOKEN))


def shipped(operation_name):
    """The shipped flow of this name."""
    config = next(one for one in load().operations if one.operation_name == operation_name)
    rules = tuple(
        Rule(
            step.step_definition_id,
            step.operation_type,
            step.request_auth_method,
            step.request_auth_step_result,
            step.response_priority,
            step.response_auth_method,
            step.response_result,
        )
        for step in load().steps
        if step.operation_name == operation_name
    )
    lifetime_ms = (config.expiration_time or 300) * 1000
    token = config.mobile_token_enabled
    return Flow(operation_name, rules, _limits(), lifetime_ms, mobile_token_enabled=token, takes_phone_at_sca=True)


def flow(*rows, limits=None, lifetime_ms=LIFETIME_MS, mobile_token_enabled=True, **values):
    """A flow of its own. Rows are numbered in their order, which is also their priority unless they say another.

    For CREATE `(next method, priority, result)`, for UPDATE `(method, ended, next method, result, priority)`;
    what is left out at the end has its default. Limits are the shipped ones.
    """
    rules = tuple(_rule(number, row) for number, row in enumerate(rows, start=1))
    values = {"takes_phone_at_sca": True, **values}
    return Flow("made_up", rules, limits or _limits(), lifetime_ms, mobile_token_enabled, **values)


def summary(state):
    """The result, why, and the steps offered."""
    return state.result, state.current.description, [*state.current.steps]


class Walk:
    """An operation that takes one event after another, a second apart unless told otherwise."""

    def __init__(self, pinned, eligibility=EQUIPPED, **begun):
        self.flow, self.eligibility, self.now_ms = pinned, eligibility, CREATED_MS
        self.state = begin(pinned, CREATED_MS, **begun)

    def step(self, method, ended="CONFIRMED", *, after_ms=1000, **values):
        """`method` ended so; null for what a caller left out."""
        ended = None if ended is None else AuthStepResult(ended)
        return self._apply(TakeStep(method, ended, **{"eligibility": self.eligibility, **values}), after_ms)

    def choose(self, method, *, after_ms=1000, eligibility=None):
        return self._apply(ChooseMethod(method, eligibility or self.eligibility), after_ms)

    def mobile_token(self, active, *, after_ms=1000, eligibility=None):
        return self._apply(SetMobileToken(active, eligibility or self.eligibility), after_ms)

    def phone(self, ended="CONFIRMED", *, after_ms=1000, **values):
        """The phone's answer ended so."""
        self.now_ms += after_ms
        given = {"eligibility": self.eligibility, "request_id": f"request {self.now_ms}", **values}
        step = TakeStep(None, AuthStepResult(ended), **given)
        self.state = answer_by_phone(self.flow, self.state, step, self.now_ms)
        return self.state

    def assign(self, user_id, organization_id=None, *, after_ms=1000):
        return self._apply(AssignUser(user_id, organization_id), after_ms)

    def refused(self, what, *arguments, **values):
        """The code with which the event is refused."""
        before = self.state
        try:
            getattr(self, what)(*arguments, **values)
        except Refused as refusal:
            assert self.state is before
            return refusal.reason
        raise AssertionError(f"not refused, but {summary(self.state)}")

    def _apply(self, event, after_ms):
        self.now_ms += after_ms
        self.state = apply(self.flow, self.state, event, self.now_ms)
        return self.state


def _limits():
    return {method.auth_method: method.max_auth_fails for method in load().auth_methods}


def _rule(number, row):
    if len(row) > 1 and row[1] in tuple(AuthStepResult):
        method, ended, following, result, priority = (*row, number)[:5]
        return Rule(
            number, OperationRequestType.UPDATE, method, AuthStepResult(ended), priority, following, AuthResult(result)
        )
    following, priority, result = (*row, number, "CONTINUE") if len(row) == 1 else (*row, "CONTINUE")[:3]
    return Rule(number, OperationRequestType.CREATE, None, None, priority, following, AuthResult(result))
