"""A payment's steps by the web and by its user's phone, in any order, over HTTP: what ended stays, attempts only grow fewer."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.demo.device.failures import ServerRefused
from tests.api.mobile.flow_forms import DATA, FORM
from tests.api.mobile.users import User
from tests.examples import examples

TOKEN = "POWERAUTH_TOKEN"
METHODS = ("USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT", TOKEN, "INIT")
RESULTS = (
    "CONFIRMED",
    "CONFIRMED",
    "AUTH_FAILED",
    "AUTH_FAILED",
    "AUTH_METHOD_FAILED",
    "CANCELED",
    "AUTH_METHOD_DOWNGRADE",
)
# What an entry of the history still learns while it is the last one.
OPEN = ("chosenAuthMethod", "mobileTokenActive")


class Course(RuleBasedStateMachine):
    """One payment. Callers mostly do what is offered; whether the engine takes it is its own matter."""

    nextstep: Any = None
    user: Any = None
    operation_name: Any = None

    @initialize()
    def begin(self):
        # At LOGIN_SCA a phone is asked where it is known whose; at a password the user becomes known by the step.
        theirs = {"userId": self.user.user_id} if self.operation_name.endswith("_sca") else {}
        created = self.nextstep.create(self.operation_name, operationData=DATA, formData=FORM, **theirs)
        self.operation_id, self.seen, self.left = created["operationId"], None, {}
        self.look()

    @rule(
        place=st.integers(0, 3),
        other=st.sampled_from(METHODS),
        often=st.integers(0, 4),
        result=st.sampled_from(RESULTS),
    )
    def step(self, place, other, often, result):
        method = self.offered(place, other if often == 0 else None)
        request = {"operationId": self.operation_id, "authMethod": method, "authStepResult": result}
        if result == "AUTH_METHOD_DOWNGRADE":
            request["targetAuthMethod"] = other
        self.nextstep.ask("PUT", "/operation", {**request, "userId": self.user.user_id})

    @rule(place=st.integers(0, 3), other=st.sampled_from([None, None, *METHODS]))
    def choose(self, place, other):
        request = {"operationId": self.operation_id, "chosenAuthMethod": self.offered(place, other)}
        self.nextstep.ask("PUT", "/operation/chosenAuthMethod", request)

    @rule(active=st.booleans())
    def switch_the_token(self, active):
        self.nextstep.ask(
            "PUT", "/operation/mobileToken/status", {"operationId": self.operation_id, "mobileTokenActive": active}
        )

    @rule(approves=st.booleans(), data=st.sampled_from([DATA, DATA, "A1*A1CZK"]))
    def answer_by_phone(self, approves, data):
        operation = {"operationId": self.operation_id}
        # A refusal is documented, or the phone's transport fails the test.
        with suppress(ServerRefused):
            self.user.authorize(operation, data=data) if approves else self.user.reject(operation, reason="UNKNOWN")

    @precondition(lambda self: self.seen and self.seen["result"] != "CONTINUE")
    @rule()
    def nobody_is_asked_any_more(self):
        assert all(one["id"] != self.operation_id for one in self.user.waiting())

    @invariant()
    def look(self):
        if not hasattr(self, "operation_id"):
            return
        found, before = self.nextstep.detail(self.operation_id), self.seen
        assert self.nextstep.ok("GET", "/operation/detail", params={"operationId": self.operation_id}) == found
        history, ends = found["history"], [one for one in found["history"] if one["authResult"] != "CONTINUE"]
        assert len(ends) <= 1
        assert (found["result"] == "CONTINUE") == (not ends)
        if ends:
            assert history[-1]["authResult"] == found["result"]
            assert found["steps"] == []
        if before:
            assert before["result"] == "CONTINUE" or steady(found) == steady(before)
            assert list(map(fixed, history[: len(before["history"])])) == list(map(fixed, before["history"]))
        method = history[-1]["authMethod"]
        if (left := found.get("remainingAttempts")) is not None:
            assert 0 <= left <= self.left.get(method, left)
            self.left[method] = left
        self.seen = found

    def offered(self, place, other):
        steps = [one["authMethod"] for one in self.seen["steps"]]
        return other or (steps[place % len(steps)] if steps else METHODS[place])


def fixed(entry):
    return {name: value for name, value in entry.items() if name not in OPEN}


def steady(found):
    """All that is told of an operation, but for the time by which it is told."""
    return {name: value for name, value in found.items() if name != "timestampNow"}


@pytest.mark.parametrize("operation_name", ["authorize_payment", "authorize_payment_sca"])
def test_what_has_ended_stays_whatever_web_and_phone_do(bank, nextstep, operation_name):
    user = User(bank)
    config = {"activationId": user.phone.registration.activation_id}
    nextstep.ok("POST", "/user/auth-method", {"userId": user.user_id, "authMethod": TOKEN, "config": config})
    ended = []

    class Theirs(Course):
        def teardown(self):
            if self.seen:
                ended.append(self.seen["result"])
            # Wrong answers count on the phone as well, which is to go on.
            if bank.of(user.phone)["registrationStatus"] == "BLOCKED":
                bank.change(user.phone, "UNBLOCK")

    Theirs.nextstep, Theirs.user, Theirs.operation_name = nextstep, user, operation_name
    run_state_machine_as_test(
        Theirs,
        settings=settings(
            max_examples=examples(6),
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert "FAILED" in ended or "DONE" in ended
