"""What follows from a step: the rules that answer it, and the offer that they make (`nextstep.md` §2.2, §2.5)."""

from dataclasses import replace

from config.flow_rules import Rule, find_equal_rank, following
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult
from workflows.operation.model import (
    INVALID_REQUEST,
    METHOD_NOT_AVAILABLE,
    NO_METHOD,
    Eligibility,
    Flow,
    HistoryEntry,
    OperationState,
    TakeStep,
)
from workflows.operation.phone_offer import asks_again, asks_by_itself, asks_when_chosen, mobile_token_works

_RESULTS_BY_PREFERENCE = (AuthResult.DONE, AuthResult.CONTINUE, AuthResult.FAILED)


def resolve(flow: Flow, state: OperationState, step: TakeStep, entry: HistoryEntry) -> HistoryEntry:
    """What follows from a step: `entry` with its result, its description and the steps offered next.

    Source: `nextstep.md` §2.5, 5 to 8.
    """
    if entry.step_result is AuthStepResult.AUTH_METHOD_CHOSEN:
        return _resolve_choice(flow, state, step, entry)
    rules = _matching_rules(flow, entry, step.eligibility)
    if entry.step_result is AuthStepResult.AUTH_METHOD_DOWNGRADE:
        return _resolve_downgrade(rules, step, entry)
    for result in _RESULTS_BY_PREFERENCE:
        preferred = [rule for rule in rules if rule.result is result]
        if preferred:
            steps = tuple(rule.next_method for rule in preferred if rule.next_method)
            asks = asks_by_itself(steps) or asks_again(state, step, entry, steps)
            active = asks and result is AuthResult.CONTINUE and mobile_token_works(flow, step.eligibility)
            return replace(entry, result=result, steps=steps, mobile_token_active=active)
    return replace(entry, description=NO_METHOD)


def _resolve_choice(flow: Flow, state: OperationState, step: TakeStep, entry: HistoryEntry) -> HistoryEntry:
    works = mobile_token_works(flow, step.eligibility)
    if step.target_method == AuthMethod.POWERAUTH_TOKEN and not works:
        return replace(entry, description=METHOD_NOT_AVAILABLE)
    return replace(
        entry,
        result=AuthResult.CONTINUE,
        steps=state.current.steps,
        chosen_method=step.target_method,
        mobile_token_active=works and asks_when_chosen(state, step.target_method),
    )


def _resolve_downgrade(rules: list[Rule], step: TakeStep, entry: HistoryEntry) -> HistoryEntry:
    if step.target_method is None:
        return replace(entry, description=INVALID_REQUEST)
    if any(rule.next_method == step.target_method for rule in rules):
        steps = (step.target_method,)
        return replace(entry, result=AuthResult.CONTINUE, steps=steps, mobile_token_active=asks_by_itself(steps))
    return replace(entry, description=NO_METHOD)


def _matching_rules(flow: Flow, entry: HistoryEntry, eligibility: Eligibility) -> list[Rule]:
    """The rules that answer a step, by priority (`nextstep.md` §2.2). Two of equal priority are a fault in the definitions."""
    rules = [
        rule
        for rule in following(flow.rules, entry.method, entry.step_result)
        if rule.next_method is None or _is_available(flow, eligibility, rule.next_method)
    ]
    if find_equal_rank(rules):
        raise Refused(
            Reason.CONFIGURATION_INVALID,
            f"equal priorities for {entry.method} {entry.step_result} of {flow.operation_name}",
        )
    return rules


def _is_available(flow: Flow, eligibility: Eligibility, method: str) -> bool:
    if method == AuthMethod.POWERAUTH_TOKEN:
        return mobile_token_works(flow, eligibility)
    return eligibility.enabled is None or method in eligibility.enabled
