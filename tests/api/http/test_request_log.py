"""Each request at an API has one line in the log, found by the id of its answer, and nothing that was sent is in it."""

import json
import logging

import pytest

from activities.accounts.accounts import Accounts
from activities.store.database import Database
from api import nextstep
from config import logs
from tests.api.applications import new_home

CANARY = "canary-of-somebody"
NEXTSTEP, CLOUD, MOBILE = "/powerauth-nextstep", "/powerauth-cloud", "/enrollment-server"


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_app_of_module):
    """A caller of an application with an account `mobile-bank`, and no Temporal to be found."""
    settings = new_home(tmp_path_factory.mktemp("home"), definitions=True)
    database = Database(settings.store_url)
    password = Accounts(database).create("mobile-bank").password
    database.close()
    client = new_app_of_module(settings).test_client()
    client.account = ("mobile-bank", password)
    return client


@pytest.fixture
def log(capsys):
    """Sets the log up at a level, and gives what reads its lines."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def begin(wanted="INFO"):
        capsys.readouterr()
        logs.set_up(level=wanted, form="json", process="api")
        return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield begin
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def nextstep_request(**members):
    return {"json": {"requestObject": members}}


REQUESTS = {
    "an answer": (
        "POST", f"{NEXTSTEP}/user/operation/list", nextstep_request(userId=CANARY),
        {"route": f"{NEXTSTEP}/user/operation/list", "status": 200, "caller": "bank"},
    ),
    "a refusal of the core": (
        "POST", f"{NEXTSTEP}/operation/detail", nextstep_request(operationId=CANARY),
        {"status": 400, "code": "OPERATION_NOT_FOUND", "reason": "OPERATION_NOT_FOUND"},
    ),
    "a wrong member": (
        "POST", f"{NEXTSTEP}/operation/detail", nextstep_request(operationId=CANARY * 20),
        {"status": 400, "code": "REQUEST_VALIDATION_FAILED", "reason": "RequestInvalid"},
    ),
    "no JSON": (
        "POST", f"{NEXTSTEP}/operation/detail", {"data": CANARY, "content_type": "application/json"},
        {"status": 400, "code": "INVALID_REQUEST", "reason": "JsonInvalid"},
    ),
    "an engine that is away": (
        "POST", f"{NEXTSTEP}/operation", nextstep_request(operationName="login", operationData=CANARY, params=[]),
        {"status": 503, "code": "SERVICE_UNAVAILABLE", "reason": "EngineUnavailable"},
    ),
    "an address with an id": (
        "GET", f"{CLOUD}/v2/registrations/{CANARY}", {"auth": True},
        {"route": f"{CLOUD}/v2/registrations/<registration_id>", "status": 400, "caller": "mobile-bank"},
    ),
    "a caller who is kept out": (
        "GET", f"{CLOUD}/v2/registrations/{CANARY}", {"auth": (CANARY, CANARY)},
        {"status": 401, "code": "HTTP_401", "caller": "nobody"},
    ),
    "a phone": (
        "POST", f"{MOBILE}/pa/v3/signature/validate", {"headers": {"X-PowerAuth-Authorization": CANARY}},
        {"status": 401, "caller": "device"},
    ),
    "no endpoint": (
        "GET", f"{CLOUD}/{CANARY}", {}, {"route": "none", "status": 404, "code": "ERROR_NOT_FOUND", "reason": "NotFound"},
    ),
    "another verb": (
        CANARY.upper(), f"{NEXTSTEP}/operation", {}, {"method": "OTHER", "status": 405, "reason": "MethodNotAllowed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_one_line_without_what_was_sent(client, log, name):
    verb, path, options, expected = REQUESTS[name]
    options = {**options, **({"auth": client.account} if options.get("auth") is True else {})}
    read = log()
    answer = client.open(path, method=verb, **options)
    lines = read()
    [line] = [one for one in lines if one["message"] == "request"]
    assert (line["level"], line["status"]) == ("INFO", answer.status_code)
    assert expected.items() <= line.items()
    assert line["ms"] >= 0
    assert line["request"] == answer.headers["X-Correlation-ID"]
    assert CANARY not in json.dumps(lines).lower()
    assert ("code" in line) == (answer.status_code >= 400)


def test_the_callers_own_id_finds_the_line(client, log):
    read = log()
    client.get(f"{NEXTSTEP}/auth-method", headers={"X-Correlation-ID": "of-the-bank-4711"})
    assert [line["request"] for line in read()] == ["of-the-bank-4711"]


def test_a_fault_of_our_own_is_told_with_its_trace_beside_the_line(client, log, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(type(nextstep.api), "_render", broken)
    read = log()
    answer = client.get(f"{NEXTSTEP}/auth-method")
    trace, line = read()
    assert "ZeroDivisionError" in trace["exception"]
    assert (line["status"], line["code"], line["reason"]) == (500, "ERROR_GENERIC", "ZeroDivisionError")
    assert trace["request"] == line["request"] == answer.headers["X-Correlation-ID"]


def test_above_info_requests_are_silent(client, log):
    read = log("WARNING")
    client.get(f"{NEXTSTEP}/auth-method")
    assert read() == []


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/"])
def test_what_machines_poll_is_silent(client, log, path):
    read = log()
    assert client.get(path).status_code == 200
    assert read() == []
