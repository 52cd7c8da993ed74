"""What is noted: once per event and target, with its change or not at all, sealed, and dropped in time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from activities.deliveries import outbox
from activities.master_keys.resealing import reseal
from activities.retention.housekeeping import sweep
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import deliveries
from activities.store.database import Database
from config import master_key
from config.clock import now_ms
from config.vocabulary import DeliveryState

DAY_MS = 86_400_000
PERSONAL = "Roman Strobl's phone"


@pytest.fixture
def sealer():
    return Sealer.of(master_key.generate())


def note(session, sealer, **values):
    given = {
        "kind": "callback",
        "target": "one",
        "application_id": "app",
        "event_key": "registration:2",
        "payload": PERSONAL.encode(),
    }
    return outbox.enqueue(session, sealer, **given | values)


def note_and_fail(database, sealer, **values):
    with database.write() as session:
        note(session, sealer, **values)
        raise ZeroDivisionError


def stored(database, delivery_id):
    with database.write() as session:
        return deliveries.lock(session, delivery_id)


def test_an_event_is_noted_once_for_each_target(database, sealer):
    with database.write() as session:
        first = note(session, sealer)
        assert note(session, sealer) is None
    with database.write() as session:
        assert note(session, sealer) is None
        others = [
            note(session, sealer, target="two"),
            note(session, sealer, kind="push"),
            note(session, sealer, event_key="registration:3"),
        ]
    assert len({first, *others}) == 4
    assert None not in others


def test_of_many_who_note_at_once_one_does(database, sealer):
    def write(_):
        with database.write() as session:
            return note(session, sealer)

    with ThreadPoolExecutor(8) as threads:
        noted = list(threads.map(write, range(16)))
    assert len([one for one in noted if one is not None]) == 1


def test_what_is_rolled_back_was_never_noted(database, sealer):
    with pytest.raises(ZeroDivisionError):
        note_and_fail(database, sealer)
    with database.write() as session:
        assert note(session, sealer) is not None


def test_the_payload_is_sealed_for_its_row(database, sealer):
    with database.write() as session:
        one, two = note(session, sealer), note(session, sealer, target="two")
    first = stored(database, one)
    assert PERSONAL not in first.payload
    assert PERSONAL not in repr(outbox.open_delivery(first, sealer))
    assert outbox.open_delivery(first, sealer).payload == PERSONAL.encode()
    with database.write() as session:
        deliveries.amend(session, two, payload=first.payload)
    with pytest.raises(Unsealable):
        outbox.open_delivery(stored(database, two), sealer)


def test_a_new_master_key_seals_payloads_anew(database, sealer):
    with database.write() as session:
        one = note(session, sealer)
    fresh = Sealer.of(master_key.generate())
    reseal(database, Sealer((*fresh._keys, *sealer._keys)), lambda *_: None)
    assert outbox.open_delivery(stored(database, one), fresh).payload == PERSONAL.encode()


def test_a_commit_says_whether_anything_was_noted(url, database, sealer):
    said = []
    watched = Database(url, on_commit=lambda session: said.append(outbox.has_enqueued(session)))
    with watched.write() as session:
        one = note(session, sealer)
    with watched.write() as session:
        note(session, sealer)  # again
    with pytest.raises(ZeroDivisionError):
        note_and_fail(watched, sealer, target="two")
    with watched.write() as session:
        outbox.reopen(session, one)
    watched.close()
    assert said == [True, False, True]


def due(database, size=100, full=()):
    """The ids of what somebody is to look after."""
    return [one.delivery_id for one in deliveries.find_due(database, size, full)]


def test_whoever_claims_a_delivery_has_it_alone_for_a_while(database, sealer):
    with database.write() as session:
        noted = [note(session, sealer, target=str(number)) for number in range(5)]
        note(session, sealer, target="never", failure="NOT_MADE")
    seen = due(database)
    assert sorted(seen) == sorted(noted)
    with database.write() as session:
        first = deliveries.claim(session, seen[:3], 60_000)
        second = deliveries.claim(session, seen, 60_000)
        assert deliveries.claim(session, seen, 60_000) == set()
    assert first | second == set(noted)
    assert [len(first), len(second)] == [3, 2]
    assert due(database) == []
    with database.write() as session:  # its time is over
        deliveries.look_after(session, [noted[0]], -1)
        deliveries.look_after(session, [noted[1]], 60_000)
        assert deliveries.claim(session, seen, 60_000) == {noted[0]}


def test_what_was_noted_first_is_due_first(database, sealer):
    with database.write() as session:
        noted = [note(session, sealer, target=str(number)) for number in range(3)]
        for created_ms, delivery_id in zip((30, 10, 20), noted, strict=True):
            deliveries.amend(session, delivery_id, created_ms=created_ms)
    assert due(database) == [noted[1], noted[2], noted[0]]
    assert due(database, size=2) == [noted[1], noted[2]]
    assert due(database, full=["1"]) == [noted[2], noted[0]]


@pytest.mark.parametrize(
    "touch",
    [
        lambda session, one: deliveries.begin(session, one, 5, 60_000),
        lambda session, one: deliveries.hold(session, one, "LANE_FULL", now_ms(), 60_000),
        lambda session, one: deliveries.end(session, one, DeliveryState.DELIVERED, None, 5),
    ],
    ids=["attempted", "held", "ended"],
)
def test_what_somebody_looks_after_is_not_due(database, sealer, touch):
    with database.write() as session:
        one = note(session, sealer)
        touch(session, one)
    assert due(database) == []
    with database.write() as session:
        outbox.reopen(session, one)
    assert due(database) == [one]


def test_attempts_are_counted_while_it_waits(database, sealer):
    with database.write() as session:
        one = note(session, sealer)
        assert deliveries.begin(session, one, 5, 1).attempts == 1
        assert deliveries.begin(session, one, 6, 1).attempts == 2
        assert deliveries.begin(session, "nowhere", 6, 1) is None
        assert deliveries.end(session, one, DeliveryState.DELIVERED, None, 7) == "DELIVERED"
        assert deliveries.begin(session, one, 8, 1).attempts == 2
        # Of two attempts at once the other one failed, later.
        assert deliveries.end(session, one, DeliveryState.FAILED, "TIMED_OUT", 9) == "DELIVERED"
    after = stored(database, one)
    assert (after.state, after.attempts, after.last_error, after.changed_ms) == ("DELIVERED", 2, None, 7)


def test_what_ended_long_ago_is_dropped_and_nothing_else(database, sealer):
    now = now_ms()
    with database.write() as session:
        waiting = note(session, sealer, target="waiting")
        deliveries.amend(session, waiting, changed_ms=now - 400 * DAY_MS)
        ended = {}
        for days, kept in ((31, 30), (29, 30), (8, 7), (6, 7)):
            one = ended[days] = note(session, sealer, target=str(days), retention_days=kept)
            deliveries.end(session, one, DeliveryState.FAILED, "HTTP_500", now - days * DAY_MS)
    sweep(database)
    assert [days for days, one in ended.items() if stored(database, one)] == [29, 6]
    assert stored(database, waiting)


@pytest.mark.parametrize("payload", [b"", b' {"b": 1.50, "a":1} ', "ěščř".encode(), b"\xff\x00"], ids=repr)
def test_a_payload_is_given_back_to_the_byte(database, sealer, payload):
    with database.write() as session:
        one = note(session, sealer, payload=payload)
    assert outbox.open_delivery(stored(database, one), sealer).payload == payload


def test_no_column_holds_a_payload_as_it_is(database, sealer):
    with database.write() as session:
        note(session, sealer, payload=f'{{"name":"{PERSONAL}"}}'.encode())
    with database.read() as session:
        row = str(session.connection().execute(text("SELECT * FROM delivery")).all())
    assert PERSONAL not in row
    assert '"name"' not in row
