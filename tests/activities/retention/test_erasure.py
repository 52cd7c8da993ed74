"""A user's data is found in every table, and goes from all but those that are named; other users' stays."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from activities.retention import erasure
from activities.retention.erasure import BATCH, Erasure
from activities.store import engine as store
from activities.store.database import Database
from tests.activities.store.any_rows import put

TABLES = SQLModel.metadata.tables


def fill(database, name):
    """Something of the user in every table that has such, the user's id and texts in every column that takes them."""
    operation, phone = f"{name}-operation", f"{name}-phone"
    put(
        database,
        "operation",
        operation_id=operation,
        user_id=name,
        version=3,
        result="DONE",
        state=name,
        form_data=name,
    )
    put(database, "templated_operation", operation_id=operation, parameters=name)
    put(database, "afs_action", operation_id=operation, request_extras=name)
    put(database, "operation_intent", operation_id=operation)
    put(database, "offline_nonce", operation_id=operation, registration_id=phone)
    put(database, "signed_request", workflow_id=operation, registration_id=phone, context=name, caller=name)
    put(database, "signed_request", workflow_id="another's", update_id=name, registration_id=phone)
    put(database, "verdict", workflow_id=operation, verdict=name)
    put(database, "verdict", workflow_id=phone, verdict=name)
    put(database, "verdict", workflow_id="nobody's", update_id=name, verdict=f'{{"registration_id": "{phone}"}}')
    put(
        database,
        "registration",
        registration_id=phone,
        user_id=name,
        version=2,
        status="REMOVED",
        name=name,
        activation_code=name,
        application_id="retail",
    )
    put(database, "token", registration_id=phone, token_id=name)
    put(database, "push_device", registration_id=phone, user_id=name, token_digest=name)
    put(database, "push_shown", registration_id=phone, message=name, id=sum(name.encode()))
    put(database, "push_count", user_id=name)
    put(database, "key_exchange", registration_id=phone, name=name)
    put(database, "temporary_key", registration_id=phone)
    for table in ("v4_key_exchange", "v4_keys"):
        put(database, table, registration_id=phone, user_id=name)
    put(database, "v4_temporary_key", registration_id=phone)
    put(database, "unproved", registration_id=phone, place=name)
    put(database, "inbox_message", message_id=f"{name}-message", user_id=name, subject=name)
    put(database, "inbox_entry", message_id=f"{name}-message", user_id=name)
    put(database, "user_preference", user_id=name, config=name)
    put(database, "user_identity", user_id=name, extras=name)
    put(database, "user_role", user_id=name)
    put(database, "user_contact", user_id=name, contact_value=name)
    put(database, "user_alias", user_id=name, alias_value=name)
    put(database, "credential", user_id=name, username=name)
    put(database, "passkey", passkey_id=name, user_id=name, credential_id=name)
    put(database, "credential_history", user_id=name, username=name)
    for number, (user_id, operation_id) in enumerate(((name, None), (None, operation), (name, "another's"))):
        of = {"user_id": user_id, "operation_id": operation_id}
        put(database, "one_time_password", otp_id=f"{name} {number}", otp_data=name, **of)
        put(database, "authentication", authentication_id=f"{name} {number}", **of)
        put(database, "passkey_challenge", challenge=f"{name} {number}", **of)
    for target, event_key in (("callback", f"{operation}:3"), ("callback", f"{phone}:1"), (phone, f"inbox-{phone}")):
        put(database, "delivery", target=target, event_key=event_key, state="WAITING", payload=name)


def tells_of(database, name):
    """The tables that have the name in any column of any row."""
    with database.read() as session:
        rows = {table: session.connection().execute(select(TABLES[table])).all() for table in TABLES}
    return {table for table, found in rows.items() if any(name in str(value) for row in found for value in row)}


def erase(database, name):
    found = Erasure(database, name)
    for listed, drop in (
        (found.operations, found.drop_operations),
        (found.registrations, found.drop_registrations),
    ):
        while subjects := listed(""):
            drop([one.id for one in subjects])
    found.drop_the_rest(1)


@pytest.fixture
def two(database):
    for name in ("magdalena", "roman"):
        fill(database, name)
    return database


def test_every_table_is_decided_about():
    decided = [*erasure.ERASED, *erasure.STAYS, *erasure.TELLS_OF_NOBODY]
    assert sorted(decided) == sorted(TABLES)


def test_every_column_that_names_a_user_or_a_phone_is_in_a_table_that_is_erased_or_stays():
    named = {
        table
        for table, found in TABLES.items()
        if {"user_id", "registration_id", "operation_id", "external_user_id"} & set(found.columns.keys())
    }
    assert named <= erasure.ERASED | erasure.STAYS.keys()


def test_every_table_that_is_erased_is_filled_counted_and_emptied(two):
    before = Erasure(two, "roman").counts()
    assert before.keys() == erasure.ERASED | erasure.STAYS.keys()
    assert {table for table, rows in before.items() if rows} == erasure.ERASED
    assert (before["delivery"], before["one_time_password"], before["authentication"]) == (3, 3, 3)
    erase(two, "roman")
    assert set(Erasure(two, "roman").counts().values()) == {0}
    assert tells_of(two, "roman") == set()


def test_another_users_rows_stay_as_they_were(two):
    before = Erasure(two, "magdalena").counts()
    erase(two, "roman")
    assert Erasure(two, "magdalena").counts() == before
    assert tells_of(two, "magdalena") >= erasure.ERASED - {"push_count"}


def test_who_is_unknown_has_nothing_and_erasing_again_changes_nothing(two):
    assert not any(Erasure(two, "nobody").counts().values())
    erase(two, "roman")
    erase(two, "roman")
    assert not any(Erasure(two, "roman").counts().values())


@pytest.mark.parametrize("step", range(3))
def test_an_erasure_that_died_half_way_is_finished_by_the_next(two, step):
    found = Erasure(two, "roman")
    if step > 0:
        found.drop_operations([one.id for one in found.operations("")])
    if step > 1:
        found.drop_registrations([one.id for one in found.registrations("")])
    erase(two, "roman")
    assert tells_of(two, "roman") == set()


def test_more_than_one_batch_goes(database):
    for number in range(BATCH + 5):
        put(database, "operation", operation_id=f"{number:03}", user_id="roman", result="DONE")
        put(database, "inbox_message", message_id=f"{number:03}", user_id="roman")
    erase(database, "roman")
    assert tells_of(database, "roman") == set()


def test_sqlites_files_have_nothing_of_who_was_erased(two):
    if not two.url.startswith("sqlite"):
        pytest.skip("PostgreSQL cleans its files by itself")
    erase(two, "roman")
    files = [path.read_bytes() for path in Path(two.url.removeprefix("sqlite:///")).parent.glob("store.db*")]
    assert any(b"magdalena" in file for file in files)
    assert not any(b"roman" in file for file in files)


def test_a_reader_in_the_way_of_erasing_is_told(two, monkeypatch):
    if not two.url.startswith("sqlite"):
        pytest.skip("PostgreSQL cleans its files by itself")
    monkeypatch.setattr(store, "BUSY_SECONDS", 0)
    with two.read() as session:
        session.connection().execute(select(TABLES["operation"])).all()
        brief = Database(two.url)
        assert not brief.overwrite_log()
        brief.close()
    assert two.overwrite_log()
