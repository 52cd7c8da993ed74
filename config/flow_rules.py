"""The rules of a flow: which of them answer a request, in which order, and where they give no answer, or two.

The state machine decides by these functions, and definitions are checked by them, where they are written and where they lie.
Source: `nextstep.md` §2.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Protocol

from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType

# What happens to every method that is offered. Attempts that run out end an operation with a rule or without one.
_EXPECTED = (AuthStepResult.CONFIRMED, AuthStepResult.AUTH_FAILED, AuthStepResult.CANCELED)


@dataclass(frozen=True, slots=True)
class Rule:
    """One step definition: after `method` ended with `step_result`, offer `next_method` and answer `result` (`nextstep.md` §2.1).

    `id` orders rules of equal rank. `method` and `step_result` are null in rules for CREATE; `next_method` is null where
    nothing follows.
    """

    id: int
    type: OperationRequestType
    method: str | None
    step_result: AuthStepResult | None
    priority: int | None
    next_method: str | None
    result: AuthResult


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """What is wrong with a flow; `rules` are the ids of those that disagree, in their order, and `member` where they do."""

    text: str
    rules: tuple[int, ...] = ()
    member: str = ""


class Step(Protocol):
    """A step definition as it is stored, or written in a file."""

    @property
    def step_definition_id(self) -> int: ...
    @property
    def operation_type(self) -> str: ...
    @property
    def request_auth_method(self) -> str | None: ...
    @property
    def request_auth_step_result(self) -> str | None: ...
    @property
    def response_priority(self) -> int | None: ...
    @property
    def response_auth_method(self) -> str | None: ...
    @property
    def response_result(self) -> str: ...


def rule_of(step: Step) -> Rule:
    """The rule that a step definition says."""
    result = step.request_auth_step_result
    return Rule(
        id=step.step_definition_id,
        type=OperationRequestType(step.operation_type),
        method=step.request_auth_method,
        step_result=AuthStepResult(result) if result else None,
        priority=step.response_priority,
        next_method=step.response_auth_method,
        result=AuthResult(step.response_result),
    )


def creating(rules: Iterable[Rule]) -> list[Rule]:
    """The rules for CREATE in the order in which they are offered; of equal rank, the lower id comes first.

    Source: `nextstep.md` §3.3, b.
    """
    return sorted(
        (rule for rule in rules if rule.type is OperationRequestType.CREATE), key=lambda rule: (rank(rule), rule.id)
    )


def following(rules: Iterable[Rule], method: str, step_result: AuthStepResult) -> list[Rule]:
    """The rules that answer a step, by their rank (`nextstep.md` §2.2)."""
    return sorted(
        (
            rule
            for rule in rules
            if rule.type is OperationRequestType.UPDATE and rule.step_result == step_result and rule.method == method
        ),
        key=rank,
    )


def find_equal_rank(rules: Iterable[Rule]) -> tuple[Rule, Rule] | None:
    """The first two rules of equal rank among those that answer one step: nothing says which comes first."""
    return next((pair for pair in pairwise(rules) if rank(pair[0]) == rank(pair[1])), None)


def rank(rule: Rule) -> tuple[bool, int]:
    """Rules without a priority come last."""
    return (rule.priority is None, rule.priority or 0)


def contradictions(rules: Iterable[Rule]) -> Iterator[RuleProblem]:
    """What no further rule can mend: two that disagree."""
    rules = tuple(rules)
    created = creating(rules)
    for other in created[1:]:
        if other.result != created[0].result:
            yield _disagreement("result", "different results for CREATE", created[0], other)
    for method, step_result in _answers(rules):
        for _, alike in groupby(following(rules, method, step_result), key=rank):
            one, *more = alike
            for other in more:
                yield _disagreement("priority", f"equal priorities for {method} {step_result}", one, other)


def gaps(rules: Iterable[Rule]) -> Iterator[RuleProblem]:
    """What further rules can mend: no beginning, no end, and steps that nothing answers."""
    rules = tuple(rules)
    if not creating(rules):
        yield RuleProblem("has no CREATE row, so that it can never be created")
        return
    reached = _reachable_methods(rules)
    answered = dict.fromkeys(_answers(rules))
    for method in reached:
        for step_result in _EXPECTED:
            if (method, step_result) not in answered:
                yield RuleProblem(f"no row answers {method} {step_result}, which fails the operation")
    if (AuthMethod.INIT, AuthStepResult.CANCELED) not in answered:
        yield RuleProblem("no row answers INIT CANCELED, which fails the operation")
    ends = {rule.result for rule in rules if rule.type is OperationRequestType.CREATE or rule.method in reached}
    for alike in (creating(rules), *(following(rules, *one) for one in answered)):
        going_on = [rule for rule in alike if rule.result is AuthResult.CONTINUE]
        if going_on and not any(rule.next_method for rule in going_on):
            yield RuleProblem(f"step {going_on[0].id} continues with no method", (going_on[0].id,))
    if AuthResult.DONE not in ends:
        yield RuleProblem("no row leads to DONE")
    for rule in rules:
        if rule.type is OperationRequestType.UPDATE and (rule.method is None or rule.step_result is None):
            yield RuleProblem(f"step {rule.id} answers no method or no result, so that it is never used", (rule.id,))


def find_problems(rules: Iterable[Rule]) -> Iterator[RuleProblem]:
    """All that is wrong with the rules of an operation."""
    rules = tuple(rules)
    yield from contradictions(rules)
    yield from gaps(rules)


def _disagreement(member: str, text: str, one: Rule, other: Rule) -> RuleProblem:
    ids = tuple(sorted((one.id, other.id)))
    return RuleProblem(f"{text} in steps {ids[0]} and {ids[1]}", ids, member)


def _answers(rules: tuple[Rule, ...]) -> Iterator[tuple[str, AuthStepResult]]:
    """Each method and result that some rule answers, once."""
    named = ((r.method, r.step_result) for r in rules if r.type is OperationRequestType.UPDATE)
    yield from dict.fromkeys((method, result) for method, result in named if method is not None and result is not None)


def _reachable_methods(rules: tuple[Rule, ...]) -> list[str]:
    """The methods that an operation may come to, in the order of their first offer."""
    reached = [rule.next_method for rule in creating(rules)]
    for method in reached:  # grows as it is read
        reached += [
            rule.next_method
            for rule in rules
            if rule.type is OperationRequestType.UPDATE
            and rule.method == method
            and rule.result is AuthResult.CONTINUE
            and rule.next_method not in reached
        ]
    return list(dict.fromkeys(method for method in reached if method is not None))
