"""What operators look for is found on either database: newest first, page by page, by what the row says as of now."""

from dataclasses import astuple, replace
from typing import Any

import pytest

from activities.store import (
    circuits,
    deliveries,
    delivery_search,
    operation_search,
    operations,
    registration_search,
    registration_versions,
    registrations,
    v4_keys,
)
from activities.store.deliveries import StoredDelivery
from activities.store.operation_search import OperationSearch
from config.vocabulary import AuthResult, RegistrationStatus
from tests.activities.store.registration_rows import registration, v4_exchange_keys
from tests.activities.store.rows import operation

NOW_MS = 10_000


def test_operations_are_found_page_by_page_newest_first(database):
    with database.write() as session:
        for number in range(5):
            # Two of each moment: the id tells which comes first.
            row = operation(f"one-{number}", created_ms=1_000 + number // 2, expires_ms=NOW_MS + 1)
            operations.insert(session, row)
    found, after = [], None
    with database.read() as session:
        while page := operation_search.find(session, OperationSearch(NOW_MS), after, 2):
            found += [one.operation_id for one in page]
            after = page[-1]
    assert found == ["one-4", "one-3", "one-2", "one-1", "one-0"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["open", "late", "done", "failed"]),
        ({"results": [AuthResult.CONTINUE], "overdue": False}, ["open"]),
        ({"results": [AuthResult.FAILED], "overdue": True}, ["late", "failed"]),
        ({"results": [AuthResult.DONE], "overdue": False}, ["done"]),
        ({"results": [], "overdue": False}, []),
        ({"since_ms": 1_002}, ["open", "late"]),
        ({"user_id": "roman"}, ["done"]),
        ({"operation_name": "payment"}, ["failed"]),
    ],
)
def test_operations_are_found_by_what_they_are(database, wanted, found):
    rows = {
        "failed": {"created_ms": 1_000, "result": "FAILED", "operation_name": "payment"},
        "done": {"created_ms": 1_001, "result": "DONE", "user_id": "roman"},
        "late": {"created_ms": 1_002, "expires_ms": NOW_MS - 1},
        "open": {"created_ms": 1_003, "expires_ms": NOW_MS},
    }
    with database.write() as session:
        for operation_id, values in rows.items():
            operations.insert(session, operation(operation_id, **values))
    with database.read() as session:
        page = operation_search.find(session, OperationSearch(NOW_MS, **wanted), None, 10)
    assert [one.operation_id for one in page] == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["active", "lapsed", "created"]),
        ({"statuses": (RegistrationStatus.CREATED,)}, ["created"]),
        ({"statuses": (RegistrationStatus.REMOVED, RegistrationStatus.ACTIVE)}, ["active", "lapsed"]),
        ({"user_id": "eva"}, ["active"]),
        ({"application_id": "nobody's"}, []),
        ({"since_ms": 1_002}, ["active"]),
    ],
)
def test_registrations_are_found_by_what_they_are(database, wanted, found):
    rows = {
        "created": {"created_ms": 1_000, "expires_ms": NOW_MS},
        "lapsed": {"created_ms": 1_001, "expires_ms": NOW_MS - 1},
        "active": {"created_ms": 1_002, "expires_ms": 1_003, "status": "ACTIVE", "user_id": "eva"},
    }
    with database.write() as session:
        for registration_id, values in rows.items():
            row = registration(registration_id, activation_code=registration_id, **values)
            assert registrations.insert(session, row)
    with database.read() as session:
        page = registration_search.find(session, now_ms=NOW_MS, size=10, **wanted)
    assert [one.registration_id for one in page] == found


def test_registrations_are_counted_by_what_they_speak(database):
    active = {"status": "ACTIVE", "protocol": "3.3"}
    hybrid = {"status": "ACTIVE", "protocol": "4.0", "algorithm": "EC_P384_ML_L3"}
    rows: list[dict[str, Any]] = [
        active | {"last_used_ms": 1_999},
        active | {"last_used_ms": 2_000},
        active | {"last_used_ms": 2_001, "application_id": "OTHER"},
        hybrid | {"last_used_ms": 2_001},
        hybrid,
        hybrid | {"status": "PENDING_COMMIT", "expires_ms": NOW_MS},
        {"status": "PENDING_COMMIT", "expires_ms": NOW_MS - 1},
        {"expires_ms": NOW_MS},
    ]
    keys: list[tuple[str, dict[str, Any]]] = [
        ("0", {"upgrade_ctr_data": "counter"}),
        ("3", {"is_confirmed": True}),
        ("4", {}),
    ]
    with database.write() as session:
        for number, values in enumerate(rows):
            assert registrations.insert(session, registration(str(number), **values))
        for registration_id, values in keys:
            v4_keys.add(session, replace(v4_exchange_keys(registration_id=registration_id), **values))

    def counted(*statuses, **wanted):
        with database.read() as session:
            found = registration_versions.count(
                session, now_ms=NOW_MS, statuses=statuses, used_since_ms=2_000, **wanted
            )
        return [astuple(one) for one in found]

    of_3, of_4 = ("RETAIL", "3.3", None), ("RETAIL", "4.0", "EC_P384_ML_L3")
    assert counted(*RegistrationStatus) == [
        ("OTHER", "3.3", None, "ACTIVE", 1, 1, 0, 0),
        ("RETAIL", None, None, "CREATED", 1, 0, 0, 0),
        ("RETAIL", None, None, "REMOVED", 1, 0, 0, 0),
        (*of_3, "ACTIVE", 2, 1, 0, 1),
        (*of_4, "ACTIVE", 2, 1, 1, 0),
        (*of_4, "PENDING_COMMIT", 1, 0, 0, 0),
    ]
    active_ones = counted(RegistrationStatus.ACTIVE, application_id="RETAIL")
    assert active_ones == [(*of_3, "ACTIVE", 2, 1, 0, 1), (*of_4, "ACTIVE", 2, 1, 1, 0)]
    assert counted(RegistrationStatus.BLOCKED) == []


def test_deliveries_are_found_and_those_that_wait_are_counted(database):
    def delivery(delivery_id, state, created_ms, event_key):
        return StoredDelivery(
            delivery_id, "callback", "bank", "app", event_key, "{}", state, 0, None, created_ms, created_ms, 30
        )

    with database.write() as session:
        assert delivery_search.count_waiting(session) == (0, None)
        for row in [
            delivery("oldest", "WAITING", 1_000, "one:1"),
            delivery("failed", "FAILED", 1_001, "one:2"),
            delivery("newest", "WAITING", 1_002, "two:1"),
            delivery("of another one:2", "DELIVERED", 999, "one:2:1"),
        ]:
            assert deliveries.insert(session, row)
    with database.read() as session:
        assert delivery_search.count_waiting(session) == (2, 1_000)
        assert [one.delivery_id for one in delivery_search.search(session, size=2)] == ["newest", "failed"]
        assert [
            one.delivery_id for one in delivery_search.search(session, states=["WAITING"], since_ms=1_001, size=9)
        ] == ["newest"]
        told = delivery_search.list_of_events(session, delivery_search.event_keys("one"))
        assert [one.delivery_id for one in told] == ["oldest", "failed"]
        told = delivery_search.list_of_events(session, delivery_search.event_keys("one:2"))
        assert [one.delivery_id for one in told] == ["of another one:2"]


def test_open_circuits_are_listed_longest_first(database):
    with database.write() as session:
        for lane, since_ms in (("closed", 1), ("later", 3), ("first", 2)):
            circuit = circuits.fail(session, "callback", lane, "TIMED_OUT", since_ms)
            if lane != "closed":
                circuits.pause(session, circuit, trials=1, next_trial_ms=10)
    with database.read() as session:
        assert [one.lane for one in circuits.list_open(session, 9)] == ["first", "later"]
        assert [one.lane for one in circuits.list_open(session, 1)] == ["first"]
