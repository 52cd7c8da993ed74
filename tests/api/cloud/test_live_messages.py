"""Messages of the bank, from the Cloud API to the device, over the real servers."""

import time

import pytest

from activities.push import local
from activities.push.message import PushMessage
from activities.store.database import Database
from api.demo.phone import Phone
from tests.api.cloud.conftest import with_application
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client
from tests.e2e.processes import until

SEND = "/v2/messages/send"
HELLO = {"title": "Balance Update", "message": "We just updated your balance."}


@pytest.fixture(scope="module")
def shown(stack):
    """What was shown on a phone: a function that waits for so many messages."""
    database = Database(stack.settings.store_url)

    def find(phone, count=1):
        registration_id = phone.registration.activation_id
        until(lambda: len(local.list_shown(database, registration_id)) >= count)
        return [one.message for one in local.list_shown(database, registration_id)]

    yield find
    database.close()


@pytest.fixture
def registered(stack, live_admin, live):
    """Makes phones of a user, with or without a push token."""
    with http_client(timeout=60) as http:
        config = live_admin.ok("GET", f"/admin/applications/{live.app_id}")["mobileSdkConfig"]

        def make(user_id, token=None):
            phone = Phone(http, stack.settings.base_url, config)
            invited = live.ok("POST", "/v2/registrations", {"userId": user_id, "appId": live.app_id})
            phone.activate(invited["activationQrCodeData"])
            live.ok("POST", f"/v2/registrations/{invited['registrationId']}/commit", {})
            if token is not None:
                device = {"platform": "fcm", "token": token}
                phone.call_with_token("/api/push/device/register/token", phone.create_token(), device)
            return phone

        yield make


def test_a_message_is_shown_on_all_devices_of_its_user_and_on_no_other(stack, live, registered, shown):
    user_id = unique("user")
    first, second = (registered(user_id, unique("token")) for _ in range(2))
    without, stranger = registered(user_id), registered(unique("user"), unique("token"))
    assert live.ok("POST", SEND, {"userId": user_id, **HELLO, "sound": "default"}) == {"status": "OK"}
    message = PushMessage(title=HELLO["title"], body=HELLO["message"], sound="default")
    assert shown(first) == shown(second) == [message]
    assert shown(without, 0) == shown(stranger, 0) == []
    for log in stack.logs().values():
        assert HELLO["title"] not in log


def test_a_message_to_one_device_with_extras(live, registered, shown):
    user_id = unique("user")
    first, second = (registered(user_id, unique("token")) for _ in range(2))
    extras = {"screen": "balance", "count": 3, "new": True, "nothing": None}
    to = {"userId": user_id, "registrationId": first.registration.activation_id}
    live.ok("POST", SEND, {**to, "silent": True, "extras": extras})
    live.ok("POST", SEND, {**to, **HELLO, "silent": False})
    silent = PushMessage(silent=True, extras=extras)
    found = shown(first, 2)
    assert len(found) == 2
    assert silent in found
    assert shown(second, 0) == []


def test_a_message_ends_as_delivered(stack, live, registered, shown):
    user_id = unique("user")
    phone = registered(user_id, unique("token"))
    live.ok("POST", SEND, {"userId": user_id, **HELLO})
    shown(phone)

    def states():
        wanted = "SELECT state FROM delivery WHERE kind = 'push' AND target = :id"
        return [row["state"] for row in stack.sql(wanted, id=phone.registration.activation_id)]

    until(lambda: states() == ["DELIVERED"])


def test_a_blocked_device_gets_nothing(live, registered, shown):
    user_id = unique("user")
    phone = registered(user_id, unique("token"))
    address = f"/v2/registrations/{phone.registration.activation_id}"
    live.ok("PUT", address, {"change": "BLOCK"})
    not_found = ("ERROR_REGISTRATION_NOT_FOUND", "Registration for the requested user not found")
    assert live.refused("POST", SEND, {"userId": user_id, **HELLO}) == not_found
    live.ok("PUT", address, {"change": "UNBLOCK"})
    live.ok("POST", SEND, {"userId": user_id, **HELLO})
    assert len(shown(phone)) == 1


def test_devices_of_other_banks_are_not_found(live_admin, live, registered):
    user_id = unique("user")
    phone = registered(user_id, unique("token"))
    other = with_application(live_admin)
    for to in ({"userId": user_id}, {"userId": user_id, "registrationId": phone.registration.activation_id}):
        assert other.refused("POST", SEND, {**to, **HELLO})[0] == "ERROR_REGISTRATION_NOT_FOUND"
    strange = {"userId": unique("user"), "registrationId": phone.registration.activation_id}
    assert live.refused("POST", SEND, {**strange, **HELLO})[0] == "ERROR_REGISTRATION_NOT_FOUND"


INVALID = [
    ({}, "ERROR_REQUEST", "userId: "),
    ({"userId": ""}, "ERROR_REQUEST", "userId: "),
    ({"userId": 7}, "ERROR_REQUEST", "userId: "),
    ({"userId": "x" * 256}, "ERROR_REQUEST", "userId: "),
    ({"userId": "u", "silent": "yes"}, "ERROR_REQUEST", "silent: "),
    ({"userId": "u", "title": 7}, "ERROR_REQUEST", "title: "),
    ({"userId": "u", **HELLO, "extras": []}, "ERROR_REQUEST", "extras: "),
    ({"userId": "u", **HELLO, "extras": {"a": {"b": 1}}}, "ERROR_REQUEST", "extras.a"),
    ({"userId": "u", **HELLO, "extras": {"a": 1.5}}, "ERROR_REQUEST", "extras.a"),
    ({"userId": "u", **HELLO, "extras": {"a": 2**63}}, "ERROR_REQUEST", "extras.a"),
    ({"userId": "u"}, "ERROR_PUSH_MESSAGE", "Title must not be blank."),
    ({"userId": "u", "title": " "}, "ERROR_PUSH_MESSAGE", "Title must not be blank."),
    ({"userId": "u", "title": None, "message": "M"}, "ERROR_PUSH_MESSAGE", "Title must not be blank."),
    ({"userId": "u", "title": "T" * 256}, "ERROR_PUSH_MESSAGE", "Title is longer than 255 characters."),
    ({"userId": "u", **HELLO, "extras": {"aps": "x"}}, "ERROR_PUSH_MESSAGE", "The name of an extra is"),
    (
        {"userId": "u", **HELLO, "extras": {"a": "x" * 3500}},
        "ERROR_PUSH_MESSAGE",
        "The message is larger than 3500 bytes.",
    ),
]


@pytest.mark.parametrize(("body", "code", "message"), INVALID, ids=lambda part: str(part)[:40])
def test_what_is_no_message_is_refused(bank, body, code, message):
    found, said = bank.refused("POST", SEND, body)
    assert found == code
    assert said.startswith(message)


def test_administrators_send_nothing(admin):
    assert admin.refused("POST", SEND, {"userId": "u", **HELLO}, status=401)[0] == "HTTP_401"


def test_a_user_is_sent_ten_messages_in_a_minute_and_repetitions_do_not_count(live, registered, shown):
    user_id = unique("user")
    phone = registered(user_id, unique("token"))
    if time.time() % 60 > 50:  # the minute of the clock shall not end meanwhile
        time.sleep(61 - time.time() % 60)
    body, key = {"userId": user_id, **HELLO}, {"headers": {"Idempotency-Key": unique()}}
    for _ in range(3):
        assert live.ok("POST", SEND, body, **key) == {"status": "OK"}
    assert live.refused("POST", SEND, {**body, "title": "Other"}, **key)[0] == "ERROR_REQUEST"
    for _ in range(9):
        live.ok("POST", SEND, body)
    limit = ("ERROR_PUSH_MESSAGE", "The user was sent 10 messages in this minute; try again in the next.")
    assert live.refused("POST", SEND, body) == limit
    live.ok("POST", SEND, {"userId": user_id, "silent": True, "extras": {"a": 1}})
    assert len(shown(phone, 11)) == 11
