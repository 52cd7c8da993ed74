"""What is overdue: by the database's clock, in an order, and nothing that has ended."""

import pytest

from activities.store import operation_intents, operation_lists
from activities.store.overdue import OverduePlace, find_overdue
from config.clock import now_ms
from tests.activities.store.any_rows import put

GRACE_MS = 60_000


def registrations(database, after=None, size=10):
    place = after and OverduePlace(*after)
    return [one.id for one in find_overdue(database, place, grace_ms=GRACE_MS, size=size)]


def locked_operations(database, after=None, size=10):
    with database.write() as session:
        last = after and next(
            one.row
            for one in operation_lists.lock_overdue(session, None, grace_ms=0, size=100)
            if (one.row.expires_ms, one.row.operation_id) == after
        )
        found = operation_lists.lock_overdue(session, last, grace_ms=GRACE_MS, size=size)
    return [one.row.operation_id for one in found]


KINDS = pytest.mark.parametrize(
    ("overdue_of", "table", "key", "state", "waits", "others"),
    [
        (locked_operations, "operation", "operation_id", "result", ["CONTINUE"], ["DONE", "FAILED"]),
        (
            registrations,
            "registration",
            "registration_id",
            "status",
            ["CREATED", "PENDING_COMMIT"],
            ["ACTIVE", "BLOCKED", "REMOVED"],
        ),
    ],
    ids=["operations", "registrations"],
)


@KINDS
def test_only_what_waits_and_is_over_for_longer_than_the_grace_is_overdue(
    database, overdue_of, table, key, state, waits, others
):
    limit = now_ms() - GRACE_MS
    for value in (*waits, *others):
        for name, at_ms in (("long", 5), ("just", limit - 1_000), ("not yet", limit + 30_000), ("waits", now_ms())):
            more = {"activation_code": f"{name} {value}"} if table == "registration" else {}
            put(database, table, **{key: f"{name} {value}", state: value, "expires_ms": at_ms, **more})
    assert overdue_of(database) == [f"{name} {value}" for name in ("long", "just") for value in waits]


@KINDS
def test_a_batch_goes_on_after_the_last_one_also_within_one_deadline(
    database, overdue_of, table, key, state, waits, others
):
    for name, at_ms in (("b", 1), ("a", 1), ("c", 1), ("0", 2)):
        more = {"activation_code": name} if table == "registration" else {}
        put(database, table, **{key: name, state: waits[0], "expires_ms": at_ms, **more})
    assert overdue_of(database, size=2) == ["a", "b"]
    assert overdue_of(database, (1, "b"), size=2) == ["c", "0"]
    assert overdue_of(database, (2, "0")) == []


def test_an_operation_of_which_an_update_is_on_its_way_is_not_overdue(database):
    for name in ("asked", "left"):
        put(database, "operation", operation_id=name, result="CONTINUE", expires_ms=1)
    with database.write() as session:
        operation_intents.record(session, "asked", "update", now_ms())
    assert locked_operations(database) == ["left"]
