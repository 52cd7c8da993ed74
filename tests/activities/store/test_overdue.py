"""What is overdue: by the database's clock, in an order, and nothing that has ended."""

import pytest

from activities.store.overdue import OverdueKind, OverduePlace, find_overdue
from config.clock import now_ms
from tests.activities.store.any_rows import put

GRACE_MS = 60_000


def names(database, after=None, size=10, waiting=OverdueKind.OPERATIONS):
    return [one.id for one in find_overdue(database, waiting, after, grace_ms=GRACE_MS, size=size)]


@pytest.mark.parametrize(
    ("waiting", "table", "key", "state", "waits", "others"),
    [
        (OverdueKind.OPERATIONS, "operation", "operation_id", "result", ["CONTINUE"], ["DONE", "FAILED"]),
        (
            OverdueKind.REGISTRATIONS,
            "registration",
            "registration_id",
            "status",
            ["CREATED", "PENDING_COMMIT"],
            ["ACTIVE", "BLOCKED", "REMOVED"],
        ),
    ],
    ids=list(OverdueKind),
)
def test_only_what_waits_and_is_over_for_longer_than_the_grace_is_overdue(
    database, waiting, table, key, state, waits, others
):
    limit = now_ms() - GRACE_MS
    for value in (*waits, *others):
        for name, at_ms in (("long", 5), ("just", limit - 1_000), ("not yet", limit + 30_000), ("waits", now_ms())):
            more = {"activation_code": f"{name} {value}"} if table == "registration" else {}
            put(database, table, **{key: f"{name} {value}", state: value, "expires_ms": at_ms, **more})
    assert names(database, waiting=waiting) == [f"{name} {value}" for name in ("long", "just") for value in waits]


def test_a_batch_goes_on_after_the_last_one_also_within_one_deadline(database):
    for name, at_ms in (("b", 1), ("a", 1), ("c", 1), ("0", 2)):
        put(database, "operation", operation_id=name, result="CONTINUE", expires_ms=at_ms)
    assert names(database, size=2) == ["a", "b"]
    assert names(database, OverduePlace(1, "b"), size=2) == ["c", "0"]
    assert names(database, OverduePlace(2, "0")) == []
