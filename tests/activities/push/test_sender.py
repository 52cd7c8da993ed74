"""Noted pushes on their way: whom they go to, whom they don't, and what becomes of a token that is dead."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import text

from activities.deliveries import outbox
from activities.deliveries.outbox import Delivery
from activities.deliveries.sender import DeliveryOutcome
from activities.push import local, pushes
from activities.push.message import PushMessage
from activities.push.sender import PushSender
from activities.store import deliveries, push_shown
from config.clock import now_ms
from config.vocabulary import PushPlatform
from tests.activities.push.bank import MTOKEN

APNS, FCM, HMS = PushPlatform.APNS, PushPlatform.FCM, PushPlatform.HMS
HELLO = PushMessage(title="Hello", extras={"id": "1"})


@pytest.fixture
def sender(bank, providers):
    return PushSender(bank.database, bank.sealer, providers, local=False)


@pytest.fixture
def both(bank, apns_credentials, fcm_credentials):
    """Credentials at both providers."""
    for credentials in (apns_credentials, fcm_credentials):
        bank.administration.put(MTOKEN, credentials)


def delivery(registration_id, message=HELLO):
    """As the outbox hands it over."""
    return Delivery(str(uuid.uuid4()), "push", registration_id, MTOKEN, "event", message.encode(), 1, now_ms())


@pytest.mark.parametrize(
    ("platform", "server"),
    [("ios", "apple"), ("apns", "apple"), ("android", "google"), ("fcm", "google"), ("hms", None), ("huawei", None)],
)
def test_a_platform_has_its_provider(bank, both, sender, apple, google, platform, server):
    registration_id = bank.registration(token="abc", platform=PushPlatform(platform))
    sent = sender.send(delivery(registration_id))
    assert sent == ((DeliveryOutcome.DELIVERED, "") if server else (DeliveryOutcome.GIVE_UP, "NO_PROVIDER"))
    assert (bool(apple.requests), bool(google.requests)) == (server == "apple", server == "google")


@pytest.mark.parametrize("status", ["CREATED", "PENDING_COMMIT", "BLOCKED", "REMOVED"])
def test_only_active_registrations_are_sent_to(bank, both, sender, apple, status):
    registration_id = bank.registration(token="abc")
    with bank.database.write() as session:
        session.connection().execute(text("UPDATE registration SET status = :status"), {"status": status})
    assert sender.send(delivery(registration_id)) == (DeliveryOutcome.GIVE_UP, "REGISTRATION_NOT_ACTIVE")
    assert apple.requests == []


def test_a_device_that_is_gone_is_not_sent_to(bank, both, sender):
    assert sender.send(delivery(bank.registration())) == (DeliveryOutcome.GIVE_UP, "NO_DEVICE")
    assert sender.send(delivery("unknown")) == (DeliveryOutcome.GIVE_UP, "NO_DEVICE")


@pytest.mark.parametrize(("left_ms", "outcome"), [(-1, DeliveryOutcome.GIVE_UP), (60_000, DeliveryOutcome.DELIVERED)])
def test_a_message_that_nobody_wants_any_more_is_not_sent(bank, both, sender, apple, left_ms, outcome):
    message = PushMessage(title="Approve", valid_until_ms=now_ms() + left_ms)
    found = sender.send(delivery(bank.registration(token="abc"), message))
    assert found == (outcome, "MESSAGE_EXPIRED" if outcome is DeliveryOutcome.GIVE_UP else "")
    assert len(apple.requests) == (outcome is DeliveryOutcome.DELIVERED)


@pytest.mark.parametrize(
    ("status", "reason", "expected", "stays"),
    [
        (410, "Unregistered", (DeliveryOutcome.GIVE_UP, "TOKEN_GONE"), False),
        (400, "BadDeviceToken", (DeliveryOutcome.GIVE_UP, "TOKEN_GONE"), False),
        (403, "InvalidProviderToken", (DeliveryOutcome.GIVE_UP, "CREDENTIALS_REFUSED"), True),
        (403, "ExpiredProviderToken", (DeliveryOutcome.RETRY, "PROVIDER_UNAVAILABLE"), True),
        (503, "ServiceUnavailable", (DeliveryOutcome.RETRY, "PROVIDER_UNAVAILABLE"), True),
        (400, "BadPriority", (DeliveryOutcome.GIVE_UP, "MESSAGE_REFUSED"), True),
    ],
)
def test_a_token_is_forgotten_only_when_it_is_dead(bank, both, sender, apple, status, reason, expected, stays):
    registration_id, other = bank.registration(token="abc"), bank.registration(token="def")
    apple.answer = lambda _: (status, {"reason": reason})
    assert sender.send(delivery(registration_id)) == expected
    assert (bank.stored(registration_id) is not None) is stays
    assert bank.stored(other)


def test_a_token_that_came_while_the_old_one_was_refused_stays(bank, both, sender, apple):
    registration_id = bank.registration(token="abc")

    def answer(_):
        bank.register(registration_id, "new")
        return 410, {"reason": "Unregistered"}

    apple.answer = answer
    assert sender.send(delivery(registration_id))[1] == "TOKEN_GONE"
    assert bank.stored(registration_id)


def test_changed_credentials_are_used_at_once(bank, both, sender, apple, apns_credentials):
    registration_id = bank.registration(token="abc")
    sender.send(delivery(registration_id))
    bank.administration.put(MTOKEN, replace(apns_credentials, topic="com.example.other"))
    sender.send(delivery(registration_id))
    assert [one.headers["apns-topic"] for one in apple.requests] == ["com.example.bank", "com.example.other"]


@pytest.mark.parametrize(
    ("allowed", "has_provider", "expected"),
    [
        (True, False, (DeliveryOutcome.DELIVERED, "")),
        (False, False, (DeliveryOutcome.GIVE_UP, "NO_PROVIDER")),
        (True, True, (DeliveryOutcome.GIVE_UP, "NO_PROVIDER")),
    ],
)
def test_messages_are_shown_here_only_in_development(
    bank, providers, apns_credentials, allowed, has_provider, expected
):
    """An application with credentials is a real one: what its provider does not carry, nobody does."""
    if has_provider:
        bank.administration.put(MTOKEN, apns_credentials)
    registration_id = bank.registration(token="abc", platform=FCM)
    sender = PushSender(bank.database, bank.sealer, providers, local=allowed)
    assert sender.send(delivery(registration_id)) == expected
    found = local.list_shown(bank.database, registration_id)
    assert [one.message for one in found] == ([HELLO] if expected[0] is DeliveryOutcome.DELIVERED else [])


def test_what_is_shown_is_logged_without_the_message(bank, providers, caplog):
    caplog.set_level("INFO", "activities")
    registration_id = bank.registration(token="abc")
    PushSender(bank.database, bank.sealer, providers, local=True).send(delivery(registration_id))
    assert registration_id in caplog.text
    assert "Hello" not in caplog.text


def test_the_last_messages_are_kept(bank, providers, monkeypatch):
    monkeypatch.setattr(
        push_shown, "_OLD", push_shown._SHOWN.delete().where(push_shown._SHOWN.c.id <= push_shown._NEWEST - 3)
    )
    registration_id, other = bank.registration(token="abc"), bank.registration(token="def")
    sender = PushSender(bank.database, bank.sealer, providers, local=True)
    for number in range(5):
        sender.send(delivery(registration_id, PushMessage(title=f"{number}")))
    sender.send(delivery(other))
    assert [one.message.title for one in local.list_shown(bank.database, registration_id)] == ["3", "4"]
    assert [one.message for one in local.list_shown(bank.database, other)] == [HELLO]


def note(bank, registration_id, event_key="event"):
    with bank.database.write() as session:
        return pushes.enqueue(
            session,
            bank.sealer,
            registration_id=registration_id,
            application_id=MTOKEN,
            event_key=event_key,
            message=HELLO,
        )


def test_a_push_is_noted_once_for_an_event_and_not_at_all_without_a_token(bank):
    registration_id = bank.registration(token="abc")
    delivery_id = note(bank, registration_id)
    assert note(bank, registration_id) is None
    assert note(bank, registration_id, "another") not in (None, delivery_id)
    assert note(bank, bank.registration()) is None
    with bank.database.write() as session:
        found = outbox.open_delivery(deliveries.lock(session, delivery_id), bank.sealer)
    assert (found.kind, found.target, found.application_id) == ("push", registration_id, MTOKEN)
    assert PushMessage.decode(found.payload) == HELLO


def test_a_push_to_a_user_goes_to_each_of_his_active_devices(bank):
    mine = {bank.registration(token="one"), bank.registration(token="two", platform=HMS)}
    (
        bank.registration(),
        bank.registration(status="BLOCKED", token="three"),
        bank.registration(user_id="jana", token="4"),
    )
    with bank.database.write() as session:
        noted = pushes.enqueue_for_user(
            session, bank.sealer, user_id="roman", application_ids=[MTOKEN], event_key="event", message=HELLO
        )
        targets = {deliveries.lock(session, delivery_id).target for delivery_id in noted}
    assert targets == mine
