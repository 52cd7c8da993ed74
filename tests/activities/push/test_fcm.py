"""Firebase as it is spoken to on the wire, and what its refusals mean (`mobile-and-cloud.md` §5.4)."""

import time
import uuid
from contextlib import closing
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from activities.deliveries.sender import DeliveryOutcome
from activities.push import fcm_payload
from activities.push.fcm_access import FcmAccess
from activities.push.http import Clients
from activities.push.message import Priority, PushMessage
from activities.push.provider import TAKEN
from config.vocabulary import PushPlatform
from tests.activities.push.conftest import device
from tests.activities.push.jwts import verified

ALERT = PushMessage(
    title="Payment", body="100 Kč?", sound="default", extras={"id": "1", "left": 3, "on": True, "x": None}
)


def send(providers, credentials, message=ALERT, token="abc"):
    return providers.of(credentials).send(device(token, PushPlatform.FCM), message, delivery_id=str(uuid.uuid4()))


def test_a_message_on_the_wire(providers, fcm_credentials, google, google_key):
    assert send(providers, fcm_credentials) == TAKEN
    asked, request = google.requests
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    form = {name: value for name, [value] in parse_qs(asked.body.decode()).items()}
    assert form.pop("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    header, claims = verified(form.pop("assertion"), google_key.public_key())
    assert form == {}
    assert header == {"alg": "RS256", "kid": "0123456789abcdef", "typ": "JWT"}
    assert claims == {
        "iss": "push@bank.iam.gserviceaccount.com",
        "scope": "https://www.googleapis.com/auth/firebase.messaging",
        "aud": f"{google.url}/token",
        "iat": claims["iat"],
        "exp": claims["iat"] + 3600,
    }
    assert 0 <= time.time() - claims["iat"] < 10
    assert (request.headers[":method"], request.path) == ("POST", "/v1/projects/bank/messages:send")
    assert request.headers["authorization"] == "Bearer access 0"
    assert request.headers["content-type"] == "application/json"
    assert request.json == {
        "message": {
            "token": "abc",
            "data": {"id": "1", "left": "3", "on": "true"},
            "android": {
                "priority": "HIGH",
                "notification": {
                    "title": "Payment",
                    "body": "100 Kč?",
                    "sound": "default",
                    "notification_priority": "PRIORITY_HIGH",
                },
            },
        }
    }


NOW = 1_700_000_000_000
WEEKS = 4 * 7 * 86_400_000
SHAPES = [
    ({"silent": True, "title": "T", "body": "B", "extras": {"a": 1}}, {"priority": "NORMAL"}),
    (
        {"title": "T", "priority": Priority.NORMAL, "category": "PAY", "collapse_key": "op-1"},
        {
            "collapse_key": "op-1",
            "priority": "NORMAL",
            "notification": {"title": "T", "tag": "PAY", "notification_priority": "PRIORITY_DEFAULT"},
        },
    ),
    (
        {
            "title_loc_key": "T",
            "title_loc_args": ("1",),
            "body_loc_key": "B",
            "body_loc_args": ("2", "3"),
            "silent": False,
        },
        {
            "priority": "HIGH",
            "notification": {
                "title_loc_key": "T",
                "title_loc_args": ["1"],
                "body_loc_key": "B",
                "body_loc_args": ["2", "3"],
                "notification_priority": "PRIORITY_HIGH",
            },
        },
    ),
]


@pytest.mark.parametrize(("message", "android"), SHAPES, ids=["silent", "calm", "texts of the app"])
def test_shapes_of_messages(providers, fcm_credentials, google, message, android):
    assert send(providers, fcm_credentials, PushMessage(**message)) == TAKEN
    assert google.requests[-1].json["message"]["android"] == android


@pytest.mark.parametrize(
    ("until", "ttl"),
    [
        (None, None),
        (NOW + 1, '"1s"'),
        (NOW + 299_999, '"299s"'),
        (NOW + WEEKS - 1000, '"2419199s"'),
        (NOW + WEEKS, None),
    ],
)
def test_how_long_a_message_is_wanted(until, ttl):
    written = fcm_payload.payload(PushMessage(title="T", valid_until_ms=until), "abc", NOW).decode()
    assert (f'"ttl":{ttl}' in written) if ttl else ('"ttl"' not in written)


# As Firebase says it of a token that is none, or is none any more (firebase/firebase-admin-java, issue 1064).
NO_TOKEN = "The registration token is not a valid FCM registration token"


def error(status, word, *details, says="no"):
    return {"error": {"code": 400, "message": says, "status": status, "details": [*(word and [fcm(word)]), *details]}}


def fcm(word):
    return {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": word}


def fields(*names):
    violations = [{"field": name, "description": "Invalid"} for name in names]
    return {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}


GONE, RETRY = (DeliveryOutcome.GIVE_UP, "TOKEN_GONE"), (DeliveryOutcome.RETRY, "PROVIDER_UNAVAILABLE")
CREDENTIALS, MESSAGE = (DeliveryOutcome.GIVE_UP, "CREDENTIALS_REFUSED"), (DeliveryOutcome.GIVE_UP, "MESSAGE_REFUSED")
REFUSALS = {
    "unregistered": (404, error("NOT_FOUND", "UNREGISTERED"), GONE),
    "the token is wrong": (400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT", fields("message.token")), GONE),
    "the token is wrong, said by Google": (400, error("INVALID_ARGUMENT", "", fields("message.token")), GONE),
    "the token is wrong, as Firebase says it": (400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT", says=NO_TOKEN), GONE),
    "the message is wrong, whatever is said": (
        400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT", fields("message.data[0]"), says=NO_TOKEN), MESSAGE,
    ),
    "an argument is wrong": (
        400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT", says="Request contains an invalid argument."), MESSAGE,
    ),
    "another code for the token": (403, error("PERMISSION_DENIED", "SENDER_ID_MISMATCH", says=NO_TOKEN), CREDENTIALS),
    "the message is wrong": (400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT", fields("message.data[0]")), MESSAGE),
    "something is wrong": (400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT"), MESSAGE),
    "another sender": (403, error("PERMISSION_DENIED", "SENDER_ID_MISMATCH"), CREDENTIALS),
    "no permission": (403, error("PERMISSION_DENIED", ""), CREDENTIALS),
    "a third party": (401, error("UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), CREDENTIALS),
    "an old access token": (401, error("UNAUTHENTICATED", ""), RETRY),
    "too many": (429, error("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), RETRY),
    "unavailable": (503, error("UNAVAILABLE", "UNAVAILABLE"), RETRY),
    "internal": (500, error("INTERNAL", "INTERNAL"), RETRY),
    "no project": (404, error("NOT_FOUND", ""), MESSAGE),
    "nothing said": (400, None, MESSAGE),
    "a gateway": (502, None, RETRY),
    "nonsense": (400, {"error": ["UNREGISTERED"]}, MESSAGE),
    "nonsense in details": (400, {"error": {"details": {"errorCode": "UNREGISTERED"}}}, MESSAGE),
    "nonsense in fields": (400, error("INVALID_ARGUMENT", "", {**fields(), "fieldViolations": ["message.token"]}), MESSAGE),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_refusals_mean(providers, fcm_credentials, google, name):
    status, said, expected = REFUSALS[name]
    google.send = lambda _: (status, said)
    answer = send(providers, fcm_credentials)
    assert (answer.outcome, answer.reason) == expected
    assert answer.token_is_gone == (expected == GONE)


GRANTS = {
    "wrong credentials": (400, {"error": "invalid_grant"}, CREDENTIALS),
    "an unknown account": (401, {"error": "invalid_client"}, CREDENTIALS),
    "too many": (429, {}, RETRY),
    "away": (503, None, RETRY),
    "nonsense": (200, {"access_token": 7}, RETRY),
    "no token of a header": (200, {"access_token": "přístup", "expires_in": 3600}, RETRY),
    "two lines": (200, {"access_token": "a\r\nb: c", "expires_in": 3600}, RETRY),
    "an empty one": (200, {"access_token": "", "expires_in": 3600}, RETRY),
}


@pytest.mark.parametrize("name", GRANTS)
def test_access_that_is_refused(providers, fcm_credentials, google, name):
    status, said, expected = GRANTS[name]
    google.answer = lambda _: (status, said)
    answer = send(providers, fcm_credentials)
    assert (answer.outcome, answer.reason) == expected
    assert [request.path for request in google.requests] == ["/token"]


def test_access_is_asked_for_once_and_again_when_it_is_refused(providers, fcm_credentials, google):
    for _ in range(3):
        assert send(providers, fcm_credentials) == TAKEN
    assert google.grants == ["access 0"]
    google.send = lambda request: (
        (401, error("UNAUTHENTICATED", ""))
        if request.headers["authorization"] == "Bearer access 0"
        else (200, {"name": "1"})
    )
    assert send(providers, fcm_credentials).outcome is DeliveryOutcome.RETRY
    assert send(providers, fcm_credentials) == TAKEN
    assert google.grants == ["access 0", "access 1"]


@pytest.mark.parametrize(("age_s", "same"), [(0, True), (3298, True), (3299, False)])
def test_access_is_renewed_before_it_ends(google, tls, fcm_credentials, age_s, same):
    now = [NOW]
    with closing(Clients(tls[1])) as http:
        access = FcmAccess(http, f"{google.url}/token", lambda: now[0])
        first = access.token(fcm_credentials)
        now[0] += age_s * 1000
        assert (access.token(fcm_credentials) == first) is same
        assert access.token(replace(fcm_credentials, project_id="other")) != first


@pytest.mark.parametrize("path", ["/token", "/v1"])
def test_a_server_that_is_away_is_tried_again(providers, fcm_credentials, google, path):
    if path == "/v1":
        send(providers, fcm_credentials)
    google.answer = lambda _: (_ for _ in ()).throw(OSError("the line is cut"))
    answer = send(providers, fcm_credentials)
    assert (answer.outcome, answer.reason) == (DeliveryOutcome.RETRY, "PROVIDER_UNREACHABLE")


def test_nothing_secret_is_logged(providers, fcm_credentials, google, caplog):
    caplog.set_level("INFO", "activities")
    google.send = lambda _: (400, error("INVALID_ARGUMENT", "INVALID_ARGUMENT"))
    send(providers, fcm_credentials, token="the-token")
    assert "INVALID_ARGUMENT" in caplog.text
    for secret in ("the-token", "Payment", "Kč", "PRIVATE KEY", "access 0"):
        assert secret not in caplog.text
    assert "PRIVATE" not in repr(fcm_credentials)
