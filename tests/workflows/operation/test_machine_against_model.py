"""Random events at random times against a second, smaller account of the reference's rules (nextstep.md §2.3 to §2.7).

The model keeps plain rows and shares no code with the machine; what both must agree on is everything that a caller sees.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import AuthResult, AuthStepResult, OperationRequestType
from tests.workflows.operation.flows import CREATED_MS, SHIPPED, shipped
from workflows.operation import machine
from workflows.operation.model import (
    AssignUser,
    ChooseMethod,
    Flow,
    Refused,
    Rule,
    SetMobileToken,
    Standing,
    TakeStep,
)

TOKEN = "POWERAUTH_TOKEN"
SMALL = ("SMS_KEY", "CONSENT", TOKEN)
MENTIONED = (*SMALL, "INIT", "USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH", "SHOW_OPERATION_DETAIL", "LOGIN_SCA",
             "APPROVAL_SCA", "TELEPATHY")  # fmt: skip
LIFETIME_MS = 1_000


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
            return "INVALID_REQUEST"
        self.time(now)
        last_method, last_ended, result, why, steps, _, _ = self.rows[-1]
        if why == "operation.timeout":
            return None
        if result == "DONE":
            return "OPERATION_ALREADY_FINISHED"
        if result == "FAILED" and ended == "CANCELED":
            return None
        if result == "FAILED":
            return "OPERATION_ALREADY_CANCELED" if last_ended == "CANCELED" else "OPERATION_ALREADY_FAILED"
        if ended == "AUTH_METHOD_CHOSEN":
            if last_method != method or event.target_method not in steps:
                return "INVALID_REQUEST"
        elif ended != "CANCELED" and method not in steps:
            detail = method == "SHOW_OPERATION_DETAIL" and {"SMS_KEY", TOKEN} & {*steps}
            if not detail:
                return "INVALID_REQUEST"
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
        token_works = self.flow.mobile_token_enabled and event.standing.mobile_token
        target, chosen, active = event.target_method, None, False
        if ended == "AUTH_METHOD_CHOSEN":
            if target == TOKEN and not token_works:
                result, why, steps = "FAILED", "operation.methodNotAvailable", []
            else:
                result, chosen, active = "CONTINUE", target, target == TOKEN
        else:
            enabled = event.standing.enabled
            rules = [
                r
                for r in self.flow.rules
                if r.type == "UPDATE" and r.step_result == ended and r.method == method
                if r.next_method is None or enabled is None or r.next_method in enabled or r.next_method == TOKEN
                if r.next_method != TOKEN or token_works
            ]
            rules.sort(key=by_priority)
            if len({r.priority for r in rules}) < len(rules):
                return "INVALID_CONFIGURATION"
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
            active = result == "CONTINUE" and steps == [TOKEN]  # the only step needs no choice
        self.rows.append((method, ended, result, why, steps, chosen, active))
        self.expires = now + self.flow.lifetime_ms if self.flow.sliding else self.expires
        self.user = event.user_id or self.user
        return None

    def choose(self, event, now):
        self.time(now)
        *kept, steps, _, _ = self.rows[-1]
        if self.rows[-1][2] != "CONTINUE" or event.method not in steps:
            return "INVALID_REQUEST"
        works = event.method == TOKEN and self.flow.mobile_token_enabled and event.standing.mobile_token
        self.rows[-1] = (*kept, steps, event.method, works)
        return None

    def token(self, event, now):
        self.time(now)
        *kept, steps, chosen, _ = self.rows[-1]
        if self.rows[-1][2] == "CONTINUE":
            works = TOKEN in steps and self.flow.mobile_token_enabled and event.standing.mobile_token
            self.rows[-1] = (*kept, steps, chosen, event.active and works)

    def assign(self, event, now):
        self.time(now)
        if self.rows[-1][2] == "CONTINUE":
            self.user = event.user_id


def by_priority(rule):
    return (rule.priority is None, rule.priority or 0, rule.id)


ANSWERS = {TakeStep: Model.take, ChooseMethod: Model.choose, SetMobileToken: Model.token, AssignUser: Model.assign}


@st.composite
def small_flows(draw):
    count = draw(st.integers(1, 2))
    rules = [Rule(n, OperationRequestType.CREATE, None, None, n, SMALL[n], AuthResult.CONTINUE) for n in range(count)]
    more = st.tuples(
        st.sampled_from(SMALL),
        st.sampled_from(
            ["CONFIRMED", "CONFIRMED", "AUTH_FAILED", "AUTH_METHOD_FAILED", "AUTH_METHOD_DOWNGRADE", "CANCELED"]
        ),
        st.sampled_from([1, 2, 3, None]),
        st.sampled_from([None, *SMALL]),
        st.sampled_from(["CONTINUE", "CONTINUE", "CONTINUE", "DONE", "FAILED"]),
    )
    for method, ended, priority, following, result in draw(st.lists(more, min_size=4, max_size=14)):
        rule = (len(rules), OperationRequestType.UPDATE, method, AuthStepResult(ended), priority, following)
        rules.append(Rule(*rule, AuthResult(result)))
    limits = {method: draw(st.sampled_from([None, 1, 2, 3])) for method in ("INIT", "SHOW_OPERATION_DETAIL", *SMALL)}
    flags = [draw(st.booleans()) for _ in range(3)]
    return Flow("small", tuple(rules), {**limits, "INIT": None}, LIFETIME_MS, *flags)


FLOWS = small_flows() | st.sampled_from([replace(shipped(name), lifetime_ms=LIFETIME_MS) for name in SHIPPED])
METHODS = st.sampled_from(MENTIONED)
STANDINGS = st.sampled_from(
    [Standing(), Standing(MENTIONED, True), Standing(MENTIONED[:2] + MENTIONED[3:]), Standing(("CONSENT",))]
)
RESULTS = st.sampled_from([None, "CONFIRMED", "CONFIRMED", "CONFIRMED", *AuthStepResult])


@st.composite
def events(draw, steps, last):
    """Mostly what is offered, so that operations get somewhere; sometimes anything."""
    likely = st.sampled_from([*steps, last]) if steps else METHODS
    method = draw(st.one_of(likely, likely, likely, METHODS))
    standing = draw(STANDINGS)
    kind = draw(st.sampled_from([TakeStep, TakeStep, TakeStep, TakeStep, ChooseMethod, SetMobileToken, AssignUser]))
    if kind is ChooseMethod:
        return ChooseMethod(method, standing)
    if kind is SetMobileToken:
        return SetMobileToken(draw(st.booleans()), standing)
    if kind is AssignUser:
        return AssignUser(draw(st.sampled_from(["roman", "jana"])))
    ended = draw(RESULTS)
    return TakeStep(
        method=draw(st.sampled_from([method] * 9 + [None])),
        step_result=ended and AuthStepResult(ended),
        description=draw(st.sampled_from([None, "INCORRECT_DATA"])),
        target_method=draw(st.none() | likely),
        user_id=draw(st.sampled_from([None, None, "jana"])),
        standing=standing,
    )


def rows(state):
    return [
        (e.method, e.step_result, e.result, e.description, [*e.steps], e.chosen_method, e.mobile_token_active)
        for e in state.history
    ]


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_the_machine_and_the_model_agree_on_every_sequence_of_events(data):
    flow = data.draw(FLOWS)
    state, model, now = machine.begin(flow, CREATED_MS), Model(flow), CREATED_MS
    for _ in range(data.draw(st.integers(1, 12))):
        now += data.draw(st.sampled_from([0, 1, 10, LIFETIME_MS // 2, LIFETIME_MS, LIFETIME_MS + 1]))
        event = data.draw(events(state.current.steps, state.current.method))
        before, code = state, None
        try:
            state = machine.apply(flow, state, event, now)
        except Refused as refused:
            code = refused.code
        timed_out = before.is_open and now > before.expires_ms
        assert ANSWERS[type(event)](model, event, now) == code
        if code and timed_out:
            state = machine.expire(state, now)  # a refusal changes nothing; the timer does
            model.time(now)
        assert (rows(state), state.expires_ms, state.user_id, state.remaining_attempts) == model.seen()
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
