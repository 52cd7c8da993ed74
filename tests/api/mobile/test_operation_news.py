"""What phones and the bank hear of operations, over the real servers (`mobile-and-cloud.md` §5.3, §8)."""

import json
import threading
import time
from http.server import ThreadingHTTPServer

import pytest

from tests.api.mobile.shown_pushes import WAIT_SECONDS, shown
from tests.api.mobile.users import User, refused
from tests.e2e.lapsing import short_lived
from tests.http_server import QuietHandler


class Listener:
    """The bank's server: keeps what it is told."""

    def __init__(self):
        told = self.told = []

        class Handler(QuietHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.append((dict(self.headers), json.loads(body)))
                self.send_response(204)
                self.end_headers()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, operation_id):
        return [body for _, body in self.told if body.get("operationId") == operation_id]

    def heard(self, operation_id):
        """What was told of an operation, waited for."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.of(operation_id):
            assert time.monotonic() < deadline, self.told
            time.sleep(0.05)
        return self.of(operation_id)


FACTORS = ("signatureType", "authenticationCodeType")


@pytest.fixture(scope="module")
def listener(bank):
    found = Listener()
    bank.cloud.ok(
        "POST",
        f"/v2/admin/applications/{bank.cloud.app_id}/callbacks",
        {
            "name": "operations",
            "type": "OPERATION_STATUS_CHANGE",
            "callbackUrl": found.url,
            "attributes": [
                "userId",
                "status",
                "operationType",
                "failureCount",
                "additionalData",
                "externalId",
                *FACTORS,
            ],
        },
    )
    yield found
    found.server.shutdown()


@pytest.fixture
def user(bank, listener):
    user = User(bank)
    request = {"platform": "fcm", "token": f"token-of-{user.user_id}"}
    user.phone.call_with_token("/api/push/device/register", user.token, request)
    return user


def test_a_waiting_operation_is_pushed_and_its_end_too_and_the_bank_is_called(user, listener, stack):
    created = user.asked(language="cs", externalId="T-9")
    [asked] = shown(stack, user, 1)
    assert asked.extras["messageType"] == "mtoken.operationInit"
    assert asked.extras["operationId"] == created["operationId"]
    assert (asked.silent, asked.extras["operationName"]) == (False, "authorize_payment")
    user.authorize(created)
    [body] = listener.heard(created["operationId"])
    assert (body["type"], body["status"], body["userId"]) == ("OPERATION", "APPROVED", user.user_id)
    assert (body["externalId"], body["failureCount"]) == ("T-9", 0)
    assert body["additionalData"]["authFactor"] == "possession_knowledge"
    assert [body[name] for name in FACTORS] == [["possession_knowledge", "possession_biometry"]] * 2
    told = shown(stack, user, 2)[-1]
    assert told.silent
    assert told.extras["mtokenOperationResult"] == "authentication.success"


# As the SDKs' own examples have it, and what else JSON can hold.
ADDED = {
    "riskScore": 0.8,
    "precise": 0.1234567890123456,
    "signals": [{"name": "touch", "weights": [1.5, -0.0000001]}, {"deep": [[{"end": 2.25}]]}],
    "text": "Žluťoučký 🏦",
}


@pytest.mark.parametrize(("answer", "status"), [(User.authorize, "APPROVED"), (User.reject, "REJECTED")])
def test_what_an_app_adds_to_its_answer_reaches_the_bank_whole(user, listener, answer, status):
    created = user.asked()
    answer(user, created, mobileTokenData=ADDED)
    [body] = listener.heard(created["operationId"])
    assert (body["status"], body["additionalData"]["mobileTokenData"]) == (status, ADDED)
    assert user.of(created)["additionalData"]["mobileTokenData"] == ADDED


@pytest.mark.parametrize("end", ["REJECTED", "CANCELED", "EXPIRED", "FAILED"])
def test_every_end_is_told_once(user, listener, end):
    created = short_lived(lambda at: user.asked(timestampExpires=at)) if end == "EXPIRED" else user.asked()
    if end == "REJECTED":
        user.reject(created)
    elif end == "CANCELED":
        user.bank.cloud.ok("DELETE", f"/v2/operations/{created['operationId']}")
    elif end == "FAILED":
        for _ in range(5):
            refused(lambda: user.authorize(created, data="x"))
    [body] = listener.heard(created["operationId"])
    assert body["status"] == end
    time.sleep(1)
    assert len(listener.of(created["operationId"])) == 1


def test_a_silent_operation_is_not_pushed(user, listener, stack):
    created = user.asked(silent=True)
    user.authorize(created)
    listener.heard(created["operationId"])
    [only] = shown(stack, user, 1)
    assert only.silent
