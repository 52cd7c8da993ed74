"""What the demo's gateway is sent is shown by the web flow too, where it is there."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks import Webhook

from api.demo.sms_gateway import SmsGateway

BODY = json.dumps({"otpId": "1", "text": "Your code is 1234."}).encode()


@pytest.fixture
def gateway():
    with SmsGateway() as found:
        yield found


def send(gateway, body=BODY):
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(gateway.secret).sign("1", now, BODY.decode()),
    }
    return httpx.post(gateway.url, content=body, headers=headers).status_code


def test_a_message_goes_on_as_it_came_so_that_its_signature_holds(gateway):
    with SmsGateway() as shown:
        shown.secret, gateway.shown_at = gateway.secret, shown.url
        assert send(gateway) == 204
        assert (gateway.text("1"), shown.text("1")) == ("Your code is 1234.",) * 2


def test_a_message_that_is_forged_goes_nowhere(gateway, monkeypatch):
    gateway.shown_at = "http://127.0.0.1:1"
    monkeypatch.setattr("api.demo.sms_gateway.httpx.post", None)
    assert httpx.Client().post(gateway.url, content=BODY).status_code == 401


def test_where_nobody_shows_it_a_message_arrives_all_the_same(gateway):
    gateway.shown_at = "http://127.0.0.1:1"
    assert send(gateway) == 204
    assert gateway.text("1") == "Your code is 1234."
