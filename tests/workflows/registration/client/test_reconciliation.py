"""Registrations under way that were restored to an older time than their workflows: written, or removed where keys were lost."""

import pytest

from activities.store.tables import RegistrationRow
from config.vocabulary import RegistrationStatus
from workflows.registration.client.read_model import RegistrationReads
from workflows.registration.client.reconciliation import REASON, RegistrationReconciliation

CREATED, PENDING, ACTIVE, REMOVED = "CREATED", "PENDING_COMMIT", "ACTIVE", "REMOVED"


class Restored:
    """A house whose row is as it was when it was created."""

    def __init__(self, house):
        self.house = house
        client = house.workflow_client
        reads = RegistrationReads(house.database, client, house.sealer)
        self.reconciliation = RegistrationReconciliation(house.database, reads, client, house.sealer)

    def row(self):
        with self.house.database.read() as session:
            return session.orm.get(RegistrationRow, self.house.id).model_dump()

    def back_to(self, row):
        with self.house.database.write() as session:
            session.orm.merge(RegistrationRow(**row))

    def compare(self, *, settles=False):
        found = [one for one in self.reconciliation.compare_rows(settles=settles) if one is not None]
        assert all(one.registration_id == self.house.id for one in found)
        return [(one.row, one.workflow, one.is_settled) for one in found]


@pytest.fixture
def restored(registered):
    registered.create()
    return Restored(registered)


@pytest.mark.parametrize("commits", [False, True])
def test_one_whose_phones_keys_were_lost_is_removed(restored, commits):
    house, before = restored.house, restored.row()
    house.exchange()
    if commits:
        house.registrations.commit(house.id)
    restored.back_to(before)
    reached = ACTIVE if commits else PENDING
    assert restored.compare() == [(CREATED, reached, False)]
    assert restored.row() == before

    assert restored.compare(settles=True) == [(CREATED, reached, True)]
    assert (restored.row()["status"], restored.row()["blocked_reason"]) == (REMOVED, REASON)
    assert restored.compare(settles=True) == []
    assert house.get().status == RegistrationStatus.REMOVED


def test_one_whose_keys_the_backup_has_goes_on(restored):
    house = restored.house
    house.exchange()
    before = restored.row()
    house.registrations.commit(house.id)
    restored.back_to(before)
    assert restored.compare(settles=True) == [(PENDING, ACTIVE, True)]
    assert restored.row()["status"] == ACTIVE
    assert restored.row()["device_public_key"] is not None
    assert restored.compare(settles=True) == []


def test_one_that_was_removed_meanwhile_is_removed(restored):
    house, before = restored.house, restored.row()
    house.wait(121)
    house.workflow_client.ask(house.id)
    restored.back_to(before)
    assert restored.compare(settles=True) == [(CREATED, REMOVED, True)]
    assert restored.row()["status"] == REMOVED


def test_what_agrees_and_what_has_no_workflow_are_left_to_their_deadlines(restored):
    before = restored.row()
    assert restored.compare(settles=True) == []
    del restored.house.workflow_client.running[restored.house.id]
    assert restored.compare(settles=True) == []
    assert restored.row() == before


def test_one_that_does_not_answer_is_left(restored):
    restored.house.workflow_client.silent.add(restored.house.id)
    [(row, _, is_settled)] = restored.compare(settles=True)
    assert (row, is_settled) == (CREATED, False)
