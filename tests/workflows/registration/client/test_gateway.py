"""Registrations with real workflows behind them, on a real Temporal server: rows and workflows agree, whatever got lost."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.device.applications import Applications
from activities.powerauth import base64_text
from activities.secrets.sealing import Sealer
from activities.store import key_exchanges, registrations, user_methods, v4_key_exchanges, v4_keys
from activities.store.unavailable import StoreUnavailable
from config import master_key
from config.refused import Refused
from config.settings import load
from config.vocabulary import CommitPhase
from tests.activities.store.registration_rows import v4_exchange_keys
from tests.e2e.processes import free_port
from tests.workflows.engine import TASK_QUEUE, Engine
from tests.workflows.operation.flows import shipped
from tests.workflows.registration.client.house import APPLICATION, code, device_key
from workflows.operation import machine
from workflows.operation.client.eligibility import eligibility
from workflows.operation.client.pinned_flows import Flows
from workflows.operation.client.read_model import now_ms
from workflows.operation.client.workflow_client import Listing, WorkflowClient
from workflows.operation.messages import StartOperation
from workflows.registration.client.gateway import KeyExchange, NewRegistration, RegistrationChange, Registrations
from workflows.registration.client.workflow_client import RegistrationWorkflowClient, digest
from workflows.registration.model import Commit, ExchangeKeys, Otp
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.identifiers import of_registration

pytestmark = pytest.mark.xdist_group("registrations")


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    running = Engine(tmp_path_factory.mktemp("registrations"), skipping=False)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def workflow_client(engine):
    return RegistrationWorkflowClient(Temporal(engine.settings), TASK_QUEUE, 5)


@pytest.fixture(scope="module")
def found(engine, workflow_client):
    sealer = Sealer.of(master_key.generate())
    applications = Applications(engine.database, sealer)
    applications.create(APPLICATION, ())
    return Registrations(engine.database, workflow_client, applications, sealer, lifetime=120)


def create(found, **values):
    wanted = {"user_id": "roman", "commit_phase": CommitPhase.ON_COMMIT, "request_digest": "digest", **values}
    return found.create(NewRegistration(str(uuid.uuid4()), APPLICATION, **wanted))


def exchange(found, view, **values):
    return found.exchange_keys(APPLICATION, view.activation_code, KeyExchange(device_key(), "ios", **values))


def eventually(read, expected):
    """What a workflow writes by itself takes a moment."""
    until = time.monotonic() + 10
    while read() != expected and time.monotonic() < until:
        time.sleep(0.02)
    assert read() == expected


def test_a_device_is_registered_committed_blocked_and_removed(engine, found):
    view = create(found, otp="12345678")
    exchanged = exchange(found, view, name="a phone")
    assert found.get(view.registration_id).ctr_data == base64_text.encode(exchanged.ctr_data)
    assert code(found.commit, view.registration_id, "00000000") == "OTP_WRONG"
    found.commit(view.registration_id, "12345678")
    row = found.get(view.registration_id)
    assert (row.status, row.version, row.failed_attempts, row.name) == ("ACTIVE", 4, 0, "a phone")
    found.change(view.registration_id, RegistrationChange.BLOCK)
    found.change(view.registration_id, RegistrationChange.REMOVE)
    outcome = engine.run(engine.client.get_workflow_handle(of_registration(view.registration_id)).result())
    assert outcome["status"] == "ACTIVE"
    assert registrations.read(engine.database, view.registration_id).row.status == "REMOVED", (
        "its late word changes nothing"
    )


def test_fifty_wrong_passwords_at_once_are_counted_five_times(engine, found):
    view = create(found, otp="12345678")
    exchange(found, view)

    def commit(_number):
        try:
            return found.commit(view.registration_id, "00000000")
        except Refused as refused:
            return refused.reason

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(commit, range(50))) == {"OTP_WRONG", "REGISTRATION_STATE"}
    row = registrations.read(engine.database, view.registration_id).row
    assert (row.status, row.failed_attempts, row.blocked_reason) == ("REMOVED", 5, "OTP_MAX_FAILED_ATTEMPTS")


def test_of_parallel_phones_one_wins_and_its_counter_is_in_the_row(engine, found):
    view = create(found, commit_phase=CommitPhase.ON_KEY_EXCHANGE)

    def phone(_number):
        try:
            return exchange(found, view)
        except Refused:
            return None

    with ThreadPoolExecutor(8) as threads:
        [won] = [one for one in threads.map(phone, range(8)) if one]
    stored = registrations.read(engine.database, view.registration_id)
    assert (stored.row.status, stored.row.ctr_data) == ("ACTIVE", base64_text.encode(won.ctr_data))
    assert stored.exchange_ms is None


@pytest.mark.parametrize(("age_ms", "seen"), [(0, "CREATED"), (20_000, "PENDING_COMMIT")])
@pytest.mark.parametrize("algorithm", [None, "EC_P384"])
def test_an_exchange_that_lost_its_caller_is_asked_for_when_it_is_old(
    engine, workflow_client, found, algorithm, age_ms, seen
):
    view, key = create(found), "its key" if algorithm is None else None
    lost = key_exchanges.StoredKeyExchange(
        view.registration_id, "lost", key, "its counter", "ios", now_ms() - age_ms, algorithm=algorithm
    )
    with engine.database.write() as session:
        key_exchanges.record(session, lost)
        if algorithm is not None:
            v4_key_exchanges.record(session, "lost", v4_exchange_keys("lost", view.registration_id))
    event = ExchangeKeys("lost", Otp.ABSENT, key_is_valid=True)
    workflow_client.send(view.registration_id, event, "lost", digest(view.registration_id, event))
    shown = found.get(view.registration_id)
    brought = (key, algorithm) if age_ms else (None, None)
    assert (shown.status, shown.device_public_key, shown.algorithm) == (seen, *brought)
    with engine.database.read() as session:
        stored = v4_keys.find(session, view.registration_id)
    assert (stored is not None) == bool(age_ms and algorithm)


def test_a_change_that_meets_a_workflow_about_to_close_is_made_by_sql(engine, workflow_client, found, monkeypatch):
    """The device was activated, its caller died, and the worker cannot reach the database yet."""
    project, caller = registrations.project, threading.current_thread()

    def away_from_the_worker(session, said):
        if threading.current_thread() is not caller:
            raise StoreUnavailable("away")
        return project(session, said)

    view = create(found)
    exchange(found, view)
    monkeypatch.setattr(registrations, "project", away_from_the_worker)
    workflow_client.send(
        view.registration_id, Commit(Otp.ABSENT), "lost", digest(view.registration_id, Commit(Otp.ABSENT))
    )
    assert registrations.read(engine.database, view.registration_id).row.status == "PENDING_COMMIT"
    found.change(view.registration_id, RegistrationChange.BLOCK)
    assert found.get(view.registration_id).status == "BLOCKED"
    monkeypatch.setattr(registrations, "project", project)
    outcome = engine.run(engine.client.get_workflow_handle(of_registration(view.registration_id)).result())
    row = registrations.read(engine.database, view.registration_id).row
    assert (outcome["status"], row.status, row.version) == ("ACTIVE", "BLOCKED", 4)


def test_the_deadline_alone_removes_a_registration(engine, found):
    view = create(found, expires_ms=now_ms() + 500)
    eventually(lambda: registrations.read(engine.database, view.registration_id).row.status, "REMOVED")


def test_an_operators_cancellation_removes_a_registration(engine, found):
    view = create(found)
    engine.run(engine.client.get_workflow_handle(of_registration(view.registration_id)).cancel())
    eventually(lambda: found.get(view.registration_id).blocked_reason, "INTERRUPTED")
    assert code(exchange, found, view) == "REGISTRATION_NOT_FOUND"


def test_a_terminated_workflow_leaves_its_registration_to_lapse(engine, found):
    view = create(found)
    engine.run(engine.client.get_workflow_handle(of_registration(view.registration_id)).terminate())
    assert code(exchange, found, view) == "REGISTRATION_TERMINATED"
    assert found.get(view.registration_id).status == "CREATED"


def test_a_row_without_a_workflow_gets_one_from_whoever_comes_first(engine, found):
    away = RegistrationWorkflowClient(Temporal(load(temporal_address=f"127.0.0.1:{free_port()}")), TASK_QUEUE, 0.5)
    sealer = Sealer.of(master_key.generate())
    elsewhere = Registrations(engine.database, away, Applications(engine.database, sealer), sealer, lifetime=120)
    wanted = NewRegistration(str(uuid.uuid4()), APPLICATION, "roman", CommitPhase.ON_COMMIT, "digest", repeatable=True)
    with pytest.raises(EngineUnavailable):
        elsewhere.create(wanted)
    exchange(found, found.get(wanted.registration_id))
    found.commit(wanted.registration_id)
    assert found.create(wanted).status == "ACTIVE"


def test_the_mobile_token_works_where_the_users_registration_is_active(engine, found):
    user_id = uuid.uuid4().hex
    view = create(found, user_id=user_id)
    methods = Flows(300)
    with engine.database.write() as session:
        config = {"activationId": view.registration_id}
        user_methods.switch(session, methods.methods(session), user_id, "POWERAUTH_TOKEN", on=True, config=config)

    def works():
        with engine.database.read() as session:
            return eligibility(session, methods.methods(session), found, user_id).mobile_token

    seen = [works()]
    exchange(found, view)
    seen.append(works())
    found.commit(view.registration_id)
    seen.append(works())
    found.change(view.registration_id, RegistrationChange.BLOCK)
    seen.append(works())
    assert seen == [False, False, True, False]


def test_without_a_worker_a_change_waits_no_longer_than_it_may(engine, found):
    alone = RegistrationWorkflowClient(Temporal(engine.settings), "nobody-polls", 0.5)
    sealer = Sealer.of(master_key.generate())
    unheard = Registrations(engine.database, alone, Applications(engine.database, sealer), sealer, lifetime=120)
    view = create(unheard)
    with pytest.raises(EngineUnavailable):
        unheard.change(view.registration_id, RegistrationChange.REMOVE)


def test_an_operation_may_be_called_as_a_registration_that_is_open(engine, found):
    view = create(found)
    banks = WorkflowClient(Temporal(engine.settings), TASK_QUEUE, 5)
    flow = shipped("login")
    state = machine.begin(flow, now_ms())
    for operation_id in (view.registration_id, f"registration-{view.registration_id}"):
        start = StartOperation(operation_id, flow, state, "digest")
        assert banks.start(start, Listing(summary="login"))
        assert banks.ask(operation_id) is not None
    exchange(found, view)
