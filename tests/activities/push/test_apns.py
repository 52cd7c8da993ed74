"""Apple's service as it is spoken to on the wire, and what its refusals mean (`mobile-and-cloud.md` §5.4)."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import httpx
import pytest

from activities.deliveries.sender import DeliveryOutcome
from activities.push.apns import ApnsJwts
from activities.push.http import Clients
from activities.push.message import Priority, PushMessage
from activities.push.provider import TAKEN, ProviderResponse
from activities.push.providers import Providers
from config.vocabulary import PushEnvironment
from tests.activities.push.conftest import device
from tests.activities.push.jwts import verified

ALERT = PushMessage(
    title="Payment", body="Zaplatíte 100 Kč?", sound="default", extras={"operationId": "1", "left": 3, "x": None}
)


def send(providers, credentials, message=ALERT, to=None):
    return providers.of(credentials).send(to or device(), message, delivery_id=str(uuid.uuid4()))


@pytest.mark.parametrize("token", ["..", "."])
def test_a_token_leads_to_no_other_address(providers, apns_credentials, apple, token):
    send(providers, apns_credentials, to=device(token))
    [request] = apple.requests
    assert request.path == f"/3/device/{'%2E' * len(token)}"


def test_a_message_on_the_wire(providers, apns_credentials, apple, apple_key):
    delivery_id = str(uuid.uuid4())
    answer = providers.of(apns_credentials).send(device("ab/c?d"), ALERT, delivery_id=delivery_id)
    assert answer == TAKEN
    [request] = apple.requests
    assert (request.headers[":method"], request.path) == ("POST", "/3/device/ab%2Fc%3Fd")
    named = {name: request.headers[name] for name in request.headers if name.startswith("apns-")}
    assert named == {
        "apns-topic": "com.example.bank",
        "apns-id": delivery_id,
        "apns-push-type": "alert",
        "apns-priority": "10",
    }
    alert = {"title": "Payment", "body": "Zaplatíte 100 Kč?"}
    assert request.json == {"aps": {"alert": alert, "sound": "default"}, "operationId": "1", "left": 3}
    scheme, _, jwt = request.headers["authorization"].partition(" ")
    header, claims = verified(jwt, apple_key.public_key())
    assert (scheme, header) == ("bearer", {"alg": "ES256", "kid": "F6G7H8I9J0", "typ": "JWT"})
    assert claims.keys() == {"iss", "iat"}
    assert claims["iss"] == "A1B2C3D4E5"
    assert 0 <= time.time() - claims["iat"] < 10


SHAPES = [
    (
        {"silent": True, "title": "T", "body": "B", "sound": "s", "category": "c", "badge": 2},
        {"apns-push-type": "background", "apns-priority": "5"},
        {"content-available": 1, "badge": 2},
    ),
    (
        {"title": "T", "priority": Priority.NORMAL},
        {"apns-push-type": "alert", "apns-priority": "5"},
        {"alert": {"title": "T"}},
    ),
    (
        {"title": "T", "badge": 0, "category": "PAY", "collapse_key": "op-1", "valid_until_ms": 1_700_000_000_999},
        {
            "apns-push-type": "alert",
            "apns-priority": "10",
            "apns-collapse-id": "op-1",
            "apns-expiration": "1700000000",
        },
        {"alert": {"title": "T"}, "badge": 0, "category": "PAY", "thread-id": "op-1"},
    ),
    (
        {"title_loc_key": "T", "title_loc_args": ("1",), "body_loc_key": "B", "body_loc_args": ("2", "3")},
        {"apns-push-type": "alert", "apns-priority": "10"},
        {"alert": {"title-loc-key": "T", "title-loc-args": ["1"], "loc-key": "B", "loc-args": ["2", "3"]}},
    ),
]


@pytest.mark.parametrize(("message", "headers", "aps"), SHAPES, ids=["silent", "calm", "replacing", "texts of the app"])
def test_shapes_of_messages(providers, apns_credentials, apple, message, headers, aps):
    assert send(providers, apns_credentials, PushMessage(**message)) == TAKEN
    [request] = apple.requests
    named = {name: value for name, value in request.headers.items() if name.startswith("apns-")}
    assert {name: named[name] for name in named.keys() - {"apns-id", "apns-topic"}} == headers
    assert request.json == {"aps": aps}


ENVIRONMENTS = [
    ("production", None, "apple"),
    ("production", "production", "apple"),
    ("production", "development", None),
    ("development", None, "sandbox"),
    ("development", "development", "sandbox"),
    ("development", "production", "apple"),
]


@pytest.mark.parametrize(("ours", "theirs", "server"), ENVIRONMENTS)
def test_which_server_is_asked(providers, apns_credentials, apple, sandbox, ours, theirs, server):
    credentials = replace(apns_credentials, environment=PushEnvironment(ours))
    to = device(environment=theirs and PushEnvironment(theirs))
    answer = send(providers, credentials, to=to)
    assert answer == (TAKEN if server else ProviderResponse(DeliveryOutcome.GIVE_UP, "WRONG_ENVIRONMENT"))
    assert (len(apple.requests), len(sandbox.requests)) == (server == "apple", server == "sandbox")


GONE, RETRY = (DeliveryOutcome.GIVE_UP, "TOKEN_GONE"), (DeliveryOutcome.RETRY, "PROVIDER_UNAVAILABLE")
CREDENTIALS, MESSAGE = (DeliveryOutcome.GIVE_UP, "CREDENTIALS_REFUSED"), (DeliveryOutcome.GIVE_UP, "MESSAGE_REFUSED")
REFUSALS = [
    (400, "BadDeviceToken", GONE),
    (400, "DeviceTokenNotForTopic", GONE),
    (400, "TopicDisallowed", GONE),
    (410, "Unregistered", GONE),
    (410, "ExpiredToken", GONE),
    (410, "", GONE),
    (403, "ExpiredProviderToken", RETRY),
    (403, "InvalidProviderToken", CREDENTIALS),
    (403, "MissingProviderToken", CREDENTIALS),
    (403, "BadCertificate", CREDENTIALS),
    (403, "BadCertificateEnvironment", CREDENTIALS),
    (403, "UnrelatedKeyIdInToken", CREDENTIALS),
    (403, "BadEnvironmentKeyIdInToken", CREDENTIALS),
    (403, "Forbidden", CREDENTIALS),
    (403, "", CREDENTIALS),
    (400, "BadCollapseId", MESSAGE),
    (400, "BadExpirationDate", MESSAGE),
    (400, "BadMessageId", MESSAGE),
    (400, "BadPriority", MESSAGE),
    (400, "BadTopic", MESSAGE),
    (400, "DuplicateHeaders", MESSAGE),
    (400, "InvalidPushType", MESSAGE),
    (400, "MissingDeviceToken", MESSAGE),
    (400, "MissingTopic", MESSAGE),
    (400, "PayloadEmpty", MESSAGE),
    (400, "SomethingNew", MESSAGE),
    (404, "BadPath", MESSAGE),
    (405, "MethodNotAllowed", MESSAGE),
    (413, "PayloadTooLarge", MESSAGE),
    (400, "IdleTimeout", RETRY),
    (429, "TooManyRequests", RETRY),
    (429, "TooManyProviderTokenUpdates", RETRY),
    (500, "InternalServerError", RETRY),
    (503, "ServiceUnavailable", RETRY),
    (503, "Shutdown", RETRY),
    (502, "", RETRY),
]


@pytest.mark.parametrize(("status", "reason", "expected"), REFUSALS, ids=lambda part: str(part)[:30])
def test_what_refusals_mean(providers, apns_credentials, apple, status, reason, expected):
    apple.answer = lambda _: (status, {"reason": reason} if reason else None)
    answer = send(providers, apns_credentials)
    assert (answer.outcome, answer.reason) == expected
    assert answer.token_is_gone == (expected == GONE)


@pytest.mark.parametrize("said", [["BadDeviceToken"], {"reason": None}, {"reason": {"a": 1}}, "BadDeviceToken"])
def test_an_answer_that_is_none_of_apples_is_no_reason_to_forget_a_token(providers, apns_credentials, apple, said):
    apple.answer = lambda _: (400, said)
    answer = send(providers, apns_credentials)
    assert (answer.outcome, answer.token_is_gone) == (DeliveryOutcome.GIVE_UP, False)


def test_many_messages_share_connections_and_a_jwt(providers, apns_credentials, apple):
    provider = providers.of(apns_credentials)
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: provider.send(device(), ALERT, delivery_id=str(uuid.uuid4())), range(50)))
    assert answers == [TAKEN] * 50
    assert len(apple.requests) == 50
    assert len({request.connection for request in apple.requests}) <= 10
    send(providers, apns_credentials)
    assert len({request.headers["authorization"] for request in apple.requests[-10:]}) == 1


MINUTE = 60_000


@pytest.mark.parametrize(
    ("age", "renewed", "same"),
    [(0, False, True), (39, False, True), (40, False, False), (19, True, True), (20, True, False)],
)
def test_a_jwt_serves_for_40_minutes_and_is_never_younger_than_20(apns_credentials, age, renewed, same):
    now = [1_700_000_000_000]
    jwts = ApnsJwts(lambda: now[0])
    first = jwts.of(apns_credentials)
    now[0] += age * MINUTE
    if renewed:
        jwts.renew(apns_credentials)
    assert (jwts.of(apns_credentials) == first) is same
    assert jwts.of(replace(apns_credentials, key_id="OTHER")) != first


def test_a_server_that_nobody_vouches_for_is_not_told_anything(providers, apns_credentials, apple):
    strangers = Providers(providers._addresses)
    answer = send(strangers, apns_credentials)
    assert (answer.outcome, answer.reason) == (DeliveryOutcome.RETRY, "PROVIDER_UNREACHABLE")
    assert apple.requests == []
    strangers.close()


def test_a_server_that_is_away_is_tried_again(providers, apns_credentials, apple):
    apple.close()
    answer = send(providers, apns_credentials)
    assert (answer.outcome, answer.reason) == (DeliveryOutcome.RETRY, "PROVIDER_UNREACHABLE")


def test_by_default_only_the_authorities_that_everybody_believes_are_believed(apple):
    with closing(Clients()) as http, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        http.post(apple.url)


def test_nothing_secret_is_logged(providers, apns_credentials, apple, caplog):
    caplog.set_level("INFO", "activities")
    apple.answer = lambda _: (400, {"reason": "BadTopic"})
    send(providers, apns_credentials, to=device("the-token"))
    assert "BadTopic" in caplog.text
    for secret in ("the-token", "Payment", "Zaplatíte", "PRIVATE KEY", "bearer"):
        assert secret not in caplog.text
    assert "PRIVATE" not in repr(apns_credentials)
