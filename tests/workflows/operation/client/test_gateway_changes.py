"""Events on their way: intents, repetitions, races with the end, and what needs no workflow."""

import pytest

from config.refused import Refused
from config.vocabulary import AuthStepResult
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken, TakeStep
from workflows.temporal.client import EngineUnavailable

PASSWORD, TOKEN, SMS = "USERNAME_PASSWORD_AUTH", "POWERAUTH_TOKEN", "SMS_KEY"


def code(call, *given, **more):
    with pytest.raises(Refused) as refused:
        call(*given, **more)
    return refused.value.reason


def settled(house, version, result="CONTINUE"):
    """The row says so, nothing is on its way, and the workflow agrees."""
    stored = house.stored()
    assert (stored.row.version, stored.row.result, stored.intent_ms) == (version, result, None)
    assert house.workflow_client.running["one"].state.version == version
    return True


def test_a_step_is_in_the_row_before_its_caller_hears_of_it(house):
    house.create()
    view = house.step(PASSWORD, user_id="roman")
    assert (view.state.version, view.row) == (2, house.stored().row)
    assert settled(house, 2)


def test_an_intent_is_noted_before_anything_is_sent(house):
    house.create()
    noted = []
    house.workflow_client.meanwhile = lambda: noted.append(house.stored().intent_ms)
    house.step(PASSWORD)
    assert noted == [house.stored().row.created_ms]


def test_the_last_step_is_counted_as_an_end(house):
    house.create()
    house.step(PASSWORD)
    house.step("CONSENT")
    assert settled(house, 3, "DONE")
    assert house.told == {("started", "login"): 1, ("finished", "login", "APPROVED"): 1}


def test_a_step_is_told_with_its_time_once_and_what_ends_none_is_not(house):
    house.create()
    house.wait(7.5)
    house.gateway.change("one", ChooseMethod(PASSWORD))
    house.step(PASSWORD, "AUTH_FAILED")
    house.wait(2)
    house.step(PASSWORD, key="key")
    house.step(PASSWORD, key="key")
    house.step("CONSENT")
    assert house.steps == [
        (PASSWORD, "AUTH_FAILED", 7500),
        (PASSWORD, "CONFIRMED", 2000),
        ("CONSENT", "CONFIRMED", 0),
    ]


def test_a_refused_step_leaves_no_trace(house):
    house.create()
    assert code(house.step, "CONSENT") == "STEP_NOT_OFFERED"
    assert settled(house, 1)


def test_an_unknown_operation_is_not_found(house):
    assert code(house.step, PASSWORD, operation_id="nobody") == "OPERATION_NOT_FOUND"
    assert house.workflow_client.sent == 0


def test_an_unknown_organization_is_refused_before_anything_is_noted(house):
    house.create()
    assert code(house.step, PASSWORD, organization_id="NOBODYS") == "ORGANIZATION_NOT_FOUND"
    assert (house.workflow_client.sent, settled(house, 1)) == (0, True)


def test_a_lost_answer_leaves_an_intent_and_its_repetition_gets_the_answer(house):
    house.create()
    house.lost(PASSWORD, key="a key")
    assert (house.stored().row.version, house.stored().intent_ms is None) == (1, False)
    assert house.step(PASSWORD, key="a key").state.version == 2
    assert settled(house, 2)


def test_a_lost_request_leaves_an_intent_and_its_repetition_is_done(house):
    house.create()
    house.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        house.step(PASSWORD, key="a key")
    house.workflow_client.away = False
    assert house.step(PASSWORD, key="a key").state.version == 2
    assert settled(house, 2)


def test_a_repeated_key_is_answered_the_same_and_done_once(house):
    house.create()
    first = house.step(PASSWORD, "AUTH_FAILED", key="a key").state
    house.step(PASSWORD, "AUTH_FAILED")
    assert house.step(PASSWORD, "AUTH_FAILED", key="a key").state == first
    assert settled(house, 3)


def test_a_repeated_key_is_answered_the_same_after_the_end(house):
    house.create()
    house.step(PASSWORD, key="first")
    last = house.step("CONSENT", key="last").state
    assert house.step("CONSENT", key="last").state == last
    assert house.step(PASSWORD, key="first").state.version == 2
    assert settled(house, 3, "DONE")


def test_another_process_answers_a_repeated_key_too(house):
    house.create()
    house.lost(PASSWORD, key="a key")
    house.gateway = house.another_gateway()
    assert house.step(PASSWORD, key="a key").state.version == 2


def test_a_repeated_key_is_the_same_request_though_the_user_got_another_method(house):
    house.create(operation_name="authorize_payment", user_id="roman")
    first = house.step(PASSWORD, key="a key")
    house.active.add("an activation")
    house.equip("roman", "an activation")
    assert house.step(PASSWORD, key="a key").state == first.state


def test_a_key_repeated_with_another_request_is_refused_and_nothing_is_done(house):
    house.create()
    house.step(PASSWORD, "AUTH_FAILED", key="a key")
    assert code(house.step, PASSWORD, "CONFIRMED", key="a key") == "KEY_REUSED"
    assert settled(house, 2)


def test_a_key_is_that_of_one_operation(house):
    house.create("one")
    house.create("two")
    house.step(PASSWORD, "AUTH_FAILED", operation_id="one", key="a key")
    assert house.step(PASSWORD, operation_id="two", key="a key").state.version == 2


def test_a_finished_operation_answers_by_itself(house):
    house.create()
    house.step(PASSWORD)
    house.step("CONSENT")
    sent = house.workflow_client.sent
    assert code(house.step, "CONSENT") == "OPERATION_FINISHED"
    assert code(house.step, "INIT", "CANCELED") == "OPERATION_FINISHED"
    assert code(house.gateway.change, "one", ChooseMethod("CONSENT")) == "STEP_NOT_OFFERED"
    assert house.gateway.change("one", SetMobileToken(True)).state.version == 3
    assert house.workflow_client.sent == sent


@pytest.mark.parametrize(
    ("ended", "expected"),
    [("CANCELED", "OPERATION_CANCELED"), ("AUTH_METHOD_FAILED", "OPERATION_FAILED")],
)
def test_a_failed_operation_says_how_and_may_be_canceled_once_more(house, ended, expected):
    house.create()
    failed = house.step(PASSWORD, ended).state
    assert code(house.step, PASSWORD) == expected
    assert house.step(PASSWORD, "CANCELED").state == failed
    assert settled(house, 2, "FAILED")


def test_a_new_key_on_a_finished_operation_leaves_no_intent(house):
    house.create()
    house.step(PASSWORD, "CANCELED")
    assert code(house.step, PASSWORD, key="new") == "OPERATION_CANCELED"
    assert settled(house, 2, "FAILED")


def test_a_late_step_is_answered_with_the_timed_out_state_every_time(house):
    house.create()
    house.wait(301)
    first = house.step(PASSWORD).state
    assert first.timed_out
    assert house.step(PASSWORD).state == house.step(PASSWORD, "CANCELED").state == first
    assert settled(house, 2, "FAILED")
    assert (house.told["finished", "login", "EXPIRED"], house.steps) == (1, [])


def overtake(house, *steps):
    """While the next message is on its way, these steps are taken past this gateway, and nobody writes the row."""

    def meanwhile():
        for number, (method, ended) in enumerate(steps):
            event = TakeStep(method, AuthStepResult(ended))
            house.workflow_client.send("one", event, f"other {number}", "other")

    house.workflow_client.meanwhile = meanwhile


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(PASSWORD, "CONFIRMED"), ("CONSENT", "CONFIRMED")], "OPERATION_FINISHED"),
        ([(PASSWORD, "CANCELED")], "OPERATION_CANCELED"),
        ([(PASSWORD, "AUTH_METHOD_FAILED")], "OPERATION_FAILED"),
    ],
)
def test_who_comes_when_the_workflow_has_closed_hears_how_it_ended(house, steps, expected):
    house.create()
    overtake(house, *steps)
    assert code(house.step, PASSWORD) == expected
    assert settled(house, len(steps) + 1, "DONE" if "FINISHED" in expected else "FAILED")


def test_who_cancels_when_the_workflow_has_failed_gets_its_state(house):
    house.create()
    overtake(house, (PASSWORD, "AUTH_METHOD_FAILED"))
    assert house.step(PASSWORD, "CANCELED").state.current.step_result == "AUTH_METHOD_FAILED"
    assert settled(house, 2, "FAILED")


def test_a_late_step_finds_the_workflow_already_timed_out(house):
    house.create()
    house.wait(301)
    house.workflow_client.ask("one")  # the timer has fired; its row has not been written
    assert house.step(PASSWORD).state.timed_out
    assert settled(house, 2, "FAILED")


def test_an_operation_whose_workflow_was_terminated_is_not_valid(house):
    house.create()
    house.workflow_client.running["one"].terminated = True
    assert code(house.step, PASSWORD) == "OPERATION_TERMINATED"
    assert settled(house, 1)


def test_an_operation_whose_workflow_is_forgotten_is_not_valid_and_times_out(house):
    house.create()
    house.workflow_client.running["one"].forgotten = True
    assert code(house.step, PASSWORD) == "OPERATION_TERMINATED"
    house.wait(301)
    assert house.step(PASSWORD).state.timed_out


def test_the_mobile_token_is_offered_to_a_user_whose_activation_works(house):
    house.active.add("working")
    house.equip("roman", "working")
    house.equip("petr", "blocked")
    house.equip("jana", "working", on=False)
    for user_id, steps in (("roman", (TOKEN, SMS)), ("petr", (SMS,)), ("jana", (SMS,)), ("eva", (SMS,))):
        house.create(user_id, "authorize_payment")
        assert house.step(PASSWORD, operation_id=user_id, user_id=user_id).state.current.steps == steps


def test_the_user_of_the_row_counts_where_the_step_names_none(house):
    house.active.add("working")
    house.equip("roman", "working")
    house.create(operation_name="authorize_payment", user_id="roman")
    assert house.step(PASSWORD).state.current.steps == (TOKEN, SMS)
    house.active.clear()
    assert not house.gateway.change("one", ChooseMethod(TOKEN)).state.current.mobile_token_active
    house.active.add("working")
    assert house.gateway.change("one", SetMobileToken(True)).state.current.mobile_token_active


def test_the_user_of_an_open_operation_is_told_to_its_workflow(house):
    house.create()
    house.gateway.assign_user("one", AssignUser("roman", "SME"), "ACTIVE", None)
    row = house.stored().row
    assert (row.user_id, row.organization_id, row.account_status) == ("roman", "SME", "ACTIVE")
    assert settled(house, 2)


@pytest.mark.parametrize("ended", ["CANCELED", "AUTH_METHOD_FAILED"])
def test_the_user_of_a_finished_operation_is_only_stored(house, ended):
    house.create(user_id="petr", organization_id="SME")
    house.step(PASSWORD, ended)
    house.gateway.assign_user("one", AssignUser("roman"), "NOT_ACTIVE", None)
    row = house.stored().row
    assert (row.user_id, row.organization_id, row.account_status) == ("roman", "SME", "NOT_ACTIVE")
    assert settled(house, 2, "FAILED")


@pytest.mark.parametrize(
    ("operation_id", "organization_id", "expected"),
    [("nobody", None, "OPERATION_NOT_FOUND"), ("one", "NOBODYS", "ORGANIZATION_NOT_FOUND")],
)
def test_a_user_that_cannot_be_assigned_changes_nothing(house, operation_id, organization_id, expected):
    house.create()
    event = AssignUser("roman", organization_id)
    assert code(house.gateway.assign_user, operation_id, event, "ACTIVE", None) == expected
    assert (house.stored().row.user_id, house.stored().row.account_status) == (None, None)


def test_content_changes_in_any_state_and_no_projection_touches_it(house):
    house.create(form_data="{}")
    house.gateway.amend("one", application='{"id":"APP"}')
    house.step(PASSWORD, "CANCELED")
    house.gateway.amend_form("one", lambda form: f"[{form}]")
    row = house.stored().row
    assert (row.application, row.form_data) == ('{"id":"APP"}', "[{}]")
    assert settled(house, 2, "FAILED")
    for amend in (
        lambda: house.gateway.amend("nobody", external_name="any"),
        lambda: house.gateway.amend_form("nobody", str),
    ):
        assert code(amend) == "OPERATION_NOT_FOUND"
