"""Callbacks against a real server: what it receives, and what becomes of its answers."""

import base64
from dataclasses import replace

import pytest

from activities.callbacks.enqueue import StatusChange, enqueue_operation
from activities.callbacks.registry import CallbackTerms, ReceiverCredentials
from activities.callbacks.signing_secret import new_secret
from config.callbacks import ATTRIBUTES, CallbackAuthentication
from config.clock import now_ms
from config.refused import Refused
from tests.activities.callbacks.callback_house import AT_MS, OPERATION
from tests.activities.callbacks.server import serving


def test_the_bank_receives_what_it_has_chosen_signed_under_one_key(house):
    with serving() as bank:
        callback, secret = house.create(bank.url, attributes=["activationStatus", "userId", "blockedReason"])
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("DELIVERED", "")
        assert house.send(delivery_id) == ("DELIVERED", "")
    first, second = bank.heard
    assert first.path == "/hook"
    assert list(first.body.items()) == [
        ("type", "ACTIVATION"),
        ("activationId", "registration"),
        ("timestampEvent", AT_MS),
        ("sequence", 2),
        ("userId", "roman"),
        ("activationStatus", "BLOCKED"),
    ]
    assert first.raw == second.raw
    for name in ("Idempotency-Key", "webhook-id"):
        assert first.headers[name] == second.headers[name] == delivery_id
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Host"] == f"127.0.0.1:{bank.port}"
    assert abs(int(first.headers["webhook-timestamp"]) - now_ms() // 1000) < 10
    assert first.is_signed_by(secret)
    assert second.is_signed_by(secret)
    assert not first.is_signed_by(new_secret())
    assert not replace(first, raw=first.raw + b" ").is_signed_by(secret)
    assert not replace(first, headers=first.headers | {"webhook-id": "another"}).is_signed_by(secret)
    assert not any("nextstep" in name.lower() for name in first.headers)
    assert "Authorization" not in first.headers
    assert secret not in repr(callback)


AUTHENTICATIONS = [
    (ReceiverCredentials(CallbackAuthentication.NONE), None),
    (
        ReceiverCredentials(CallbackAuthentication.BASIC, {"username": "nextstep", "password": "pä:ss"}),
        "Basic " + base64.b64encode("nextstep:pä:ss".encode()).decode(),
    ),
    (ReceiverCredentials(CallbackAuthentication.BEARER, {"token": "abc.def"}), "Bearer abc.def"),
]


@pytest.mark.parametrize(("authentication", "header"), AUTHENTICATIONS, ids=["none", "basic", "bearer"])
def test_the_bank_is_told_who_calls(house, authentication, header):
    with serving() as bank:
        callback, _ = house.create(bank.url, authentication=authentication)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("DELIVERED", "")
    assert bank.heard[0].headers.get("Authorization") == header
    for secret in authentication.credentials.values():
        assert secret not in str(callback)


STATUSES = [
    (200, "DELIVERED", ""),
    (202, "DELIVERED", ""),
    (204, "DELIVERED", ""),
    (301, "RETRY", "HTTP_301"),
    (307, "RETRY", "HTTP_307"),
    (400, "RETRY", "HTTP_400"),
    (401, "RETRY", "HTTP_401"),
    (404, "RETRY", "HTTP_404"),
    (410, "GIVE_UP", "HTTP_410"),
    (429, "RETRY", "HTTP_429"),
    (500, "RETRY", "HTTP_500"),
    (503, "RETRY", "HTTP_503"),
]


@pytest.mark.parametrize(("status", "outcome", "reason"), STATUSES)
def test_answers(house, status, outcome, reason):
    with serving(status) as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == (outcome, reason)
    assert len(bank.heard) == 1


def test_the_last_of_the_allowed_attempts_gives_up(house):
    with serving(500) as bank:
        house.create(bank.url, max_attempts=2)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("RETRY", "HTTP_500")
        assert house.send(delivery_id) == ("GIVE_UP", "HTTP_500")


def test_a_callback_that_is_disabled_or_removed_is_not_called(house):
    with serving() as bank:
        callback, _ = house.create(bank.url)
        [one] = house.note(1)
        house.registry.change("app", callback.callback_id, CallbackTerms("hook", bank.url, (), enabled=False))
        assert house.note(2) == []
        assert house.send(one) == ("GIVE_UP", "CALLBACK_DISABLED")
        house.registry.remove("app", callback.callback_id)
        assert house.note(3) == []
        assert house.send(one) == ("GIVE_UP", "CALLBACK_REMOVED")
    assert bank.heard == []


def test_each_enabled_callback_of_the_application_and_type_is_told_once(house):
    house.create("https://8.8.8.8/one")
    house.create("https://8.8.8.8/two", attributes=["userId"])
    house.create("https://8.8.8.8/operations", callback_type=OPERATION)
    house.create("https://8.8.8.8/off", enabled=False)
    house.create("https://8.8.8.8/another", application_id="another")
    assert len(house.note()) == 2
    assert house.note() == []


def test_an_operation_is_told_with_all_that_was_chosen(house):
    with serving() as bank:
        house.create(bank.url, callback_type=OPERATION, attributes=reversed(ATTRIBUTES[OPERATION]))
        facts = {name: name.upper() for name in ATTRIBUTES[OPERATION]} | {"stray": 1, "externalId": None}
        with house.database.write() as session:
            [delivery_id] = enqueue_operation(
                session, house.sealer, application_id="app", change=StatusChange("op", 3, AT_MS), facts=facts
            )
        assert house.send(delivery_id) == ("DELIVERED", "")
    told = {name: name.upper() for name in ATTRIBUTES[OPERATION] if name != "externalId"}
    assert bank.heard[0].body == {
        "type": "OPERATION",
        "operationId": "op",
        "timestampEvent": AT_MS,
        "sequence": 3,
        **told,
    }


def test_attributes_of_the_other_type_are_refused(house):
    with pytest.raises(Refused) as refused:
        house.create("https://8.8.8.8/", attributes=["userId", "operationType"])
    assert refused.value.reason == "REQUEST_INVALID"
