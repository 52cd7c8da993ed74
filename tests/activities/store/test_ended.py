"""What has ended goes with all that belongs to it when it is old enough by the database's clock, and nothing else does."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import SQLModel

from activities.store import ended
from activities.store.database_clock import database_ms
from config.clock import now_ms
from tests.activities.store.any_rows import keys, put
from tests.clock import wrong

DAY_MS = 86_400_000
AGE_MS = 30 * DAY_MS
CHILDREN = [
    ("offline_nonce", "operation_id"),
    ("afs_action", "operation_id"),
    ("signed_request", "workflow_id"),
    ("verdict", "workflow_id"),
    ("templated_operation", "operation_id"),
    ("operation_intent", "operation_id"),
    ("one_time_password", "operation_id"),
    ("authentication", "operation_id"),
    ("passkey_challenge", "operation_id"),
]
OF_A_PHONE = ["token", "push_device", "push_shown", "key_exchange", "v4_key_exchange", "v4_keys"]


def swept(database, batch, *, age_ms=AGE_MS, size=100):
    with database.write() as session:
        return batch(session, age_ms, size)


@pytest.fixture
def old_and_new(database):
    """Rows around a boundary of thirty days: a second on one side, and more than a test lasts on the other."""
    now = now_ms()
    times = {"old": now - AGE_MS - 1_000, "new": now - AGE_MS + 600_000}
    for name, at_ms in times.items():
        for result in ("DONE", "FAILED", "CONTINUE"):
            put(
                database, "operation", operation_id=f"{name} {result}", result=result, expires_ms=at_ms, user_id="roman"
            )
            for table, column in CHILDREN:
                put(database, table, **{column: f"{name} {result}"})
        for status in ("REMOVED", "CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED"):
            phone = f"{name} {status}"
            put(
                database,
                "registration",
                registration_id=phone,
                status=status,
                changed_ms=at_ms,
                activation_code=phone,
            )
            for table in OF_A_PHONE:
                more = {"token_digest": phone} if table == "push_device" else {}
                more = {"id": len(phone) * 1000 + ord(phone[0]) + ord(phone[5])} if table == "push_shown" else more
                put(database, table, registration_id=phone, **more)
        put(database, "inbox_message", message_id=name, user_id="roman", created_ms=at_ms)
        for application in ("one", "two"):
            put(database, "inbox_entry", message_id=name, user_id="roman", application_id=application)
    return database


def test_operations_that_have_ended_go_with_all_that_is_theirs(old_and_new):
    assert swept(old_and_new, ended.drop_ended_operations) == 2
    assert swept(old_and_new, ended.drop_ended_operations) == 0
    left = ["new CONTINUE", "new DONE", "new FAILED", "old CONTINUE"]
    assert keys(old_and_new, "operation", "operation_id") == left
    for table, column in CHILDREN:
        assert keys(old_and_new, table, column) == left, table


def test_every_column_that_names_an_operation_is_looked_at():
    """A new table of something that belongs to operations would be left behind."""
    named = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name in ("operation_id", "workflow_id") and table.name not in ("operation", "audit")
    }
    assert named == set(CHILDREN) == {(column.table.name, column.name) for column in ended._OF_OPERATION}


def test_registrations_that_are_removed_go_with_all_that_is_theirs(old_and_new):
    assert swept(old_and_new, ended.drop_ended_registrations) == 1
    assert swept(old_and_new, ended.drop_ended_registrations) == 0
    left = keys(old_and_new, "registration", "registration_id")
    assert len(left) == 9
    assert "old REMOVED" not in left
    for table in OF_A_PHONE:
        assert keys(old_and_new, table, "registration_id") == left, table


@pytest.mark.parametrize(
    ("table", "key", "batch"),
    [
        ("one_time_password", "otp_id", ended.drop_old_one_time_passwords),
        ("authentication", "authentication_id", ended.drop_old_authentications),
    ],
)
def test_what_was_tried_long_ago_goes_in_batches(database, table, key, batch):
    now = now_ms()
    for number in range(5):
        put(database, table, **{key: f"old {number}"}, created_ms=now - AGE_MS - 1_000 - number)
    put(database, table, **{key: "new"}, created_ms=now - AGE_MS + 600_000)
    assert [swept(database, batch, size=2) for _ in range(4)] == [2, 2, 1, 0]
    assert keys(database, table, key) == ["new"]


def test_messages_go_from_every_inbox(old_and_new):
    assert swept(old_and_new, ended.drop_old_messages) == 1
    assert keys(old_and_new, "inbox_message", "message_id") == ["new"]
    assert keys(old_and_new, "inbox_entry", "message_id") == ["new", "new"]


def test_from_where_an_answer_came_is_forgotten_once_its_operation_has_ended(database):
    now = now_ms()
    for name, result, recorded_ms in (
        ("old", "DONE", now - AGE_MS - 1_000),
        ("open", "CONTINUE", now - AGE_MS - 1_000),
        ("new", "DONE", now - AGE_MS + 5_000),
    ):
        put(database, "operation", operation_id=name, result=result)
        put(database, "signed_request", workflow_id=name, caller='{"ipAddress":"10.0.0.1"}', recorded_ms=recorded_ms)
    assert swept(database, ended.clear_callers) == 1
    assert swept(database, ended.clear_callers) == 0
    assert keys(database, "signed_request", "workflow_id") == ["new", "old", "open"]
    with database.read() as session:
        found = dict(session.connection().execute(text("SELECT workflow_id, caller FROM signed_request")).all())
    assert [name for name, caller in found.items() if caller is None] == ["old"]


def test_the_boundary_is_a_moment_of_the_databases_clock(database):
    """To the second: by the database's time, however long the test takes."""
    with database.read() as session:
        now = session.connection().execute(select(database_ms())).scalar_one()
    put(database, "operation", operation_id="due", result="DONE", expires_ms=now - AGE_MS)
    put(database, "operation", operation_id="not yet", result="DONE", expires_ms=now - AGE_MS + 3_600_000)
    while not swept(database, ended.drop_ended_operations):
        pass  # the millisecond has not passed
    assert keys(database, "operation", "operation_id") == ["not yet"]
    assert swept(database, ended.drop_ended_operations, age_ms=AGE_MS - 3_600_000 + 60_000) == 0
    assert swept(database, ended.drop_ended_operations, age_ms=AGE_MS - 3_600_000 - 1_000) == 1


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_worker_whose_clock_is_wrong_drops_what_others_would_drop(old_and_new, hours):
    with wrong(timedelta(hours=hours)):
        assert [
            swept(old_and_new, batch)
            for batch in (ended.drop_ended_operations, ended.drop_ended_registrations, ended.drop_old_messages)
        ] == [
            2,
            1,
            1,
        ]


def test_a_batch_is_bounded_and_takes_the_oldest(database):
    for number in range(5):
        put(database, "operation", operation_id=str(number), result="DONE", expires_ms=5 - number)
    assert swept(database, ended.drop_ended_operations, size=2) == 2
    assert keys(database, "operation", "operation_id") == ["0", "1", "2"]


def test_a_transaction_that_fails_leaves_parents_and_children(old_and_new):
    def dies(session, age_ms, size):
        raise RuntimeError(ended.drop_ended_operations(session, age_ms, size))

    with pytest.raises(RuntimeError, match="2"):
        swept(old_and_new, dies)
    assert len(keys(old_and_new, "operation", "operation_id")) == 6
    assert len(keys(old_and_new, "afs_action", "operation_id")) == 6
    assert swept(old_and_new, ended.drop_ended_operations) == 2


def test_two_sweeps_at_once_drop_each_row_once(database):
    for number in range(60):
        put(database, "operation", operation_id=str(number), result="DONE", expires_ms=1)
    counts = []

    def sweep():
        while found := swept(database, ended.drop_ended_operations, size=7):
            counts.append(found)

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 60
    assert keys(database, "operation", "operation_id") == []


@pytest.mark.parametrize(
    ("table", "rows", "index"),
    [
        ("operation", "result <> 'CONTINUE' AND expires_ms < {now} ORDER BY expires_ms", "ix_operation_ended"),
        ("registration", "status = 'REMOVED' AND changed_ms < {now} ORDER BY changed_ms", "ix_registration_removed"),
        ("inbox_message", "created_ms < {now} ORDER BY created_ms", "ix_inbox_message_created"),
        (
            "signed_request",
            "caller IS NOT NULL AND recorded_ms < {now} ORDER BY recorded_ms",
            "ix_signed_request_caller",
        ),
    ],
)
def test_an_index_finds_what_is_old(database, table, rows, index):
    is_sqlite = "sqlite" in database.url
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    with database.write() as session:
        if not is_sqlite:  # of an empty table it would be read whole
            session.connection().execute(text("SET LOCAL enable_seqscan = off"))
        found = session.connection().execute(
            text(f"{explain} SELECT * FROM {table} WHERE {rows.format(now=now_ms())} LIMIT 10")
        )
        assert index in str(found.all())
