"""Creating operations: once, whoever dies in between, and repeatable by an idempotency key."""

import pytest

from activities.audit.trail import database_info
from activities.callbacks.enqueue import KIND
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.secrets.sealing import Sealer
from activities.store import delivery_search
from activities.store.database import Database
from activities.store.templated_operations import TemplatedOperation
from config import master_key
from config.callbacks import CallbackType
from config.refused import Refused
from workflows.operation import template_flow
from workflows.operation.client.workflow_client import Listing
from workflows.temporal.client import EngineUnavailable

CONTENT = {
    "user_id": "roman",
    "organization_id": "SME",
    "external_name": "authorize_payment_SME",
    "params": '[{"key":"a","value":"b"}]',
    "form_data": '{"title":{"id":"operation.title"}}',
    "application": '{"id":"APP"}',
    "listing": Listing("authorize_payment: Confirm Payment", "APP", "12345"),
}


def code(call, *given, **more):
    with pytest.raises(Refused) as refused:
        call(*given, **more)
    return refused.value.reason


def test_a_new_operation_is_started_and_stored_whole(house):
    view = house.create(operation_name="authorize_payment", **CONTENT)
    row = house.stored().row
    assert view.row == row
    assert (row.operation_name, row.version, row.result) == ("authorize_payment", 1, "CONTINUE")
    assert (row.user_id, row.organization_id, row.external_transaction_id) == ("roman", "SME", "12345")
    for column in ("external_name", "params", "form_data", "application"):
        assert getattr(row, column) == CONTENT[column]
    running = house.workflow_client.running["one"]
    assert running.start.state == running.state == view.state
    assert running.start.flow.operation_name == "authorize_payment"
    assert house.workflow_client.listings["one"] == CONTENT["listing"]
    assert house.told == {("started", "authorize_payment"): 1}


def test_the_workflow_is_told_nothing_of_the_form(house):
    house.create(operation_name="authorize_payment", **CONTENT)
    assert "operation.title" not in repr(house.workflow_client.running["one"].start)


@pytest.mark.parametrize("request_digest", ["digest", "of another request"])
def test_an_id_in_use_is_refused(house, request_digest):
    house.create()
    assert code(house.create, request_digest=request_digest) == "OPERATION_ALREADY_EXISTS"
    assert house.told["started", "login"] == 1


def test_a_repeated_key_is_answered_with_the_operation_as_it_stands(house):
    house.create(repeatable=True)
    house.step("USERNAME_PASSWORD_AUTH")
    assert house.create(repeatable=True).state.version == 2
    assert house.told["started", "login"] == 1


def test_a_key_repeated_with_another_request_is_refused(house):
    house.create(repeatable=True)
    assert code(house.create, repeatable=True, request_digest="of another request") == "KEY_REUSED"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"operation_name": "unheard_of"}, "CONFIGURATION_INVALID"),
        ({"organization_id": "NOBODYS"}, "ORGANIZATION_NOT_FOUND"),
    ],
)
def test_what_cannot_be_created_is_not_started(house, values, expected):
    assert code(house.create, **values) == expected
    assert (house.workflow_client.running, house.told) == ({}, {})


def died_before_storing(house, **values):
    """The workflow was started, and its creator heard nothing: there is no row."""
    house.workflow_client.loses_answers = True
    with pytest.raises(EngineUnavailable):
        house.create(**values)
    house.workflow_client.loses_answers = False
    assert code(house.stored) == "OPERATION_NOT_FOUND"


def test_a_workflow_without_a_row_gets_its_row_from_the_same_request(house):
    died_before_storing(house, operation_name="authorize_payment", repeatable=True, **CONTENT)
    house.wait(5)
    view = house.create(operation_name="authorize_payment", repeatable=True, **CONTENT)
    row = house.stored().row
    assert (view.state.version, view.state.created_ms, view.row) == (1, row.created_ms, row)
    assert (row.form_data, row.external_transaction_id) == (CONTENT["form_data"], "12345")
    assert house.workflow_client.running["one"].state == view.state


def test_a_workflow_without_a_row_gets_its_row_even_when_the_id_is_then_refused(house):
    died_before_storing(house, **CONTENT)
    assert code(house.create, **CONTENT) == "OPERATION_ALREADY_EXISTS"
    assert house.stored().row.form_data == CONTENT["form_data"]


@pytest.mark.parametrize(("repeatable", "expected"), [(False, "OPERATION_ALREADY_EXISTS"), (True, "KEY_REUSED")])
def test_a_workflow_without_a_row_gets_none_of_another_request(house, repeatable, expected):
    values = {"operation_name": "authorize_payment", "operation_data": "A1*A100CZK", "repeatable": repeatable}
    died_before_storing(house, **values)
    assert code(house.create, request_digest="of another request", repeatable=repeatable) == expected
    assert code(house.stored) == "OPERATION_NOT_FOUND"
    if repeatable:
        house.create(**values)
        assert house.stored().row.operation_data == "A1*A100CZK"


def test_a_creator_that_stores_late_stores_it_whole_whoever_asked_meanwhile(house):
    late = {"form_data": CONTENT["form_data"], "operation_data": "A1*A100CZK"}
    start = house.workflow_client.start

    def started_and_not_yet_stored(*given):
        house.workflow_client.start = start
        done = start(*given)
        assert code(house.create, request_digest="of another request") == "OPERATION_ALREADY_EXISTS"
        return done

    house.workflow_client.start = started_and_not_yet_stored
    house.create(**late)
    row = house.stored().row
    assert (row.form_data, row.operation_data, row.request_digest) == (*late.values(), "digest")


@pytest.fixture
def listened(house):
    """A house with an audit, and a bank that listens to what becomes of its operations."""
    sealer = Sealer.of(master_key.generate())
    database = Database(house.database.url, info=database_info(sealer))
    terms = CallbackTerms("bank", "http://127.0.0.1:1/", ("status",))
    CallbackRegistry(database, sealer, private=True).create("APP", CallbackType.OPERATION_STATUS_CHANGE, terms)
    yield type(house)(database, house.clock, sealer)
    database.close()


def of_template():
    """What a bank asks of a phone."""
    return {
        "operation_name": "payment",
        "repeatable": True,
        "user_id": "roman",
        "flow": template_flow.flow("payment", max_failure_count=5, lifetime_ms=300_000),
        "pinned_template": TemplatedOperation("one", "payment", '["APP"]', "en", "[]", "", 3, "{}"),
    }


def told_of(listened):
    """How often it is in the audit that it ended, and what the bank is to hear."""
    with listened.database.read() as session:
        heard = [one.event_key for one in delivery_search.search(session, kind=KIND, application_id="APP", size=9)]
        ends = session.connection().exec_driver_sql("SELECT result FROM audit WHERE action = 'OPERATION'").scalars()
        return list(ends), heard


def test_what_ended_before_it_was_stored_is_told_as_any_other_end(listened):
    values = of_template()
    died_before_storing(listened, **values)
    listened.wait(301)
    assert listened.create(**values).state.timed_out
    assert told_of(listened) == (["EXPIRED"], ["one:2"])
    assert listened.told["finished", "payment", "EXPIRED"] == 1
    listened.create(**values)
    assert told_of(listened) == (["EXPIRED"], ["one:2"])


def test_what_ended_while_it_was_stored_is_told_by_who_asked_its_workflow(listened):
    values = of_template()
    died_before_storing(listened, **values)
    ask = listened.workflow_client.ask

    def stored_meanwhile(operation_id):
        listened.workflow_client.ask = ask
        listened.create(**values)
        listened.wait(301)
        return ask(operation_id)

    listened.workflow_client.ask = stored_meanwhile
    listened.create(**values)
    assert (listened.stored().row.version, told_of(listened)) == (2, (["EXPIRED"], ["one:2"]))


def test_what_waits_still_is_told_of_by_nothing_but_its_creation(listened):
    values = of_template()
    died_before_storing(listened, **values)
    listened.create(**values)
    assert told_of(listened) == ([], [])
    assert listened.told == {("started", "payment"): 1}


def test_a_workflow_that_was_there_and_is_forgotten_leaves_its_id_in_use(house):
    died_before_storing(house)
    house.workflow_client.running["one"].forgotten = True
    assert code(house.create) == "OPERATION_ALREADY_EXISTS"


def test_while_the_engine_is_away_nothing_is_stored(house):
    house.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        house.create()
    assert code(house.stored) == "OPERATION_NOT_FOUND"
    house.workflow_client.away = False
    assert house.create().state.version == 1


def test_a_timed_out_operation_is_found_so_by_a_repeated_key(house):
    house.create(repeatable=True)
    house.wait(301)
    assert house.create(repeatable=True).state.timed_out
