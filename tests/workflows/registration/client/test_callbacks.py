"""The bank can put what it hears of a registration in order, whatever came at once, was lost or was repeated."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from activities.callbacks.enqueue import KIND
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.store import delivery_search
from config.callbacks import CallbackType
from config.clock import now_ms
from config.refused import Refused
from tests.workflows.registration.client.house import APPLICATION
from workflows.registration.client.gateway import RegistrationChange


@pytest.fixture
def heard(registered):
    """What the bank was to hear of the house's registration, by its number."""
    registry = CallbackRegistry(registered.database, registered.sealer, private=True)
    terms = CallbackTerms("bank", "http://127.0.0.1:1/", ("activationStatus", "blockedReason"))
    registry.create(APPLICATION, CallbackType.REGISTRATION_STATUS_CHANGE, terms)

    def found():
        with registered.database.read() as session:
            noted = delivery_search.search(session, kind=KIND, application_id=APPLICATION, size=500)
        opened = [
            json.loads(registered.sealer.open(one.payload, "delivery", one.delivery_id, "payload")) for one in noted
        ]
        return sorted((one["sequence"], one["timestampEvent"], one["activationStatus"]) for one in opened)

    return found


def test_each_change_has_the_next_number_and_its_own_time(registered, heard):
    begun = now_ms()
    registered.create()
    for seconds, act in (
        (10, registered.exchange),
        (20, lambda: registered.registrations.commit(registered.id)),
        (30, lambda: registered.registrations.change(registered.id, RegistrationChange.BLOCK, "LOST", "key")),
        (40, lambda: registered.registrations.change(registered.id, RegistrationChange.BLOCK, "LOST", "key")),
        (50, lambda: registered.registrations.change(registered.id, RegistrationChange.UNBLOCK, None, None)),
    ):
        registered.wait(seconds - (now_ms() - begun) // 1000)
        act()
    assert [(number, (at - begun) // 1000, status) for number, at, status in heard()] == [
        (2, 10, "PENDING_COMMIT"),
        (3, 20, "ACTIVE"),
        (4, 30, "BLOCKED"),
        (5, 50, "ACTIVE"),
    ]


def test_what_lapsed_unseen_is_told_with_the_time_of_its_deadline(registered, heard):
    begun = now_ms()
    registered.create()
    registered.wait(1000)
    registered.get()
    assert heard() == [(2, begun + 120_000, "REMOVED")]


def test_of_changes_at_once_each_has_a_number_of_its_own_in_the_order_in_which_they_happened(registered, heard):
    registered.activate()

    def change(n):
        with suppress(Refused):
            registered.registrations.change(
                registered.id, (RegistrationChange.BLOCK, RegistrationChange.UNBLOCK)[n % 2], None, f"key {n // 4}"
            )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(change, range(64)))
    numbers, times, statuses = zip(*heard(), strict=True)
    assert numbers == tuple(range(2, 2 + len(numbers)))
    assert list(times) == sorted(times)
    assert all(one != other for one, other in itertools.pairwise(statuses))
    assert statuses[-1] == registered.stored().row.status
