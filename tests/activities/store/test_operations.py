"""The read model of operations: newer versions win, intents tell who may lag, lists are bounded and in order."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.store import operation_intents, operation_lists, operations
from config.refused import Refused
from tests.activities.store.rows import operation, projection


@pytest.fixture
def stored(database):
    """Puts operations into the database."""

    def store(*rows):
        with database.write() as session:
            for row in rows:
                operations.insert(session, row)

    return store


def read(database, operation_id="one"):
    with database.read() as session:
        return operations.get(session, operation_id)


def test_an_operation_is_read_as_it_was_stored(database, stored):
    row = operation(user_id="roman", params='[{"key":"a"}]', form_data='{"title":"Účet 🏦"}', application="{}")
    stored(row)
    assert read(database).row == row
    assert read(database).intent_ms is None
    assert operations.read(database, "one") == read(database)


def test_an_unknown_operation_is_refused(database):
    with database.read() as session:
        assert operations.find(session, "nobody") is None
        with pytest.raises(Refused) as refused:
            operations.get(session, "nobody")
    assert refused.value.reason == "OPERATION_NOT_FOUND"
    with pytest.raises(Refused) as refused:
        operations.read(database, "nobody")
    assert refused.value.reason == "OPERATION_NOT_FOUND"


def test_a_second_insert_changes_nothing(database, stored):
    stored(operation(operation_data="A1"))
    with database.write() as session:
        operations.project(session, projection())
        assert not operations.insert(session, operation(operation_data="", version=9))
    row = read(database).row
    assert (row.operation_data, row.version, row.result, row.user_id) == ("A1", 2, "DONE", "roman")


@pytest.mark.parametrize(("version", "written"), [(0, False), (1, False), (2, True), (7, True)])
def test_only_a_newer_version_is_written(database, stored, version, written):
    stored(operation(version=1))
    with database.write() as session:
        assert operations.project(session, projection(version=version)) is written
    row = read(database).row
    assert (row.version, row.result) == ((version, "DONE") if written else (1, "CONTINUE"))


def test_a_projection_of_nothing_writes_nothing(database):
    with database.write() as session:
        assert operations.project(session, projection("nobody")) is False
        assert operations.find(session, "nobody") is None


def test_versions_that_arrive_in_any_order_end_at_the_newest(database, stored):
    stored(operation(version=1))

    def project(version):
        with database.write() as session:
            operations.project(session, projection(version=version, state=json.dumps({"version": version})))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(project, [5, 3, 9, 2, 8, 12, 4, 11, 6, 10, 7] * 3))
    row = read(database).row
    assert (row.version, row.state) == (12, '{"version": 12}')


def test_intents_stand_until_their_update_is_answered(database, stored):
    stored(operation())
    with database.write() as session:
        operation_intents.record(session, "one", "first", 50)
        operation_intents.record(session, "one", "second", 40)
        operation_intents.record(session, "one", "first", 99)  # repeated: keeps its time
    assert read(database).intent_ms == 40
    with database.write() as session:
        operation_intents.clear(session, "one", "second")
    assert read(database).intent_ms == 50
    with database.write() as session:
        operation_intents.clear(session, "one", "first")
    assert read(database).intent_ms is None


def test_intents_noted_until_a_time_are_forgotten_together(database, stored):
    stored(operation(), operation("two"))
    with database.write() as session:
        for update_id, recorded_ms in (("a", 10), ("b", 20), ("c", 30)):
            operation_intents.record(session, "one", update_id, recorded_ms)
        operation_intents.record(session, "two", "a", 10)
        operation_intents.clear_until(session, "one", 20)
    assert read(database).intent_ms == 30
    assert read(database, "two").intent_ms == 10


def test_pending_operations_are_the_users_open_ones_soonest_deadline_first(database, stored):
    stored(
        operation("late", user_id="roman", expires_ms=900),
        operation("soon-b", user_id="roman", expires_ms=500),
        operation("soon-a", user_id="roman", expires_ms=500),
        operation("at-its-deadline", user_id="roman", expires_ms=400),
        operation("past", user_id="roman", expires_ms=399),
        operation("done", user_id="roman", expires_ms=900, result="DONE"),
        operation("another's", user_id="jana", expires_ms=900),
        operation("nobody's", expires_ms=900),
    )
    found = [one.row.operation_id for one in operation_lists.list_pending(database, "roman", 400)]
    assert found == ["at-its-deadline", "soon-a", "soon-b", "late"]


def test_lists_are_bounded(database, stored):
    more = operation_lists.MAX_LISTED + 5
    stored(*(operation(f"{number:04}", user_id="busy", external_transaction_id="x") for number in range(more)))
    assert len(operation_lists.list_pending(database, "busy", 0)) == operation_lists.MAX_LISTED
    assert len(operation_lists.list_by_external_id(database, "x")) == operation_lists.MAX_LISTED


def test_operations_of_a_transaction_come_oldest_first_in_any_state(database, stored):
    stored(
        operation("second", external_transaction_id="t", created_ms=20, result="FAILED"),
        operation("first", external_transaction_id="t", created_ms=10),
        operation("other", external_transaction_id="u", created_ms=1),
    )
    assert [one.row.operation_id for one in operation_lists.list_by_external_id(database, "t")] == ["first", "second"]
    assert operation_lists.list_by_external_id(database, "none") == []


def test_open_operations_are_counted(database, stored):
    stored(operation("a", expires_ms=10), operation("b", expires_ms=20), operation("c", expires_ms=30, result="DONE"))
    assert [operation_lists.count_open(database, now) for now in (5, 10, 11, 20, 21)] == [2, 2, 1, 1, 0]


@pytest.mark.parametrize("result", ["CONTINUE", "DONE", "FAILED"])
def test_content_is_amended_in_any_state(database, stored, result):
    stored(operation(result=result, version=4))
    with database.write() as session:
        operations.amend(session, "one", account_status="ACTIVE", application='{"id":"BANK"}')
    row = read(database).row
    assert (row.account_status, row.application) == ("ACTIVE", '{"id":"BANK"}')
    assert (row.result, row.version) == (result, 4)


def test_an_unknown_operation_is_not_amended(database):
    with pytest.raises(Refused) as refused, database.write() as session:
        operations.amend(session, "nobody", account_status="ACTIVE")
    assert refused.value.reason == "OPERATION_NOT_FOUND"
    with pytest.raises(Refused) as refused, database.write() as session:
        operations.lock_form(session, "nobody")
    assert refused.value.reason == "OPERATION_NOT_FOUND"


def test_parallel_merges_under_the_lock_lose_nothing(database, stored):
    stored(operation(form_data="{}"))

    def merge(number):
        with database.write() as session:
            form = json.loads(operations.lock_form(session, "one"))
            operations.amend(session, "one", form_data=json.dumps({**form, f"key{number}": number}))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(merge, range(40)))
    assert json.loads(read(database).row.form_data) == {f"key{number}": number for number in range(40)}


def test_a_failed_transaction_leaves_nothing(database, stored):
    def interrupted():
        with database.write() as session:
            operations.insert(session, operation())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    with database.read() as session:
        assert operations.find(session, "one") is None
