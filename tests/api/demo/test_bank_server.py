"""The demo's bank believes what is signed with its secret, now; and says so when nothing comes."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks import Webhook

from api.demo.bank_server import BankServer
from api.demo.caller import Unexpected

SECRET, ANOTHER = (f"whsec_{base64.b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))
BODY = json.dumps({"operationId": "1", "status": "APPROVED"}).encode()


@pytest.fixture
def bank():
    with BankServer() as server:
        server.secret = SECRET
        yield server


def call(bank, *, secret=SECRET, age=0, sent=BODY):
    told = datetime.now(UTC) - timedelta(seconds=age)
    headers = {
        "webhook-id": "one",
        "webhook-timestamp": str(int(told.timestamp())),
        "webhook-signature": Webhook(secret).sign("one", told, BODY.decode()),
    }
    return httpx.post(bank.url, content=sent, headers=headers).status_code


def test_what_is_genuine_is_kept(bank):
    assert call(bank) == 204
    assert bank.wait_for_callback("1", seconds=1) == {"operationId": "1", "status": "APPROVED"}


@pytest.mark.parametrize(
    "forged", [{"secret": ANOTHER}, {"age": 600}, {"sent": BODY.replace(b"APPROVED", b"REJECTED")}]
)
def test_what_is_not_genuine_is_refused_and_ends_the_story(bank, forged):
    assert call(bank, **forged) == 401
    with pytest.raises(Unexpected, match="signature"):
        bank.wait_for_callback("1", seconds=1)


def test_what_is_unsigned_is_refused(bank):
    assert httpx.post(bank.url, content=BODY).status_code == 401


def test_nothing_told_of_an_operation_is_not_waited_for_without_end(bank):
    call(bank)
    with pytest.raises(Unexpected, match="not called back of operation 2"):
        bank.wait_for_callback("2", seconds=0.1)
