"""Reading operations: from the row where it is current, from the workflow where it may lag behind."""

import pytest

from activities.store import operation_intents, operations
from config.clock import now_ms
from config.refused import Refused
from config.vocabulary import AuthStepResult
from workflows.operation import machine
from workflows.operation.projection import projection
from workflows.temporal.client import EngineUnavailable

PASSWORD = "USERNAME_PASSWORD_AUTH"


def test_without_an_intent_the_row_is_current_and_nobody_is_asked(house):
    house.create()
    house.wait(200)
    view = house.get()
    assert (view.state.version, view.state.is_open, house.workflow_client.asked) == (1, True, 0)


def test_a_young_intent_is_left_to_its_caller(house):
    house.create()
    house.lost(PASSWORD)
    house.wait(2.999)
    assert (house.get().state.version, house.workflow_client.asked) == (1, 0)


def test_an_old_intent_makes_its_reader_ask_and_heals_the_row(house):
    house.create()
    house.lost(PASSWORD, user_id="roman")
    house.wait(3)
    view = house.get()
    assert (view.state.version, view.row.version, view.row.user_id) == (2, 2, "roman")
    assert (house.stored().row.version, house.workflow_client.asked) == (2, 1)


def test_an_intent_stays_until_no_api_can_wait_for_it_any_more(house):
    house.create()
    house.lost(PASSWORD)
    for seconds, asked, stays in ((11.9, 1, True), (0.1, 2, False), (1, 2, False)):
        house.wait(seconds)
        house.get()
        assert (house.workflow_client.asked, house.stored().intent_ms is not None) == (asked, stays)


def test_an_update_that_never_arrived_changes_nothing(house):
    house.create()
    with house.database.write() as session:
        operation_intents.record(session, "one", "lost on the way", now_ms())
    house.wait(12)
    assert house.get().state.version == 1
    assert house.stored().intent_ms is None


def test_past_the_deadline_a_young_intent_is_settled_too(house):
    house.create()
    house.wait(299)
    house.lost(PASSWORD)
    house.wait(1.5)
    assert (house.get().state.is_open, house.workflow_client.asked) == (True, 1)
    assert house.stored().row.version == 2


def test_past_the_deadline_without_an_intent_the_operation_is_shown_as_timed_out(house):
    house.create()
    house.wait(300)
    assert house.get().state.is_open
    house.wait(0.01)
    view = house.get()
    assert (view.state.timed_out, view.row.result, house.workflow_client.asked) == (True, "CONTINUE", 0)


def test_while_the_engine_is_away_rows_are_shown_as_they_are_and_it_is_asked_seldom(house):
    house.create()
    house.lost(PASSWORD)
    house.workflow_client.away = True
    house.wait(3)
    for seconds, asked in ((0, 1), (4.9, 1), (0.2, 2)):
        house.wait(seconds)
        assert (house.get().state.version, house.workflow_client.asked) == (1, asked)
    house.workflow_client.away = False
    house.wait(5)
    assert house.get().state.version == 2


def test_a_workflow_that_is_silent_leaves_its_row_and_others_are_asked(house):
    for operation_id in ("held", "other"):
        house.create(operation_id)
        house.step(PASSWORD, operation_id=operation_id, user_id="roman")
        house.lost("CONSENT", operation_id=operation_id)
    house.workflow_client.silent.add("held")
    house.wait(3)
    seen = [(view.row.operation_id, view.state.version) for view in house.gateway.read_model.pending("roman")]
    assert ("held", 2) in seen
    assert house.get("other").state.version == 3
    asked = house.workflow_client.asked
    assert (house.get("held").state.version, house.workflow_client.asked) == (2, asked)
    house.workflow_client.silent.clear()
    house.wait(5)
    assert house.get("held").state.version == 3


def test_a_workflow_that_temporal_forgot_leaves_its_row(house):
    house.create()
    house.lost(PASSWORD)
    house.workflow_client.running["one"].forgotten = True
    house.wait(12)
    assert house.get().state.version == 1
    assert house.stored().intent_ms is None


def test_an_end_that_nobody_heard_of_is_counted_once(house):
    house.create()
    house.lost(PASSWORD, "CANCELED")
    house.wait(3)
    house.get()
    house.get()
    assert house.told == {("started", "login"): 1, ("finished", "login", "CANCELED"): 1}


def test_what_was_written_is_not_overwritten_by_what_is_older(house):
    first = house.create().state
    second = house.step(PASSWORD).state
    third = house.step("CONSENT").state
    for state in (second, first, third):
        with house.database.write() as session:
            row = house.stored().row
            house.gateway.read_model.write(session, row.operation_name, projection(row.operation_id, state))
        assert (house.stored().row.version, house.stored().row.result) == (3, "DONE")
    assert house.told["finished", "login", "APPROVED"] == 1


def test_the_pending_ones_come_soonest_deadline_first(house):
    for operation_id in ("one", "two", "three"):
        house.create(operation_id, user_id="roman")
        house.wait(10)
    house.create("other", user_id="petr")
    house.step(PASSWORD, operation_id="one")
    found = house.gateway.read_model.pending("roman")
    assert [view.row.operation_id for view in found] == ["two", "three", "one"]


def test_what_turns_out_to_have_ended_is_not_pending(house):
    house.create(user_id="roman")
    house.lost(PASSWORD, "CANCELED")
    house.wait(3)
    assert house.gateway.read_model.pending("roman") == []
    house.wait(400)
    house.create("two", user_id="roman")
    house.wait(301)
    assert house.gateway.read_model.pending("roman") == []


def test_operations_of_a_transaction_are_healed_too(house):
    house.create()
    house.lost(PASSWORD)
    house.wait(3)
    with house.database.write() as session:
        operations.amend(session, "one", external_transaction_id="12345")
    [view] = house.gateway.read_model.by_external_id("12345")
    assert view.state.version == 2
    assert house.gateway.read_model.by_external_id("54321") == []


def test_an_unknown_operation_is_not_found(house):
    with pytest.raises(Refused) as refused:
        house.get("nobody")
    assert refused.value.reason == "OPERATION_NOT_FOUND"


@pytest.mark.parametrize("state", ["", "{}", '{"version": 1}', "null", '{"history": []}'])
def test_a_damaged_row_is_not_valid(house, state):
    house.create()
    with house.database.write() as session:
        operations.amend(session, "one", state=state)
    with pytest.raises(Refused) as refused:
        house.get()
    assert refused.value.reason == "OPERATION_DAMAGED"


def test_a_row_with_an_empty_history_is_not_valid(house):
    house.create()
    emptied = house.stored().row.state.partition('"history":[')[0] + '"history":[],"user_id":null}'
    with house.database.write() as session:
        operations.amend(session, "one", state=emptied)
    with pytest.raises(Refused) as refused:
        house.get()
    assert refused.value.reason == "OPERATION_DAMAGED"


def test_the_view_of_a_timed_out_operation_is_what_its_workflow_will_say(house):
    house.create()
    house.wait(301)
    shown = house.get().state
    running = house.workflow_client.running["one"]
    assert shown == machine.expire(running.state, now_ms())
    assert shown.current.step_result is AuthStepResult.AUTH_METHOD_FAILED


def test_a_refresh_asks_the_workflow_and_writes_what_it_says(house):
    house.create()
    house.lost(PASSWORD, user_id="roman")
    view = house.gateway.read_model.refresh("one")
    assert (view.state.version, house.stored().row.version, house.workflow_client.asked) == (2, 2, 1)
    assert house.gateway.read_model.refresh("one") == view


def test_a_refresh_of_what_the_engine_forgot_is_the_row(house):
    house.create()
    house.workflow_client.running["one"].forgotten = True
    assert house.gateway.read_model.refresh("one").state.version == 1


def test_a_refresh_without_an_engine_says_so(house):
    house.create()
    house.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        house.gateway.read_model.refresh("one")


def test_a_refresh_of_nothing_is_refused(house):
    with pytest.raises(Refused, match="OPERATION_NOT_FOUND"):
        house.gateway.read_model.refresh("nothing")


def test_an_end_that_is_written_is_asked_of_nobody(house):
    house.create()
    house.step(PASSWORD, "CANCELED", description="UNKNOWN")
    row, state = house.gateway.read_model.after_the_end("one", "update")
    assert (row.result, state.is_open, house.workflow_client.asked) == ("FAILED", False, 0)


def test_an_end_that_nobody_wrote_is_asked_for_and_written(house):
    house.create()
    house.lost(PASSWORD, "CANCELED", description="UNKNOWN")
    _, state = house.gateway.read_model.after_the_end("one", "update")
    assert (state.is_open, house.stored().row.result, house.workflow_client.asked) == (False, "FAILED", 1)


def test_an_end_that_is_written_while_the_engine_does_not_answer_is_heard(house):
    house.create()
    house.lost(PASSWORD, "CANCELED", description="UNKNOWN")
    ended = house.workflow_client.running["one"].state

    def written():
        house.another_gateway().read_model.settle(house.stored().row, ended, "theirs")
        house.workflow_client.away = True

    house.workflow_client.meanwhile = written
    assert house.gateway.read_model.after_the_end("one", "update")[1] == ended


def test_an_end_that_nobody_tells_is_not_guessed(house):
    house.create()
    house.lost(PASSWORD, "CANCELED", description="UNKNOWN")
    house.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        house.gateway.read_model.after_the_end("one", "update")
