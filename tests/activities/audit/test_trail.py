"""Rows are written with what they tell of, sealed by one sealer at a time, and read at once."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from activities.audit import origin
from activities.audit.origin import Origin
from activities.audit.reading import AuditLog
from activities.audit.sealer import ChainDamaged, ChainSealer
from activities.audit.trail import database_info
from activities.audit.verification import verify
from activities.master_keys.resealing import reseal
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.ends import Head
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from config import master_key
from config.clock import now_ms


@pytest.fixture(autouse=True)
def _engine():
    with origin.assume(Origin()):
        yield


def note(database, number=0, **values):
    event = Event(Action.SIGNATURE, signed_data=("POST", f"/r/{number}", b'{"n":1}'), **values)
    with database.write() as session:
        trail.record(session, event)


def stored(database, columns="*"):
    with database.read() as session:
        rows = session.connection().execute(text(f"SELECT {columns} FROM audit ORDER BY id"))
        return [dict(row._mapping) for row in rows]


def test_a_row_says_who_what_when_on_whose_behalf_and_what_came_of_it(audited, sealer):
    before = now_ms()
    origin.begin(Origin("bank-1", "PUT", "/v2/registrations/1", "call-center", "request-1", "203.0.113.7"))
    event = Event(Action.REGISTRATION_BLOCK, "OK", "roman", "r1", "o1", "retail", {"reason": "LOST"})
    with audited.write() as session:
        trail.record(session, event)
    [row] = stored(audited)
    assert before <= row["at_ms"] <= now_ms()
    assert row["event_data"].startswith("v1.")
    [line] = AuditLog(audited, sealer).export(from_ms=None, to_ms=None)
    assert json.loads(line) == {
        "id": row["id"], "at_ms": row["at_ms"], "actor": "bank-1", "action": "REGISTRATION_BLOCK", "result": "OK",
        "user_id": "roman", "registration_id": "r1", "operation_id": "o1", "application_id": "retail",
        "external_user_id": "call-center", "request_id": "request-1", "address": "203.0.113.7",
        "event_data": 'PUT\n/v2/registrations/1\n{"reason":"LOST"}', "event_type": "registration_block_ok",
        "mac": row["mac"], "position": None, "link": None,
    }  # fmt: skip


def test_what_is_rolled_back_leaves_no_row_and_does_not_lose_the_key(audited, sealer, seal):
    def fails():
        with audited.write() as session:
            trail.record(session, Event(Action.LOGIN))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert stored(audited) == []
    note(audited)
    seal()
    assert verify(audited, sealer).problem is None


def test_a_process_that_keeps_no_trail_writes_none(database):
    note(database)
    assert stored(database) == []


def test_rows_are_told_sealed_or_not(audited, sealer, seal):
    log = AuditLog(audited, sealer)
    whose = {"user_id": "roman", "registration_id": "r1", "application_id": "retail"}
    for number in range(3):
        note(audited, number, **whose)
    note(audited, 7, **{**whose, "user_id": "petra"})
    note(audited, 8, **{**whose, "application_id": "other"})
    note(audited, 9, **{**whose, "registration_id": None})

    def listed(**times):
        found = log.of_user("roman", ["retail"], **{"from_ms": 0, "to_ms": now_ms(), **times})
        return [entry.event_data.split("\n")[1] for entry in found]

    assert listed() == ["/r/2", "/r/1", "/r/0"]
    seal()
    assert listed() == ["/r/2", "/r/1", "/r/0"]
    first, *_, last = sorted(row["at_ms"] for row in stored(audited) if row["user_id"] == "roman")
    assert listed(from_ms=first, to_ms=last)[-1] == "/r/0"
    assert listed(from_ms=now_ms() + 1, to_ms=now_ms() + 2) == []
    assert log.of_user("roman", [], from_ms=0, to_ms=now_ms()) == []


def test_a_page_is_bounded_and_the_next_one_begins_where_it_ends(audited, sealer, monkeypatch):
    monkeypatch.setattr("activities.audit.reading.MAX_LISTED", 5)
    moments = iter(range(1000, 2000))
    monkeypatch.setattr("activities.audit.trail.now_ms", lambda: next(moments))
    for number in range(12):
        note(audited, number, user_id="roman", registration_id="r1", application_id="retail")
    log, seen, to_ms = AuditLog(audited, sealer), [], 5000
    while True:
        page = log.of_user("roman", ["retail"], from_ms=0, to_ms=to_ms)
        assert len(page) <= 5
        if seen and page[-1] == seen[-1]:
            break
        seen += [entry for entry in page if entry not in seen]
        to_ms = page[-1].at_ms
    assert [entry.at_ms for entry in seen] == list(range(1011, 999, -1))


def test_an_export_has_the_rows_between_two_moments(audited, sealer, monkeypatch):
    moments = iter(range(1000, 2000))
    monkeypatch.setattr("activities.audit.trail.now_ms", lambda: next(moments))
    for number in range(6):
        note(audited, number)
    times = [json.loads(line)["at_ms"] for line in AuditLog(audited, sealer).export(from_ms=1001, to_ms=1003)]
    assert times == [1001, 1002, 1003]


def test_nothing_is_sealed_twice_and_nothing_where_nothing_waits(audited, seal):
    assert seal() is None
    for number in range(3):
        note(audited, number)
    head = seal()
    assert head.position == 3
    assert seal() is None
    assert [row["position"] for row in stored(audited)] == [1, 2, 3]


def test_parallel_writers_and_sealers_make_one_chain(audited, sealer):
    done = threading.Event()

    def sealing():
        chain = ChainSealer(audited, sealer)
        while not done.is_set():
            chain.seal()

    with ThreadPoolExecutor(8) as threads:
        sealers = [threads.submit(sealing) for _ in range(2)]
        for one in [threads.submit(note, audited, number) for number in range(120)]:
            one.result()
        done.set()
        for one in sealers:
            one.result()
    ChainSealer(audited, sealer).seal()
    assert sorted(row["position"] for row in stored(audited)) == list(range(1, 121))
    found = verify(audited, sealer)
    assert (found.problem, found.waiting, found.head.position) == (None, 0, 120)


def test_the_trail_is_verified_while_it_is_written_and_sealed(audited, sealer):
    done = threading.Event()

    def writing():
        chain = ChainSealer(audited, sealer)
        while not done.is_set():
            note(audited)
            chain.seal()

    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(writing)
        try:
            for _ in range(15):
                assert verify(audited, sealer).problem is None
        finally:
            done.set()
        writer.result()


def test_a_sealer_does_not_build_on_a_head_that_somebody_changed(audited, sealer, seal):
    note(audited)
    seal()
    with audited.write() as session:
        session.connection().execute(text("UPDATE audit_chain SET position = 0, link = ''"))
    note(audited)
    with pytest.raises(ChainDamaged):
        seal()


def test_the_trail_outlives_the_master_key(url, audited, sealer, seal):
    note(audited)
    seal()
    fresh = Sealer.of(master_key.generate())
    before = stored(audited)
    assert reseal(audited, Sealer((*fresh._keys, *sealer._keys)), lambda *_: None) == 1
    after = stored(audited)
    assert after[: len(before)] == before
    assert [row["action"] for row in after[len(before) :]] == ["MASTER_KEY_ROTATE"] * 2
    other = Database(url, info=database_info(fresh))
    note(other)
    ChainSealer(other, fresh).seal()
    assert (verify(other, fresh).problem, verify(other, fresh).head.position) == (None, 4)
    assert len([*AuditLog(other, fresh).export(from_ms=None, to_ms=None)]) == 4
    other.close()


def test_an_origin_that_was_assumed_ends_with_its_block():
    origin.begin(Origin("bank-1", request_id="request-1"))
    with origin.assume():
        assert (origin.current().actor, origin.current().request_id) == ("engine", "request-1")
    assert origin.current().actor == "bank-1"
    assert Head() == Head(0, "", 0)
