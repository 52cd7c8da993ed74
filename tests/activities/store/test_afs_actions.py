"""Anti-fraud actions are kept beside operations, and decide nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.store import afs_actions, operations
from activities.store.tables import AfsActionRow
from config.refused import Refused
from tests.activities.store.rows import operation


def action(**values):
    columns = {
        "operation_id": "one",
        "action": "LOGIN_INIT",
        "step_index": 1,
        "response_applied": True,
        "created_ms": 5,
    }
    return AfsActionRow(**{**columns, **values})


@pytest.fixture
def session(database):
    with database.write() as session:
        operations.insert(session, operation())
        operations.insert(session, operation("two"))
        yield session


def test_actions_are_read_by_operation_oldest_first(session):
    late, early = action(action="LOGIN_AUTH", created_ms=9), action(created_ms=3, request_extras='{"a":1}')
    for row in (late, early, action(operation_id="two")):
        assert afs_actions.record(session, row)
    found = afs_actions.of(session, ["one", "two", "three"])
    assert [row.action for row in found["one"]] == ["LOGIN_INIT", "LOGIN_AUTH"]
    assert [row.operation_id for row in found["two"]] == ["two"]
    assert "three" not in found
    assert afs_actions.of(session, []) == {}


def test_an_operation_says_whether_it_has_actions(session):
    afs_actions.record(session, action())
    assert operations.get(session, "one").has_afs_actions
    assert not operations.get(session, "two").has_afs_actions


def test_of_recordings_at_once_one_wins(database):
    with database.write() as session:
        operations.insert(session, operation())

    def record(_):
        try:
            with database.write() as session:
                return afs_actions.record(session, action())
        except Refused as refused:
            return refused.reason

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(record, range(16)))
    assert sorted(outcomes, key=str) == ["REQUEST_INVALID"] * 15 + [True]


def test_an_action_of_an_unknown_operation_is_passed_over(session):
    assert not afs_actions.record(session, action(operation_id="nobody"))
    assert afs_actions.of(session, ["nobody"]) == {}


def record(database, **values):
    with database.write() as session:
        operations.insert(session, operation())
        return afs_actions.record(session, action(**values))


def test_an_action_is_recorded_once(database):
    assert record(database)
    assert record(database, step_index=2)
    with pytest.raises(Refused) as refused:
        record(database, created_ms=6)
    assert refused.value.reason == "REQUEST_INVALID"
