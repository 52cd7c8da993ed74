"""Short messages come from the engine alone, and are shown to whom they were sent."""

import json
import time

import pytest

from activities.callbacks.signed_request import gateway_headers
from activities.callbacks.signing_secret import new_secret
from tests.api.webflow.stand_in import SECRET, Reader, application

MESSAGE = {"otpId": "o", "text": "Your code is 12345678."}


def signed(message=MESSAGE, secret=SECRET):
    body = json.dumps(message).encode()
    fields = gateway_headers(secret, "o", body, now_ms=int(time.time() * 1000))
    return {"data": body, "headers": {**fields, "Content-Type": "application/json"}}


def test_a_message_that_the_engine_signed_is_shown_where_its_code_is_asked_for(api, app, reader):
    api.detail |= {"steps": [{"authMethod": "SMS_KEY", "params": []}], "chosenAuthMethod": "SMS_KEY"}
    api.answers["POST /otp/send"] = {"otpId": "o", "delivered": True}
    reader.begin()
    reader.act("sms-send")
    assert "No message has arrived." in reader.page
    assert app.test_client().post("/demo/provider", **signed()).status_code == 204
    reader.go(reader.path)
    assert "Your code is 12345678." in reader.page


@pytest.mark.parametrize(
    "request_of",
    [
        lambda: signed(secret=new_secret()),
        lambda: {"data": json.dumps(MESSAGE), "headers": {"Content-Type": "application/json"}},
        lambda: {**signed(), "data": b'{"otpId": "o", "text": "Send your money."}'},
        lambda: {**signed(), "data": b"["},
        lambda: {**signed(), "data": b"[" * 30_000},
    ],
)
def test_what_the_engine_did_not_sign_is_refused(app, request_of):
    assert app.test_client().post("/demo/provider", **request_of()).status_code == 401


def test_where_others_carry_messages_none_is_taken_and_the_page_says_where_they_go(api):
    app = application(api, provider_secret="")
    assert app.test_client().post("/demo/provider", **signed()).status_code == 401
    api.detail |= {"steps": [{"authMethod": "SMS_KEY", "params": []}], "chosenAuthMethod": "SMS_KEY"}
    assert "NEXTSTEP_OTP_SENDER" in Reader(app).begin().page
