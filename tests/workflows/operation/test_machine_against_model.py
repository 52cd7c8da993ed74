"""Random events at random times against a second, smaller account of the reference's rules (`nextstep.md` §2.3 to §2.7).

The model keeps plain rows and shares no code with the machine; what both must agree on is everything that a caller sees.
"""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from config.flow_rules import Rule
from config.refused import Refused
from config.vocabulary import AuthResult, AuthStepResult, OperationRequestType
from tests.examples import examples
from tests.workflows.operation.flows import CREATED_MS, SHIPPED, shipped
from workflows.operation import machine
from workflows.operation.model import (
    AssignUser,
    ChooseMethod,
    Eligibility,
    Flow,
    SetMobileToken,
    TakeStep,
)

TOKEN = "POWERAUTH_TOKEN"
PHONES = (TOKEN, "LOGIN_SCA", "APPROVAL_SCA")
SMALL = ("SMS_KEY", "LOGIN_SCA", "CONSENT", TOKEN)
MENTIONED = (*SMALL, "INIT", "USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH", "SHOW_OPERATION_DETAIL", "APPROVAL_SCA",
             "TELEPATHY")  # fmt: skip
LIFETIME_MS = 1_000
# Most events come in time, or an operation would hardly ever get to its third.
PAUSES_MS = (*[0, 1, 10, 400] * 3, LIFETIME_MS, LIFETIME_MS + 1)


class Model:
    """One operation: `rows` are (method, ended, result, why, steps, chosen, token active)."""

    def __init__(self, flow):
        self.flow, self.expires, self.user = flow, CREATED_MS + flow.lifetime_ms, None
        created = sorted((r for r in flow.rules if r.type == "CREATE"), key=by_priority)
        (result,) = {r.result for r in created}
        self.rows = [
            ("INIT", "CONFIRMED", result, None, [r.next_method for r in created if r.next_method], None, False)
        ]

    def seen(self):
        return self.rows, self.expires, self.user, self.remaining()

    def remaining(self):
        method = self.rows[-1][0]
        if any(row[0] == method and row[1] == "AUTH_METHOD_FAILED" for row in self.rows):
            return 0
        limit = self.flow.limits.get(method)
        return None if limit is None else max(0, limit - self.failures(method))

    def failures(self, method):
        wanted = [row for row in self.rows if row[1] == "AUTH_FAILED"]
        return len(wanted if self.flow.counts_all_failures else [row for row in wanted if row[0] == method])

    def time(self, now):
        """The timer: an open operation fails when its deadline is over."""
        method, _, result, _, steps, chosen, _ = self.rows[-1]
        if result == "CONTINUE" and now > self.expires:
            whose = chosen or (steps[0] if steps else method)
            self.rows.append((whose, "AUTH_METHOD_FAILED", "FAILED", "operation.timeout", [], None, False))

    def take(self, event, now):
        """The error code, or null where it is taken."""
        method, ended = event.method, event.step_result
        if method is None or (method == "INIT" and ended not in ("CANCELED", "AUTH_METHOD_CHOSEN")) or ended is None:
            return "REQUEST_INVALID"
        self.time(now)
        last_method, last_ended, result, why, steps, _, _ = self.rows[-1]
        if why == "operation.timeout":
            return None
        if result == "DONE":
            return "OPERATION_FINISHED"
        if result == "FAILED" and ended == "CANCELED":
            return None
        if result == "FAILED":
            return "OPERATION_CANCELED" if last_ended == "CANCELED" else "OPERATION_FAILED"
        if ended == "AUTH_METHOD_CHOSEN":
            if last_method != method or event.target_method not in steps:
                return "STEP_NOT_OFFERED"
        elif ended != "CANCELED" and method not in steps:
            detail = method == "SHOW_OPERATION_DETAIL" and {"SMS_KEY", TOKEN} & {*steps}
            if not detail:
                return "STEP_NOT_OFFERED"
        if method not in self.flow.limits:
            return "AUTH_METHOD_NOT_FOUND"
        return self.resolve(event, now, steps)

    def resolve(self, event, now, steps):
        method, ended = event.method, event.step_result
        why = "canceled." + (event.description or "UNKNOWN").lower() if ended == "CANCELED" else None
        limit = self.flow.limits[method]
        failed = any(row[:2] == (method, "AUTH_METHOD_FAILED") for row in self.rows)
        if limit is not None:
            failed |= self.failures(method) + (ended == "AUTH_FAILED") >= limit
        if failed:
            ended = "AUTH_METHOD_FAILED"
        token_works = self.flow.mobile_token_enabled and event.eligibility.mobile_token
        target, chosen, active = event.target_method, None, False
        before, waiting = steps, self.rows[-1][6]
        if ended == "AUTH_METHOD_CHOSEN":
            if target == TOKEN and not token_works:
                result, why, steps = "FAILED", "operation.methodNotAvailable", []
            else:
                result, chosen, active = "CONTINUE", target, token_works and self.asks_when_chosen(target)
        else:
            enabled = event.eligibility.enabled
            rules = [
                r
                for r in self.flow.rules
                if r.type == "UPDATE" and r.step_result == ended and r.method == method
                if r.next_method is None or enabled is None or r.next_method in enabled or r.next_method == TOKEN
                if r.next_method != TOKEN or token_works
            ]
            rules.sort(key=by_priority)
            if len({r.priority for r in rules}) < len(rules):
                return "CONFIGURATION_INVALID"
            if ended == "AUTH_METHOD_DOWNGRADE":
                found = target is not None and target in [r.next_method for r in rules]
                result, steps = ("CONTINUE", [target]) if found else ("FAILED", [])
                if not found:
                    why = "error.invalidRequest" if target is None else "error.noAuthMethod"
            else:
                results = {r.result for r in rules}
                result = next((one for one in ("DONE", "CONTINUE") if one in results), "FAILED")
                steps = [r.next_method for r in rules if r.result == result and r.next_method]
                why = why if rules else "error.noAuthMethod"
            retried = {method} == {first_phone(before), first_phone(steps)} and method != TOKEN
            again = retried and waiting and ended == "AUTH_FAILED" and event.user_id in (None, self.user)
            # The only step needs no choice; a wrong try leaves the phone asked.
            active = result == "CONTINUE" and (steps == [TOKEN] or (again and token_works))
        self.rows.append((method, ended, result, why, steps, chosen, active))
        self.expires = now + self.flow.lifetime_ms if self.flow.sliding else self.expires
        self.user = event.user_id or self.user
        return None

    def choose(self, event, now):
        self.time(now)
        *kept, steps, _, _ = self.rows[-1]
        if self.rows[-1][2] != "CONTINUE" or event.method not in steps:
            return "STEP_NOT_OFFERED"
        works = self.flow.mobile_token_enabled and event.eligibility.mobile_token
        self.rows[-1] = (*kept, steps, event.method, works and self.asks_when_chosen(event.method))
        return None

    def asks_when_chosen(self, method):
        *_, steps, _, waiting = self.rows[-1]
        return method == TOKEN or (waiting and method == first_phone(steps))

    def token(self, event, now):
        self.time(now)
        *kept, steps, chosen, _ = self.rows[-1]
        if self.rows[-1][2] == "CONTINUE":
            first = first_phone(steps)
            takes = first == TOKEN or (first and self.flow.takes_phone_at_sca)
            works = takes and self.flow.mobile_token_enabled and event.eligibility.mobile_token
            self.rows[-1] = (*kept, steps, chosen, event.active and bool(works))

    def assign(self, event, now):
        self.time(now)
        *kept, steps, chosen, waiting = self.rows[-1]
        if self.rows[-1][2] == "CONTINUE":
            stays = event.user_id == self.user or first_phone(steps) == TOKEN
            self.rows[-1] = (*kept, steps, chosen, waiting and stays)
            self.user = event.user_id


def first_phone(steps):
    return next((method for method in PHONES if method in steps), None)


def by_priority(rule):
    return (rule.priority is None, rule.priority or 0, rule.id)


ANSWERS = {TakeStep: Model.take, ChooseMethod: Model.choose, SetMobileToken: Model.token, AssignUser: Model.assign}


def small_flow(dice):
    """A flow of few methods and many rules, so that they meet."""
    rules = [
        Rule(n, OperationRequestType.CREATE, None, None, n, SMALL[n], AuthResult.CONTINUE)
        for n in range(dice.randint(1, len(SMALL)))
    ]
    for number in range(dice.randint(4, 24)):
        ended = dice.choice(["CONFIRMED", "AUTH_FAILED", *AuthStepResult])
        priority = dice.choice([number, number, number, None, 1])
        result = dice.choice(["CONTINUE"] * 5 + ["DONE", "FAILED"])
        kind = (len(rules), OperationRequestType.UPDATE, dice.choice(SMALL), AuthStepResult(ended), priority)
        rules.append(Rule(*kind, dice.choice([None, *SMALL, *SMALL]), AuthResult(result)))
    limits = {method: dice.choice([None, 1, 2, 3]) for method in ("SHOW_OPERATION_DETAIL", *SMALL)}
    flags = [dice.random() < often for often in (0.8, 0.5, 0.5, 0.8)]
    return Flow("small", tuple(rules), {**limits, "INIT": None}, LIFETIME_MS, *flags)


FLOWS = [replace(shipped(name), lifetime_ms=LIFETIME_MS) for name in SHIPPED]
WORKS = Eligibility(MENTIONED, True)
STANDINGS = (WORKS, WORKS, Eligibility(), Eligibility(None, True), Eligibility(MENTIONED), Eligibility(("CONSENT",)))


def an_event(dice, flow, steps, last):
    """Mostly what is offered and has a rule, so that operations get somewhere; sometimes anything."""
    method = dice.choice([*steps, last] * 4 + [*MENTIONED])
    kind = dice.choice([TakeStep] * 7 + [ChooseMethod, SetMobileToken, AssignUser])
    eligibility = dice.choice(STANDINGS)
    if kind is ChooseMethod:
        return ChooseMethod(method, eligibility)
    if kind is SetMobileToken:
        return SetMobileToken(dice.random() < 0.7, eligibility)
    if kind is AssignUser:
        return AssignUser(dice.choice(["roman", "jana"]))
    known = [rule for rule in flow.rules if rule.step_result and rule.method == method]
    aimed = dice.choice([None, *known, *known])
    if dice.random() < 0.15:
        method = last
        ended = AuthStepResult.AUTH_METHOD_CHOSEN
    else:
        ended = aimed.step_result if aimed else dice.choice([None, *AuthStepResult])
    return TakeStep(
        method=method if dice.random() < 0.97 else None,
        step_result=ended,
        description=dice.choice([None, "INCORRECT_DATA"]),
        target_method=dice.choice([None, aimed and aimed.next_method, *steps, *SMALL]),
        user_id=dice.choice([None, None, "jana"]),
        eligibility=eligibility,
    )


def rows(state):
    return [
        (e.method, e.step_result, e.result, e.description, [*e.steps], e.chosen_method, e.mobile_token_active)
        for e in state.history
    ]


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 2**32))
def test_the_machine_and_the_model_agree_on_every_sequence_of_events(seed):
    dice = Random(seed)
    for _ in range(40):  # drawing each event from hypothesis would cost a hundred times the machine
        agree_on_a_sequence(dice)


def agree_on_a_sequence(dice):
    flow = dice.choice([small_flow(dice), small_flow(dice), dice.choice(FLOWS)])
    state, model, now = machine.begin(flow, CREATED_MS), Model(flow), CREATED_MS
    for _ in range(dice.randint(1, 15)):
        now += dice.choice(PAUSES_MS)
        event = an_event(dice, flow, state.current.steps, state.current.method)
        before, code = state, None
        try:
            state = machine.apply(flow, state, event, now)
        except Refused as refused:
            code = refused.reason
        timed_out = before.is_open and now > before.expires_ms
        assert ANSWERS[type(event)](model, event, now) == code, event
        if code and timed_out:
            state = machine.expire(state, now)  # a refusal changes nothing; the timer does
            model.time(now)
        assert (rows(state), state.expires_ms, state.user_id, state.remaining_attempts) == model.seen(), event
        check_invariants(before, state, now)


def check_invariants(before, after, now):
    assert (after is before) == (after == before)
    assert after.version == before.version + (after is not before)
    assert after.is_open or machine.expire(after, now + 10**9) is after
    assert before.is_open or after is before
    kept = len(before.history) - 1
    assert after.history[:kept] == before.history[:kept]
    was, is_now = before.history[kept], after.history[kept]
    assert replace(is_now, chosen_method=None, mobile_token_active=False) == replace(
        was, chosen_method=None, mobile_token_active=False
    )
    assert is_now == was or len(after.history) == len(before.history)
    assert len(after.history) <= len(before.history) + 1
    assert after.remaining_attempts is None or after.remaining_attempts >= 0
    assert after.created_ms == CREATED_MS
    late = machine.expire(after, after.expires_ms + 1)
    assert machine.expire(late, after.expires_ms + 2) is late
    assert machine.expire(after, after.expires_ms) is after
