"""A phone without a network: what it has approved is the operation's step, once, whatever dies in between."""

import httpx
import pytest

from tests.api.webflow.stand_in import Reader

CLOUD = "/powerauth-cloud/v2/operations"
CODE = "9301-7407-1055-2502"
FIELDS = [
    {"type": "AMOUNT", "id": "operation.amount", "label": "A", "amount": 1499.9, "currency": "CZK"},
    {"type": "KEY_VALUE", "id": "operation.account", "label": "B", "value": "CZ65"},
]


@pytest.fixture
def offline(api, app):
    """Somebody before the QR code of a payment."""
    api.detail |= {
        "steps": [{"authMethod": method, "params": []} for method in ("POWERAUTH_TOKEN", "SMS_KEY")],
        "chosenAuthMethod": "POWERAUTH_TOKEN",
        "userId": "u",
        "formData": {
            "title": {"message": "T"}, "greeting": None, "banners": [], "parameters": FIELDS, "userInput": {}
        },
    }  # fmt: skip
    api.answers |= {
        "GET /user/auth-method": {
            "userAuthMethods": [{"authMethod": "POWERAUTH_TOKEN", "config": {"activationId": "phone"}}]
        },
        "GET /powerauth-cloud/admin/applications/demo-mobile-token": {},
        "POST /powerauth-cloud/admin/users/demo-web-flow/password": {"password": "p"},
        f"POST {CLOUD}": {"operationId": "twin"},
        f"GET {CLOUD}/twin/offline/qr": {"operationQrCodeData": "lines", "nonce": "n"},
        f"POST {CLOUD}/twin/offline/otp": {"otpValid": False},
        f"GET {CLOUD}/twin": {"status": "PENDING"},
    }
    reader = Reader(app).begin()
    reader.act("offline")
    assert "lines" in reader.page
    return reader


def reported(api):
    """The outcomes that the operation was told, each with its key."""
    sent = [(body, headers) for name, body, headers in api.asked if name == "PUT /operation"]
    return [(body["authStepResult"], headers["Idempotency-Key"]) for body, headers in sent]


def test_what_the_phone_shows_is_what_the_page_shows(api, offline):
    [created] = [body for name, body, _ in api.asked if name == f"POST {CLOUD}"]
    assert created["parameters"] == {"amount": "1499.90", "currency": "CZK", "iban": "CZ65"}
    assert created["silent"] is True
    [inactive] = [body for name, body, _ in api.asked if name == "PUT /operation/mobileToken/status"]
    assert inactive["mobileTokenActive"] is False


@pytest.mark.parametrize("code", ["", "1", "a" * 16, CODE + "1", "٩" * 16])
def test_what_can_be_no_digits_is_sent_nowhere(api, offline, code):
    offline.act("offline-code", code=code)
    assert "That is no code" in offline.page
    assert f"POST {CLOUD}/twin/offline/otp" not in api.names()
    assert reported(api) == []


def test_wrong_digits_are_a_failure_of_the_step(api, offline):
    offline.act("offline-code", code=CODE)
    assert "The code is wrong." in offline.page
    assert [result for result, _ in reported(api)] == ["AUTH_FAILED"]


def test_right_digits_confirm_the_step_by_a_key_of_the_approval(api, offline):
    api.answers |= {f"POST {CLOUD}/twin/offline/otp": {"otpValid": True}, f"GET {CLOUD}/twin": {"status": "APPROVED"}}
    offline.act("offline-code", code=CODE)
    assert reported(api) == [("CONFIRMED", "offline-twin")]


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("APPROVED", "CONFIRMED"),
        ("REJECTED", "CANCELED"),
        ("FAILED", "AUTH_METHOD_FAILED"),
        ("EXPIRED", "AUTH_METHOD_FAILED"),
        ("CANCELED", "AUTH_METHOD_FAILED"),
    ],
)
def test_a_report_that_was_lost_is_made_up_for_when_the_page_is_loaded_again(api, offline, status, result):
    api.answers |= {
        f"GET {CLOUD}/twin": {"status": status},
        f"GET {CLOUD}/twin/offline/qr": httpx.Response(400, json={"code": "ERROR_OPERATION_STATE_CHANGE"}),
    }
    offline.go(offline.path)
    assert "Your phone has answered." in offline.page
    for _ in range(2):
        offline.act("offline-settle")
    assert {*reported(api)} == {(result, "offline-twin")}


@pytest.mark.parametrize("name", ["online", "another", "cancel"])
def test_a_phone_that_is_asked_otherwise_is_not_asked_offline_any_more(api, offline, name):
    offline.act(name)
    assert api.names().count(f"DELETE {CLOUD}/twin") == 1


def test_a_cloud_that_is_away_takes_nothing_from_the_user(api, offline, monkeypatch):
    monkeypatch.setattr("api.webflow.calls.time.sleep", lambda seconds: None)
    working = api.answers[f"POST {CLOUD}/twin/offline/otp"]
    api.answers[f"POST {CLOUD}/twin/offline/otp"] = httpx.Response(503)
    offline.act("offline-code", code=CODE)
    assert "The bank does not answer at the moment." in offline.page
    assert reported(api) == []
    api.answers[f"POST {CLOUD}/twin/offline/otp"] = working
    offline.act("offline-code", code=CODE)
    assert "The code is wrong." in offline.page


def test_who_has_no_phone_is_told_that_it_cannot_be_done(api, offline):
    offline.act("online")
    api.answers["GET /user/auth-method"] = {"userAuthMethods": []}
    offline.act("offline")
    assert "This cannot be confirmed without a network." in offline.page
