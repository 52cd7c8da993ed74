"""A data adapter over HTTP: what it is asked, signed; what it may answer; and what is no answer."""

import json
import threading
import time
from contextlib import suppress

import pytest

from activities.callbacks.signing_secret import new_secret
from activities.data_adapter.adapter import AdapterDelivery, AdapterFinding, AdapterRequest, NoAdapter
from activities.data_adapter.http_adapter import AdapterUnavailable, HttpDataAdapter
from config import spans
from config.refused import Refused
from tests.activities.callbacks.server import serving
from tests.recording import recording

SECRET = new_secret()
ASKED = AdapterRequest("request", "PASSWORD", "anna", "one")
QUESTIONS = {
    "/credential/check": (
        lambda adapter: adapter.check_credential(ASKED, "value"),
        {"credentialName": "PASSWORD", "credentialValue": "value"},
    ),
    "/otp/send": (lambda adapter: adapter.send_otp(ASKED, "cs"), {"otpName": "PASSWORD", "language": "cs"}),
    "/otp/check": (
        lambda adapter: adapter.check_otp(ASKED, "otp", "123"),
        {"otpName": "PASSWORD", "otpId": "otp", "otpValue": "123"},
    ),
    "/user/lookup": (
        lambda adapter: adapter.find_user(ASKED, "name"),
        {"credentialName": "PASSWORD", "username": "name"},
    ),
}
ANSWERS = [
    (
        "/credential/check",
        {"result": "SUCCEEDED"},
        AdapterFinding(True),
    ),
    (
        "/otp/check",
        {
            "result": "FAILED",
            "blocked": True,
            "remainingAttempts": 0,
            "showRemainingAttempts": True,
            "errorMessage": "No more.",
        },
        AdapterFinding(False, True, 0, True, "No more."),
    ),
    ("/otp/send", {"delivered": True, "more": 1}, AdapterDelivery(True)),
    ("/otp/send", {"delivered": False, "errorMessage": "No phone."}, AdapterDelivery(False, "No phone.")),
    ("/user/lookup", {"userId": "anna"}, "anna"),
    ("/user/lookup", {"userId": None}, None),
]


@pytest.fixture
def bank():
    with serving() as server:
        yield server


def answering(body, status=200):
    """What the bank's server does."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    return answer


def adapter_of(bank):
    return HttpDataAdapter(f"http://127.0.0.1:{bank.port}/adapter/", SECRET)


@pytest.mark.parametrize(("path", "answer", "expected"), ANSWERS)
def test_a_question_and_its_answer(bank, path, answer, expected):
    bank.answer = answering(answer)
    ask, told = QUESTIONS[path]
    assert ask(adapter_of(bank)) == expected
    [heard] = bank.heard
    assert heard.path == f"/adapter{path}"
    assert heard.is_signed_by(SECRET)
    assert heard.body == {"requestId": "request", "userId": "anna", "operationId": "one", **told}


def test_a_question_is_a_span_and_says_so_to_the_bank(bank):
    bank.answer = answering({"result": "SUCCEEDED"})
    with recording() as recorded, spans.span("request"):
        adapter_of(bank).check_credential(ASKED, "value")
        bank.answer = answering({}, 500)
        with pytest.raises(AdapterUnavailable):
            adapter_of(bank).check_credential(ASKED, "value")
        right, failed = recorded.named("data adapter /credential/check")
    assert [one.headers["traceparent"].split("-")[2] for one in bank.heard] == [
        f"{span.context.span_id:016x}" for span in (right, failed)
    ]
    assert dict(right.attributes) == {"server.address": "127.0.0.1"}
    assert failed.attributes["error.type"] == "AdapterUnavailable"
    assert right.parent is not None


@pytest.mark.parametrize("path", QUESTIONS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"[]", 200),
        (b"\xff", 200),
        ({"result": "PERHAPS", "delivered": "yes", "userId": 5}, 200),
        (b" " * 70_000, 200),
        (b'{"result": "FAILED", "result": "SUCCEEDED", "delivered": true, "userId": "anna", "userId": "eva"}', 200),
        (b'{"more": ' + b"[" * 30_000 + b"]" * 30_000 + b', "result": "SUCCEEDED", "delivered": true}', 200),
        ({"result": "SUCCEEDED", "delivered": True, "userId": "anna"}, 500),
        ({"result": "SUCCEEDED", "delivered": True, "userId": "anna"}, 302),
    ],
    ids=["empty", "array", "no text", "other words", "too much", "twice", "deep", "500", "302"],
)
def test_what_is_no_answer_leaves_the_question_open(bank, path, body, status):
    bank.answer = answering(body, status)
    with pytest.raises(AdapterUnavailable):
        QUESTIONS[path][0](adapter_of(bank))


@pytest.mark.parametrize("user_id", ["", "x" * 257, "an\u202ena", " anna", "a\x00", 5])
def test_an_id_that_no_user_may_have_is_nobody_s(bank, user_id):
    bank.answer = answering({"userId": user_id})
    with pytest.raises(AdapterUnavailable):
        adapter_of(bank).find_user(ASKED, "name")


def test_there_are_no_fewer_attempts_than_none(bank):
    bank.answer = answering({"result": "FAILED", "remainingAttempts": -1})
    with pytest.raises(AdapterUnavailable):
        adapter_of(bank).check_credential(ASKED, "value")


def test_an_adapter_that_is_away_leaves_the_question_open(bank):
    adapter = adapter_of(bank)
    bank.stop()
    with pytest.raises(AdapterUnavailable):
        adapter.check_credential(ASKED, "value")


@pytest.mark.exhaustive
@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\r\nX-Drips: "], ids=["in its body", "in its head"])
def test_an_adapter_that_drips_is_given_up_in_time(bank, end):
    ended = threading.Event()

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK" + end)
        with suppress(OSError):
            while not ended.wait(0.05):
                handler.wfile.write(b"x")
                handler.wfile.flush()

    bank.answer = drip
    adapter = HttpDataAdapter(f"http://127.0.0.1:{bank.port}", SECRET, seconds=0.5)
    started = time.monotonic()
    try:
        with pytest.raises(AdapterUnavailable, match="TimeoutError"):
            adapter.check_credential(ASKED, "value")
        assert time.monotonic() - started < 10
    finally:
        ended.set()


@pytest.mark.parametrize("path", QUESTIONS)
def test_where_there_is_none_the_definition_is_at_fault(path):
    with pytest.raises(Refused) as refused:
        QUESTIONS[path][0](NoAdapter())
    assert refused.value.reason == "CONFIGURATION_INVALID"
