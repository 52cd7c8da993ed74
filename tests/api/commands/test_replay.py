"""A history is replayed step by step: what was decided, whether today's code decides it, and whether it replays at all."""

import base64
import gc
import json
import re

import pytest
from click.testing import CliRunner
from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory

from activities.secrets.payload_cipher import PayloadCipher
from api.commands import nextstep
from config import master_key
from tests.descriptors import open_descriptors
from tests.e2e.client import unique
from tests.e2e.processes import until
from tests.replay.record import HISTORIES
from workflows.temporal import open_histories
from workflows.temporal.payload_encryption import EncryptingCodec

FILES = sorted(HISTORIES.glob("*.json"))


def run(*arguments):
    return CliRunner().invoke(nextstep, ("replay", *map(str, arguments)))


def replayed(*arguments):
    result = run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)["replayed"]


@pytest.fixture
def altered(tmp_path):
    """A recorded history whose payloads and text were changed."""

    def alter(name, recorded, changed, *, payloads=False):
        text = (HISTORIES / f"{name}.json").read_text()

        def payload(found):
            said = base64.b64decode(found[1]).decode()
            return f'"data": "{base64.b64encode(said.replace(recorded, changed).encode()).decode()}"'

        after = re.sub(r'"data": "([^"]+)"', payload, text) if payloads else text.replace(recorded, changed)
        assert after != text
        file = tmp_path / f"{name}.json"
        file.write_text(after)
        return file

    return alter


@pytest.mark.exhaustive
@pytest.mark.usefixtures("alone")
def test_every_recorded_history_is_decided_as_it_was():
    code, found = replayed(*(option for file in FILES for option in ("--file", file)))
    assert code == 0
    assert [one["replays"] and one["same"] for one in found] == [True] * len(FILES)
    assert all(one["steps"] for one in found)


@pytest.mark.usefixtures("alone")
def test_however_many_are_replayed_as_much_is_open():
    """A release is tried with all that is open, tens of thousands perhaps: each had left four descriptors behind."""
    payment = HISTORIES / "payment_canceled.json"
    run("--file", payment)
    before = len(open_descriptors())
    code, found = replayed(*("--file", payment) * 12)
    assert (code, len(found)) == (0, 12)
    gc.collect()
    assert len(open_descriptors()) < before + 12


@pytest.mark.usefixtures("alone")
def test_each_step_is_told():
    _, [found] = replayed("--file", HISTORIES / "payment_canceled.json")
    assert [(one["step"], one["decided"]) for one in found["steps"]] == [
        ("step_confirmed", "USERNAME_PASSWORD_AUTH CONFIRMED, then POWERAUTH_TOKEN or SMS_KEY"),
        ("step_canceled", "POWERAUTH_TOKEN CANCELED, then FAILED (canceled.incorrect_data)"),
        ("(outcome)", "CANCELED"),
    ]
    assert "roman" not in run("--file", HISTORIES / "payment_canceled.json").output


@pytest.mark.usefixtures("alone")
def test_a_decision_that_differs_is_found_though_the_history_replays(altered):
    file = altered("payment_canceled", '"canceled.incorrect_data"', '"canceled.another"', payloads=True)
    code, [found] = replayed("--file", file)
    assert (code, found["replays"], found["same"]) == (1, True, False)
    assert [one["same"] for one in found["steps"]] == [True, False, True]
    result = run("--file", file)
    differs = "then FAILED (canceled.another) POWERAUTH_TOKEN CANCELED, then FAILED (canceled.incorrect_data)"
    assert differs in " ".join(result.stdout.split())
    assert result.stderr.startswith("nextstep: not as recorded: ")


@pytest.mark.usefixtures("alone")
def test_a_workflow_that_would_close_for_another_reason_is_found(altered):
    code, [found] = replayed("--file", altered("payment_failed_by_attempts", '"attempts"', '"another"'))
    assert (code, found["replays"]) == (1, True)
    outcome = found["steps"][-1]
    assert (outcome["recorded"], outcome["decided"]) == ("FAILED: another", "FAILED: attempts")


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("name", "recorded", "changed"),
    [
        ("login_expired", '"core_local_activity"', '"another_marker"'),
        ("registration_active", '"project_registration"', '"another_activity"'),
    ],
)
def test_a_history_that_does_not_replay_is_said(altered, name, recorded, changed):
    code, [found] = replayed("--file", altered(name, recorded, changed))
    assert (code, found["replays"], found["same"]) == (1, False, False)
    assert found["problem"]


@pytest.mark.usefixtures("alone")
def test_what_this_code_cannot_read_is_named(altered):
    file = altered("template_rejected", '"verdict":', '"finding":', payloads=True)
    code, [found] = replayed("--file", file)
    assert (code, found["replays"]) == (1, False)
    assert found["problem"].startswith("[TMPRL1100] Nondeterminism error")
    assert found["steps"][0]["decided"] == "cannot be read: Object missing required field `verdict`"


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("text", ["", "{}", "[]", '{"events": [{"eventType": "NOTHING"}]}', '{"events": []}'])
def test_what_is_no_history_is_said(tmp_path, text):
    (tmp_path / "history.json").write_text(text)
    result = run("--file", tmp_path / "history.json")
    assert result.exit_code == 1
    assert "no history" in result.stderr
    assert "NEXTSTEP_LOG_LEVEL" not in result.stderr


@pytest.mark.usefixtures("alone")
def test_without_ids_there_is_nothing_to_replay():
    assert run().exit_code == 2


@pytest.fixture
def encrypted(tmp_path):
    """A recorded history whose payloads are encrypted under a key."""

    def encrypt(name, key):
        history = json.loads((HISTORIES / f"{name}.json").read_text())
        codec = EncryptingCodec(PayloadCipher(key), encrypts=True)

        def walk(node):
            if isinstance(node, list):
                return [walk(one) for one in node]
            if not isinstance(node, dict):
                return node
            if {*node} == {"metadata", "data"}:
                return MessageToDict(*codec.as_written([ParseDict(node, Payload())]))
            return {name: one if name == "searchAttributes" else walk(one) for name, one in node.items()}

        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(walk(history)))
        return file

    return encrypt


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("name", ["payment_canceled", "registration_active", "delivery_given_up", "login_expired"])
def test_encrypted_histories_are_replayed_by_the_master_key_and_refused_without_it(monkeypatch, encrypted, name):
    key = master_key.generate()
    file = encrypted(name, key)
    lost = run("--file", file)
    assert lost.exit_code == 1
    assert "a payload was encrypted under the master key" in lost.stderr
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", key)
    code, [found] = replayed("--file", file)
    _, [plain] = replayed("--file", HISTORIES / f"{name}.json")
    assert (code, {**found, "id": None}) == (0, {**plain, "id": None})


@pytest.fixture
def open_ones(monkeypatch):
    """Has these files be the histories of all that is open."""

    def stand_for(*files):
        class Recorded:
            def __init__(self, settings):
                pass

            async def __aiter__(self):
                for file in files:
                    yield file.stem, WorkflowHistory.from_json(file.stem, file.read_text())

        monkeypatch.setattr(open_histories, "OpenHistories", Recorded)

    return stand_for


@pytest.mark.usefixtures("alone")
def test_of_all_that_is_open_what_would_go_on_otherwise_is_shown(open_ones, altered):
    differing = altered("registration_active", '"project_registration"', '"another_activity"')
    open_ones(HISTORIES / "payment_canceled.json", differing)
    result = run("--open")
    assert result.exit_code == 1
    assert "not as recorded              1" in result.stdout
    assert "registration_active" in result.stdout
    assert "payment_canceled" not in result.stdout
    assert "give it a task queue of its own" in result.stderr


@pytest.mark.usefixtures("alone")
def test_what_a_new_release_cannot_begin_with_is_found_though_nobody_has_touched_it(open_ones, altered):
    open_ones(altered("payment_canceled", '"lifetime_ms":', '"life_ms":', payloads=True))
    result = run("--open", "--json")
    assert result.exit_code == 1
    assert [one["same"] for one in json.loads(result.stdout)["replayed"]] == [False]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("further", [("an-id",), ("--file", HISTORIES / "payment_canceled.json")])
def test_all_that_is_open_is_asked_for_alone(further):
    assert run("--open", *further).exit_code == 2


# With the servers.


def are_listed(stack, *ids):
    """Whether Temporal lists them, which it does some moments after they began."""
    query = f"WorkflowId IN ({', '.join(map(repr, ids))})"
    return stack.temporal_call(lambda client: client.count_workflows(query)).count == len(ids)


def test_what_is_open_is_replayed_beside_its_worker(beside, nextstep):
    begun = nextstep.create("login")["operationId"]
    nextstep.step(begun, "USERNAME_PASSWORD_AUTH", userId=unique("user"))
    untouched = nextstep.create("login")["operationId"]
    until(lambda: are_listed(beside, begun, untouched))
    result = run("--open", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["replayed"]) == (0, [])
    assert found["open"] > found["unbegun"] >= 1


def test_histories_are_fetched_and_replayed_while_their_operations_go_on(beside, nextstep):
    unbegun, begun = (nextstep.create("login")["operationId"] for _ in range(2))
    nextstep.step(begun, "USERNAME_PASSWORD_AUTH", userId=unique("user"))
    code, found = replayed(unbegun, begun)
    assert code == 0
    assert [[one["decided"] for one in each["steps"]] for each in found] == [
        [],
        ["USERNAME_PASSWORD_AUTH CONFIRMED, then CONSENT"],
    ]
    unknown = run(unique("operation"))
    assert unknown.exit_code == 1
    assert "Temporal does not know it" in unknown.stderr
