"""Block, unblock, remove, rename, flags: by the workflow while it is open, by SQL afterwards, done once by a key."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.store import registrations
from config.refused import Refused
from config.vocabulary import CommitPhase
from tests.workflows.registration.client.house import code
from workflows.registration.client.gateway import RegistrationChange
from workflows.registration.projection import projection

CHANGE, REUSED, NOT_FOUND = "REGISTRATION_STATE", "KEY_REUSED", "REGISTRATION_NOT_FOUND"
BLOCK, UNBLOCK, REMOVE = RegistrationChange


def change(house, wanted, reason=None, key=None):
    house.registrations.change(house.id, wanted, reason, key)


def stands(house):
    row = house.stored().row
    return row.status, row.version, row.blocked_reason


@pytest.mark.parametrize("exchanged", [False, True])
def test_an_open_registration_is_removed_by_its_workflow(registered, exchanged):
    registered.create()
    if exchanged:
        registered.exchange()
    change(registered, REMOVE)
    assert stands(registered) == ("REMOVED", 2 + exchanged, None)
    assert registered.running().state.status == "REMOVED"


@pytest.mark.parametrize("wanted", [BLOCK, UNBLOCK])
def test_an_open_registration_is_neither_blocked_nor_unblocked(registered, wanted):
    registered.create()
    with pytest.raises(Refused, match="Activation is CREATED, you can only REMOVE it"):
        change(registered, wanted)
    assert stands(registered) == ("CREATED", 1, None)


def test_a_device_is_blocked_unblocked_and_removed_without_its_workflow(registered):
    registered.activate()
    sent = registered.workflow_client.sent
    change(registered, BLOCK, "LOST")
    assert stands(registered) == ("BLOCKED", 4, "LOST")
    change(registered, UNBLOCK)
    assert stands(registered) == ("ACTIVE", 5, None)
    change(registered, BLOCK)
    assert stands(registered) == ("BLOCKED", 6, "NOT_SPECIFIED")
    change(registered, REMOVE)
    assert stands(registered) == ("REMOVED", 7, None)
    assert registered.workflow_client.sent == sent


def test_unblocking_forgets_failed_attempts_and_blocking_does_not(registered):
    registered.activate()
    with registered.database.write() as session:
        registrations.amend(session, registered.id, failed_attempts=3)
    change(registered, BLOCK)
    assert registered.stored().row.failed_attempts == 3
    change(registered, UNBLOCK)
    assert registered.stored().row.failed_attempts == 0


@pytest.mark.parametrize(("done", "wanted"), [([], UNBLOCK), ([BLOCK], BLOCK), ([REMOVE], REMOVE), ([REMOVE], UNBLOCK)])
def test_what_the_status_does_not_allow_changes_nothing(registered, done, wanted):
    registered.activate()
    for one in done:
        change(registered, one)
    before = stands(registered)
    assert code(change, registered, wanted) == CHANGE
    assert code(change, registered, wanted, key="a key") == CHANGE
    assert stands(registered) == before


def test_an_unknown_registration_is_not_found(registered):
    found = registered.registrations
    for call in (
        lambda: found.get("nobody"),
        lambda: found.change("nobody", REMOVE),
        lambda: found.rename("nobody", "any"),
        lambda: found.add_flags("nobody", ["VIP"]),
        lambda: found.remove_flags("nobody", ["VIP"]),
    ):
        assert code(call) == NOT_FOUND


@pytest.mark.parametrize("wanted", [BLOCK, REMOVE])
def test_a_repeated_key_is_done_once_and_answered_the_same(registered, wanted):
    registered.activate()
    change(registered, wanted, key="a key")
    before = stands(registered)
    change(registered, wanted, key="a key")
    assert stands(registered) == before
    assert code(change, registered, wanted) == CHANGE


def test_a_key_repeated_with_another_request_is_refused(registered):
    registered.activate()
    change(registered, BLOCK, "LOST", "a key")
    assert code(change, registered, UNBLOCK, key="a key") == REUSED
    assert code(change, registered, BLOCK, "STOLEN", "a key") == REUSED
    assert stands(registered) == ("BLOCKED", 4, "LOST")


def test_a_removal_by_the_workflow_is_repeated_by_its_key_after_the_end(registered):
    registered.create()
    with registered.lost_answers():
        change(registered, REMOVE, key="a key")
    change(registered, REMOVE, key="a key")
    assert stands(registered) == ("REMOVED", 2, None)
    change(registered, REMOVE, key="a key")
    assert code(change, registered, REMOVE, key="another key") == CHANGE


def test_a_row_that_lags_behind_its_activation_is_changed_as_what_it_is(registered):
    registered.create()
    registered.exchange()
    with registered.lost_answers():
        registered.registrations.commit(registered.id)
    assert stands(registered) == ("PENDING_COMMIT", 2, None)
    change(registered, BLOCK)
    assert stands(registered) == ("BLOCKED", 4, "NOT_SPECIFIED")
    assert registered.stored().row.device_public_key is not None


def test_what_the_workflow_writes_late_does_not_undo_a_change(registered):
    registered.activate()
    change(registered, BLOCK)
    with registered.database.write() as session:
        assert not registrations.project(session, projection(registered.id, registered.running().state))
    assert stands(registered)[0] == "BLOCKED"


def test_a_lapsed_registration_is_not_changed(registered):
    registered.create()
    registered.wait(121)
    with pytest.raises(Refused, match="Activation is REMOVED"):
        change(registered, REMOVE)


def test_an_open_registration_whose_workflow_was_terminated_is_not_changed(registered):
    registered.create()
    registered.running().terminated = True
    assert code(change, registered, REMOVE) == "REGISTRATION_TERMINATED"
    assert stands(registered) == ("CREATED", 1, None)


def test_of_parallel_blocks_one_is_done(registered):
    registered.activate()
    barrier = threading.Barrier(8)

    def block(number):
        barrier.wait()
        try:
            return change(registered, BLOCK, str(number))
        except Refused as refused:
            return refused.reason

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(block, range(8)), key=str) == [None] + [CHANGE] * 7
    assert stands(registered)[:2] == ("BLOCKED", 4)


def test_a_device_is_renamed_until_it_is_removed(registered):
    registered.activate()
    registered.registrations.rename(registered.id, "Roman's phone")
    change(registered, BLOCK)
    registered.registrations.rename(registered.id, "Roman's old phone")
    assert (registered.get().name, stands(registered)[1]) == ("Roman's old phone", 4)
    change(registered, REMOVE)
    assert code(registered.registrations.rename, registered.id, "nobody's") == CHANGE


def test_flags_are_a_set_in_the_order_of_their_coming(registered):
    registered.create(flags=("A",))
    registered.registrations.add_flags(registered.id, ["B", "A", "C", "B"])
    assert registered.get().flags == ("A", "B", "C")
    registered.registrations.remove_flags(registered.id, ["A", "UNKNOWN", "C"])
    assert (registered.get().flags, registered.get().version) == (("B",), 1)


def test_flags_outlive_the_activation(registered):
    registered.create(flags=("A",), commit_phase=CommitPhase.ON_KEY_EXCHANGE)
    registered.exchange()
    assert registered.get().flags == ("A",)
