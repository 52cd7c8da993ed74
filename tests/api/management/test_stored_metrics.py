"""How the engine stands is told by what is stored; of a database that is away nothing is told but that."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from activities.audit import trail as audit
from activities.deliveries import outbox
from activities.secrets.sealing import Sealer
from activities.store import heartbeats
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from api.management import stored_metrics
from config import master_key
from tests.migrated import migrated

TERMS = {"kind": "callback", "target": "one", "application_id": "app", "event_key": "one:1", "payload": b"{}"}


def told(database, task_queue="nextstep"):
    families = text_string_to_metric_families(stored_metrics.exposition(database, task_queue).decode())
    return {sample.name.removeprefix("nextstep_"): sample.value for family in families for sample in family.samples}


@pytest.fixture
def sealer():
    return Sealer.of(master_key.generate())


@pytest.fixture
def stored(tmp_path, sealer):
    found = Database(f"sqlite:///{tmp_path}/store.db", info=audit.database_info(sealer, on=True))
    migrated(found)
    yield found
    found.close()


def test_where_nothing_has_happened_nothing_waits_and_no_worker_was_there(stored):
    assert told(stored) == {
        "database_up": 1,
        "operations_open": 0,
        "deliveries_waiting": 0,
        "deliveries_oldest_seconds": 0,
        "audit_unsealed_seconds": 0,
        "circuits_open": 0,
    }


def test_what_waits_is_told_with_its_age(stored, sealer, monkeypatch):
    with stored.write() as session:
        outbox.enqueue(session, sealer, **TERMS)
        trail.record(session, Event(Action.LOGIN))
        heartbeats.beat(session, heartbeats.of_workers("nextstep"))
    now = stored_metrics.now_ms()
    monkeypatch.setattr(stored_metrics, "now_ms", lambda: now + 90_000)
    found = told(stored)
    assert found["deliveries_waiting"] == 1
    for name in ("deliveries_oldest_seconds", "audit_unsealed_seconds"):
        assert 90 <= found[name] < 120, name
    assert 0 <= found["worker_silence_seconds"] < 60
    assert "worker_silence_seconds" not in told(stored, "nextstep-2")


def test_of_a_database_that_is_away_nothing_else_is_told(tmp_path):
    away = Database(f"sqlite:///{tmp_path}/no/folder/store.db")
    assert told(away) == {"database_up": 0}
