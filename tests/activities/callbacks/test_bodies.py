"""The body of a callback: made once, with its event, and sent to the byte by each attempt, whoever makes it."""

import json
import uuid

import pytest
from sqlalchemy import text

from activities.callbacks import signed_request
from activities.callbacks.enqueue import KIND
from activities.callbacks.registry import CallbackTerms, ReceiverCredentials
from activities.callbacks.sender import CallbackSender
from activities.deliveries import outbox
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from config import exact_json
from config.callbacks import CallbackAuthentication
from tests.activities.callbacks.callback_house import FACTS
from tests.activities.callbacks.server import serving


@pytest.fixture
def restart(house, url):
    """The house's sender of another process, which has nothing but database and master key."""
    opened = []

    def started():
        opened.append(Database(url))
        house.sealer = Sealer.of(house.key)
        house.sender = CallbackSender(opened[-1], house.sealer, private=True)

    yield started
    for database in opened:
        database.close()


@pytest.fixture
def another_format(monkeypatch):
    """From the call on, the program writes JSON otherwise, as another release of it might."""

    def changed():
        def encoded(value):
            return json.dumps(value, indent=1, sort_keys=True, default=str).encode()

        monkeypatch.setattr(exact_json, "encode", encoded)
        monkeypatch.setattr(signed_request, "body_of", encoded)

    return changed


def test_each_attempt_sends_the_same_bytes_under_the_same_id(house, restart, another_format):
    with serving(500) as bank:
        _, secret = house.create(bank.url, attributes=["userId", "activationName", "activationFlags"])
        [delivery_id] = house.note(facts=FACTS | {"activationName": "Romanův telefon"})
        for before in (lambda: None, restart, another_format, lambda: setattr(bank, "answer", 200)):
            before()
            house.send(delivery_id)
    assert len(bank.heard) == 4
    assert len({one.raw for one in bank.heard}) == 1
    assert {one.headers["webhook-id"] for one in bank.heard} == {delivery_id}
    assert {one.headers["Idempotency-Key"] for one in bank.heard} == {delivery_id}
    assert all(one.is_signed_by(secret) for one in bank.heard)


def test_a_body_goes_out_as_it_was_stored_whatever_wrote_it(house):
    body = b' { "b" : 1.50,\n "a":[ ] ,"name":"Rom\xc3\xa1n"}'
    with serving() as bank:
        callback, secret = house.create(bank.url)
        with house.database.write() as session:
            delivery_id = outbox.enqueue(
                session,
                house.sealer,
                kind=KIND,
                target=callback.callback_id,
                application_id="app",
                event_key=str(uuid.uuid4()),
                payload=body,
            )
        assert house.send(delivery_id) == ("DELIVERED", "")
    [heard] = bank.heard
    assert heard.raw == body
    assert heard.is_signed_by(secret)


def test_of_a_callback_that_changes_everything_counts_but_what_it_chose_to_be_told(house):
    with serving(500) as first, serving() as second:
        callback, old = house.create(first.url, attributes=["userId"])
        [delivery_id] = house.note()
        house.send(delivery_id)
        bearer = ReceiverCredentials(CallbackAuthentication.BEARER, {"token": "abc.def"})
        house.registry.change(
            "app", callback.callback_id, CallbackTerms("hook", second.url, ("activationName",), bearer)
        )
        new, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=0)
        assert house.send(delivery_id) == ("DELIVERED", "")
    [before], [after] = first.heard, second.heard
    assert before.raw == after.raw
    assert after.body["userId"] == "roman"
    assert after.headers["Authorization"] == "Bearer abc.def"
    assert after.is_signed_by(new)
    assert not after.is_signed_by(old)


def test_an_event_that_is_noted_again_with_other_facts_keeps_its_bytes(house):
    with serving() as bank:
        house.create(bank.url, attributes=["userId", "activationStatus"])
        [delivery_id] = house.note(2)
        assert house.note(2, FACTS | {"activationStatus": "REMOVED"}) == []
        house.send(delivery_id)
    assert bank.heard[0].body["activationStatus"] == "BLOCKED"


def test_the_outbox_holds_nothing_of_a_body_that_can_be_read(house):
    house.create("https://8.8.8.8/", attributes=["userId", "activationName"])
    assert len(house.note()) == 1
    with house.database.read() as session:
        rows = str(session.connection().execute(text("SELECT * FROM delivery")).all())
    for word in ("roman", "Roman's phone", "userId", "ACTIVATION", "timestampEvent"):
        assert word not in rows
