"""What was recorded is replayed by today's workflows command by command: running ones survive a deployment."""

import asyncio
import json

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.replay.record import HISTORIES, IDENTITY
from tests.replay.scenarios import SCENARIOS
from workflows.temporal.payloads import CONVERTER
from workflows.temporal.runner import ClosingRunner
from workflows.worker import WORKFLOWS

FILES = sorted(HISTORIES.glob("*.json"))


def replay(name, text):
    """Raises where the workflow would not do what is recorded."""
    runner = ClosingRunner(sandbox=True)
    replayer = Replayer(workflows=WORKFLOWS, data_converter=CONVERTER, workflow_runner=runner)
    asyncio.run(replayer.replay_workflow(WorkflowHistory.from_json(name, text)))


def events(name, kind):
    found = json.loads((HISTORIES / f"{name}.json").read_text())["events"]
    return [event for event in found if event["eventType"] == f"EVENT_TYPE_{kind}"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_recorded_is_replayed(file):
    replay(file.stem, file.read_text())


def test_every_scenario_is_recorded():
    assert [file.stem for file in FILES] == sorted(SCENARIOS)


@pytest.mark.parametrize(
    ("name", "recorded", "changed"),
    [
        ("login_expired", '"core_local_activity"', '"another_marker"'),
        ("login_done", '"EVENT_TYPE_TIMER_STARTED"', '"EVENT_TYPE_MARKER_RECORDED"'),
        ("registration_active", '"project_registration"', '"another_activity"'),
    ],
)
def test_a_workflow_that_does_something_else_is_found_out(name, recorded, changed):
    text = (HISTORIES / f"{name}.json").read_text()
    assert recorded in text
    with pytest.raises((NondeterminismError, RuntimeError)):
        replay(name, text.replace(recorded, changed))


@pytest.mark.parametrize(
    ("name", "timers", "fired", "written"),
    [
        ("login_done", 1, 0, 0),
        ("payment_done_after_a_wrong_password", 1, 0, 0),
        ("payment_failed_by_attempts", 1, 0, 0),
        ("payment_canceled", 1, 0, 0),
        ("payment_sca_done_on_the_phone", 1, 0, 0),
        ("login_sca_that_once_asked_no_phone", 1, 0, 0),
        ("login_expired", 0, 0, 1),
        ("login_expired_after_its_deadline_moved", 2, 2, 1),
        ("login_canceled_by_an_operator", 1, 0, 1),
        ("template_approved_after_other_data", 1, 0, 0),
        ("template_rejected", 0, 0, 0),
        ("template_expired", 0, 0, 1),
        ("delivery_heard_at_the_second_attempt", 0, 0, 1),
        ("delivery_given_up", 0, 0, 1),
        ("delivery_canceled_by_an_operator", 0, 0, 1),
        ("registration_active", 1, 0, 1),
        ("registration_active_at_key_exchange", 1, 0, 1),
        ("registration_expired", 1, 1, 1),
        ("registration_removed_by_attempts", 1, 0, 1),
        ("registration_removed_by_the_bank", 1, 0, 1),
        ("registration_removed_by_its_device", 0, 0, 1),
        ("registration_removed_by_an_operator", 0, 0, 1),
    ],
)
def test_there_is_at_most_one_timer_at_a_time_and_the_worker_writes_what_callers_do_not(name, timers, fired, written):
    assert len(events(name, "TIMER_STARTED")) == timers
    assert len(events(name, "TIMER_FIRED")) == fired
    assert len(events(name, "MARKER_RECORDED") + events(name, "ACTIVITY_TASK_COMPLETED")) == written


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recording_names_no_machine(file):
    def identities(node):
        if isinstance(node, list):
            for one in node:
                yield from identities(one)
        elif isinstance(node, dict):
            yield from (value for key, value in node.items() if key == "identity")
            for one in node.values():
                yield from identities(one)

    assert set(identities(json.loads(file.read_text()))) <= {IDENTITY, "history-service"}
    assert "@" not in file.read_text()
    assert "stackTrace" not in file.read_text()
