"""Rows and workflows that were restored to different times agree again, and who is to hear of it does."""

from dataclasses import replace

import pytest

from activities.store import operations
from config.vocabulary import OperationStatus
from tests.workflows.memory import Running
from workflows.operation import machine
from workflows.operation.client.reconciliation import REASON, Difference, Reconciliation, RunningOperation
from workflows.operation.outcome import status
from workflows.operation.projection import projection

PASSWORD = "USERNAME_PASSWORD_AUTH"


class MemoryRunning:
    """Those of the workflows in memory that go on."""

    def __init__(self, workflow_client):
        self._running = workflow_client.running

    def list_running(self):
        return [
            RunningOperation(one, running.start.state.created_ms)
            for one, running in self._running.items()
            if self.is_open(one)
        ]

    def is_open(self, workflow_id):
        found = self._running.get(workflow_id)
        return found is not None and not found.terminated and not found.forgotten and found.state.is_open

    def cancel(self, workflow_id):
        found = self._running[workflow_id]
        found.state = machine.interrupt(found.start.flow, found.state, found.state.created_ms)

    def terminate(self, workflow_id, reason):
        if workflow_id in self._running:
            self._running[workflow_id].terminated = True


class Restored:
    """A house, and what puts its row or its workflow back to what it was."""

    def __init__(self, house):
        self.house, self.workflows = house, house.workflow_client.running
        running = MemoryRunning(house.workflow_client)
        self.reconciliation = Reconciliation(
            house.database, house.gateway.read_model, house.workflow_client, running, self.rest
        )
        self.rests, self.meanwhile = [], lambda: None

    def rest(self, seconds):
        self.rests.append(seconds)
        self.house.wait(seconds)
        self.meanwhile()

    def row_back_to(self, row):
        with self.house.database.write() as session:
            table = operations.OperationRow.__table__
            session.connection().execute(table.delete())
            operations.insert(session, row)

    def no_row(self):
        with self.house.database.write() as session:
            session.connection().execute(operations.OperationRow.__table__.delete())

    def compare(self, *, settles=False):
        found = [
            *self.reconciliation.compare_rows(settles=settles),
            *self.reconciliation.compare_workflows(settles=settles),
        ]
        return {one.operation_id: (one.difference, one.is_settled) for one in found if one is not None}

    def state(self):
        return self.house.get().state


@pytest.fixture
def restored(house):
    house.create()
    return Restored(house)


def row_behind(restored):
    before = restored.house.stored().row
    restored.house.step(PASSWORD, "CANCELED")
    restored.row_back_to(before)


def row_behind_and_open(restored):
    before = restored.house.stored().row
    restored.house.step(PASSWORD, "AUTH_FAILED")
    restored.row_back_to(before)


def workflow_behind(restored):
    before = restored.workflows["one"].state
    restored.house.step(PASSWORD, "AUTH_FAILED")
    restored.workflows["one"].state = before


def workflow_forked(restored):
    before = restored.workflows["one"].state
    restored.house.step(PASSWORD, "AUTH_FAILED")
    restored.house.wait(1)
    restored.workflows["one"].state = replace(before, version=before.version + 1)


def workflow_missing(restored):
    del restored.workflows["one"]


def workflow_terminated(restored):
    restored.workflows["one"].terminated = True


def workflow_open(restored):
    found = restored.workflows["one"]
    before = found.state
    restored.house.step(PASSWORD, "CANCELED")
    restored.workflows["one"] = Running(found.start, before)


def row_missing(restored):
    restored.no_row()


CASES = [
    (row_behind, Difference.ROW_BEHIND, OperationStatus.CANCELED, None),
    (row_behind_and_open, Difference.ROW_BEHIND, OperationStatus.PENDING, None),
    (workflow_behind, Difference.WORKFLOW_BEHIND, OperationStatus.CANCELED, REASON),
    (workflow_forked, Difference.WORKFLOW_BEHIND, OperationStatus.CANCELED, REASON),
    (workflow_missing, Difference.WORKFLOW_MISSING, OperationStatus.CANCELED, REASON),
    (workflow_terminated, Difference.WORKFLOW_MISSING, OperationStatus.CANCELED, REASON),
    (workflow_open, Difference.WORKFLOW_OPEN, OperationStatus.CANCELED, None),
]


@pytest.mark.parametrize(("breaks", "difference", "then", "why"), CASES, ids=[case[0].__name__ for case in CASES])
def test_each_difference_is_found_told_and_settled_once(restored, breaks, difference, then, why):
    breaks(restored)
    before = restored.house.stored()
    assert restored.compare() == {"one": (difference, False)}
    assert restored.house.stored() == before

    assert restored.compare(settles=True) == {"one": (difference, True)}
    assert restored.compare(settles=True) == {}
    assert status(restored.state()) is then
    cancellation = restored.state().current.cancellation
    assert (cancellation.reason if cancellation else None) == why


def test_what_is_ended_here_is_not_written_over_by_what_its_workflow_may_still_say(restored):
    workflow_behind(restored)
    said = restored.workflows["one"]
    restored.compare(settles=True)
    late = machine.expire(said.state, said.state.expires_ms + 1)
    with restored.house.database.write() as session:
        assert not restored.house.gateway.read_model.write(session, "login", projection("one", late))
    assert said.terminated


def test_a_workflow_without_a_row_is_canceled(restored):
    row_missing(restored)
    assert restored.compare() == {"one": (Difference.ROW_MISSING, False)}
    assert restored.compare(settles=True) == {"one": (Difference.ROW_MISSING, True)}
    assert status(restored.workflows["one"].state) is OperationStatus.CANCELED
    assert restored.compare() == {}


def test_a_workflow_whose_row_is_stored_a_moment_later_is_left(restored):
    row = restored.house.stored().row
    row_missing(restored)
    restored.house.wait(20)
    restored.meanwhile = lambda: restored.row_back_to(row)
    assert restored.compare(settles=True) == {}
    assert restored.rests == [40]
    assert restored.workflows["one"].state.is_open


def test_a_row_that_lags_behind_its_approval_is_written_before_its_deadline_is_let_pass(restored):
    row_behind(restored)
    restored.compare(settles=True)
    restored.house.wait(100_000)
    assert restored.house.gateway.read_model.end_overdue(None, grace_ms=0, size=10) == []
    assert status(restored.state()) is OperationStatus.CANCELED


def test_one_that_does_not_answer_is_left_and_in_nobodys_way(restored):
    restored.house.create("two")
    del restored.workflows["two"]
    restored.house.workflow_client.silent.add("one")
    assert restored.compare(settles=True) == {
        "one": (Difference.SILENT, False),
        "two": (Difference.WORKFLOW_MISSING, True),
    }


def test_what_agrees_stays_as_it_is(restored):
    restored.house.create("two")
    restored.house.step(PASSWORD, "AUTH_FAILED", operation_id="two")
    restored.house.create("three")
    restored.house.step(PASSWORD, "CANCELED", operation_id="three")
    assert restored.compare(settles=True) == {}


def test_many_are_compared_in_pages(restored):
    for number in range(450):
        restored.house.create(f"of many {number}")
    del restored.workflows["of many 449"]
    found = list(restored.reconciliation.compare_rows(settles=False))
    assert len(found) == 451
    assert [one.operation_id for one in found if one is not None] == ["of many 449"]
