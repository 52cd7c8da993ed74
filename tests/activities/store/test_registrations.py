"""Rows of registrations: unique codes, newer versions win, the winner's key comes with the status, lists are in order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from activities.store import key_exchanges, registrations, user_registrations
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from tests.activities.store.registration_rows import exchange, projection, registration

ACTIVE, BLOCKED, REMOVED = RegistrationStatus.ACTIVE, RegistrationStatus.BLOCKED, RegistrationStatus.REMOVED


@pytest.fixture
def stored(database):
    """Puts registrations into the database."""

    def store(*rows):
        with database.write() as session:
            for row in rows:
                assert registrations.insert(session, row)

    return store


def read(database, registration_id="one"):
    return registrations.read(database, registration_id).row


def project(database, *said):
    with database.write() as session:
        return [registrations.project(session, one) for one in said]


def listed(database, user_id="roman", application_ids=("RETAIL",), *, removed=False, now_ms=50_000, page=0, size=100):
    with database.read() as session:
        found = user_registrations.list_registrations(
            session, user_id, application_ids, include_removed=removed, now_ms=now_ms, page=page, size=size
        )
    return [one.row.registration_id for one in found]


def test_a_registration_is_read_as_it_was_stored(database, stored):
    row = registration(flags=("VIP", "účet 🏦"), otp_hash="$argon2id$", commit_phase="ON_KEY_EXCHANGE")
    stored(row)
    assert registrations.read(database, "one") == registrations.StoredRegistration(row, None)


def test_nothing_secret_is_shown_where_a_row_is_printed():
    secret = {"otp_hash": "THE HASH", "server_private_key": "THE KEY", "ctr_data": "THE COUNTER"}
    assert not any(text in repr(registration(**secret)) for text in secret.values())
    assert "THE COUNTER" not in repr(exchange(ctr_data="THE COUNTER"))


def test_an_unknown_registration_is_refused(database):
    with database.write() as session:
        assert registrations.find(session, "nobody") is None
        assert registrations.status(session, "nobody") is None
    for ask in (
        lambda _session: registrations.read(database, "nobody"),
        lambda session: registrations.lock(session, "nobody"),
        lambda session: registrations.amend(session, "nobody", name="any"),
        lambda session: registrations.amend(session, "nobody", last_used_ms=1),
    ):
        with pytest.raises(Refused) as refused, database.write() as session:
            ask(session)
        assert refused.value.reason == "REGISTRATION_NOT_FOUND"


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({}, False),
        ({"registration_id": "two"}, False),
        ({"registration_id": "two", "activation_code": "another"}, True),
        ({"registration_id": "two", "application_id": "SME"}, True),
        ({"activation_code": "another"}, False),
    ],
)
def test_an_id_is_used_once_and_a_code_once_in_its_application(database, stored, values, fits):
    stored(registration())
    with database.write() as session:
        assert registrations.insert(session, replace(registration(), **values)) is fits


@pytest.mark.parametrize(
    ("status", "free"), [("CREATED", False), ("PENDING_COMMIT", False), ("ACTIVE", True), ("REMOVED", True)]
)
def test_a_code_is_free_again_when_it_waits_no_longer(database, stored, status, free):
    stored(registration(status=status))
    with database.write() as session:
        found = registrations.find_by_code(session, "RETAIL", "code of one")
        assert (found is None) is free
        assert registrations.insert(session, registration("two", activation_code="code of one")) is free


def test_a_code_is_looked_up_in_its_application(database, stored):
    stored(registration(), registration("two", application_id="SME", activation_code="code of one"))
    with database.read() as session:
        assert registrations.find_by_code(session, "SME", "code of one").registration_id == "two"
        assert registrations.find_by_code(session, "SME", "code of nobody") is None


@pytest.mark.parametrize(
    ("values", "in_progress"),
    [
        ({}, True),
        ({"status": "PENDING_COMMIT"}, True),
        ({"expires_ms": 50_000}, True),
        ({"expires_ms": 49_999}, False),
        ({"status": "ACTIVE"}, False),
        ({"status": "BLOCKED"}, False),
        ({"status": "REMOVED"}, False),
        ({"user_id": "jana"}, False),
        ({"application_id": "SME"}, False),
    ],
)
def test_what_waits_and_has_not_lapsed_is_in_progress(database, stored, values, in_progress):
    stored(registration(**values))
    with database.read() as session:
        assert user_registrations.is_in_progress(session, "RETAIL", "roman", 50_000) is in_progress


def test_of_many_who_ask_at_once_whether_another_is_in_progress_one_registers(database):
    barrier = threading.Barrier(8)

    def register(number):
        barrier.wait()
        with database.write() as session:
            user_registrations.reserve(session, "RETAIL", "roman")
            if user_registrations.is_in_progress(session, "RETAIL", "roman", 50_000):
                return False
            return registrations.insert(session, registration(str(number)))

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(register, range(8))) == [False] * 7 + [True]
    assert len(listed(database)) == 1


@pytest.mark.parametrize(("version", "written"), [(0, False), (1, False), (2, True), (7, True)])
def test_only_a_newer_version_is_written(database, stored, version, written):
    stored(registration())
    said = projection(version=version, status="REMOVED", failed_attempts=5, blocked_reason="EXPIRED", exchange_id=None)
    assert project(database, said) == [written]
    row = read(database)
    expected = (version, "REMOVED", 5, "EXPIRED") if written else (1, "CREATED", 0, None)
    assert (row.version, row.status, row.failed_attempts, row.blocked_reason) == expected


def test_a_projection_of_nothing_writes_nothing(database):
    assert project(database, projection("nobody")) == [False]


def test_the_key_of_the_exchange_that_won_comes_with_the_status_and_the_others_are_gone(database, stored):
    stored(registration())
    with database.write() as session:
        for name in ("lost", "won", "late"):
            key_exchanges.record(session, exchange(name))
    assert project(database, projection()) == [True]
    found = registrations.read(database, "one")
    row = found.row
    assert (row.status, row.exchange_id, found.exchange_ms) == ("PENDING_COMMIT", "won", None)
    assert (row.device_public_key, row.ctr_data, row.name) == ("key of won", "counter of won", "phone of won")
    assert (row.platform, row.device_info, row.external_id) == ("ios", "a phone", "external")


def test_the_winners_key_comes_too_where_only_the_end_is_heard_of(database, stored):
    stored(registration())
    with database.write() as session:
        key_exchanges.record(session, exchange())
    project(database, projection(version=3, status="ACTIVE"))
    assert (read(database).status, read(database).device_public_key) == ("ACTIVE", "key of won")


def test_what_came_into_the_row_stays_there(database, stored):
    stored(registration())
    with database.write() as session:
        key_exchanges.record(session, exchange())
    project(database, projection(), projection(version=3, status="ACTIVE"), projection())
    row = read(database)
    assert (row.status, row.version, row.device_public_key) == ("ACTIVE", 3, "key of won")


def test_a_wrong_password_leaves_the_exchanges_of_others_on_their_way(database, stored):
    stored(registration())
    with database.write() as session:
        key_exchanges.record(session, exchange("another"))
    project(database, projection(status="CREATED", failed_attempts=1, exchange_id=None))
    assert registrations.read(database, "one").exchange_ms == 2_000


def test_a_change_by_sql_is_not_overwritten_by_what_a_workflow_said_before(database, stored):
    stored(registration())
    project(database, projection(version=3, status="ACTIVE"))
    with database.write() as session:
        row = registrations.lock(session, "one")
        registrations.alter(session, row, BLOCKED, reason="LOST", failed_attempts=row.failed_attempts, now_ms=9_000)
    assert project(database, projection(version=3, status="ACTIVE")) == [False]
    row = read(database)
    assert (row.version, row.status, row.blocked_reason, row.changed_ms) == (4, "BLOCKED", "LOST", 9_000)


def test_changes_of_one_row_come_one_after_the_other(database, stored):
    stored(registration(status="ACTIVE"))

    def change(number):
        with database.write() as session:
            row = registrations.lock(session, "one")
            registrations.set_flags(session, "one", (*row.flags, str(number)))
            registrations.alter(session, row, ACTIVE, reason=None, failed_attempts=row.failed_attempts + 1, now_ms=1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(change, range(20)))
    row = read(database)
    assert (row.version, row.failed_attempts, len(row.flags)) == (21, 20, 20)


def test_use_is_remembered_and_changes_no_version(database, stored):
    stored(registration(status="ACTIVE"))
    with database.write() as session:
        registrations.amend(session, "one", last_used_ms=9_000)
        registrations.amend(session, "one", name="a phone")
    row = read(database)
    assert (row.last_used_ms, row.name, row.version) == (9_000, "a phone", 1)


def test_a_list_is_the_users_in_these_applications_newest_first(database, stored):
    stored(
        registration("b", created_ms=2_000),
        registration("a", created_ms=2_000),
        registration("old", created_ms=1_000),
        registration("new", created_ms=3_000, application_id="SME"),
        registration("hers", user_id="jana"),
    )
    assert listed(database) == ["a", "b", "old"]
    assert listed(database, application_ids=("RETAIL", "SME")) == ["new", "a", "b", "old"]
    assert listed(database, "nobody") == listed(database, application_ids=()) == []


def test_a_list_comes_in_pages(database, stored):
    stored(*(registration(str(number), created_ms=number) for number in range(5)))
    assert [listed(database, page=page, size=2) for page in range(4)] == [["4", "3"], ["2", "1"], ["0"], []]


def test_removed_ones_are_listed_if_asked_for_and_so_are_lapsed_ones(database, stored):
    stored(
        registration("removed", status="REMOVED"),
        registration("lapsed", expires_ms=49_999),
        registration("waiting", expires_ms=50_000),
        registration("active", status="ACTIVE", expires_ms=1_000),
    )
    assert sorted(listed(database)) == ["active", "waiting"]
    assert sorted(listed(database, removed=True)) == ["active", "lapsed", "removed", "waiting"]
    assert listed(database, page=1, size=1) == ["waiting"], "what is hidden takes no place in a page"
