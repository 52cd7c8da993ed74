"""A bank that waits for an operation to change, and callers that know an answer already."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.store.database import Database
from api.http.entity_tag import entity_tag
from api.http.waiting import MAX_SECONDS, LongPolling
from tests.api.cloud.client import PREFIX
from tests.e2e.client import unique
from tests.e2e.lapsing import short_lived
from tests.rows import each_row


@pytest.fixture
def operation(live):
    """A pending operation of nobody's."""
    return live.ok("POST", "/v2/operations", {"template": "login"})


def path(operation, wait=None):
    return f"/v2/operations/{operation['operationId']}" + ("" if wait is None else f"?wait={wait}")


def bare(live, operation, *, wait=None, known=None):
    """The response as it is: 304 has no body to hold against the documentation."""
    headers = {} if known is None else {"If-None-Match": known}
    return live.http.request("GET", PREFIX + path(operation, wait), auth=live.credentials, headers=headers)


def test_a_caller_that_waits_hears_of_the_end_when_it_comes(live, operation):
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(live.ok, "GET", path(operation, 15))
        time.sleep(0.5)
        assert not waiting.done()
        live.ok("DELETE", path(operation))
        assert waiting.result(12)["status"] == "CANCELED"


def test_a_caller_that_waited_long_enough_hears_that_nothing_changed(live, operation):
    begun = time.monotonic()
    assert live.ok("GET", path(operation, 1))["status"] == "PENDING"
    assert time.monotonic() - begun >= 1


def test_who_waits_for_the_deadline_hears_of_it(live):
    operation = short_lived(lambda at: live.ok("POST", "/v2/operations", {"template": "login", "timestampExpires": at}))
    assert live.ok("GET", path(operation, 15))["status"] == "EXPIRED"


def test_a_finished_operation_is_not_waited_for(live, operation):
    live.ok("DELETE", path(operation))
    begun = time.monotonic()
    assert live.ok("GET", path(operation, 20))["status"] == "CANCELED"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("wait", ["-1", str(MAX_SECONDS + 1), "1.5", "x"])
def test_only_whole_seconds_within_the_bound_are_waited(live, operation, wait):
    assert live.refused("GET", path(operation, wait))[0] == "ERROR_REQUEST"


def test_nobody_waits_for_what_does_not_exist(live):
    assert live.refused("GET", f"/v2/operations/{unique('none')}?wait=20")[0] == "ERROR_OPERATION_NOT_FOUND"


def test_who_knows_the_answer_is_told_so(live, operation):
    first = bare(live, operation)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = bare(live, operation, known=tag)
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    live.ok("DELETE", path(operation))
    changed = bare(live, operation, known=tag, wait=20)
    assert (changed.status_code, changed.json()["status"]) == (200, "CANCELED")
    assert changed.headers["ETag"] != tag


def test_who_knows_the_answer_waits_for_another(live, operation):
    tag = bare(live, operation).headers["ETag"]
    assert bare(live, operation, known=tag, wait=1).status_code == 304
    begun = time.monotonic()
    assert bare(live, operation, known='"another"', wait=20).status_code == 200
    assert time.monotonic() - begun < 10


class Seat:
    """A read that is never done changing."""

    def __init__(self, app, waiting):
        self._app, self._waiting, self.reads = app, waiting, 0

    def take(self, seconds, **known):
        with self._app.test_request_context(**known):
            return self._waiting.poll(self._read, "operation", seconds)

    def _read(self):
        self.reads += 1
        return {"reads": self.reads}


@pytest.fixture
def waiting(app, monkeypatch):
    database = Database(app.extensions["nextstep"].settings.store_url)
    monkeypatch.setattr("activities.store.operations.open_version", lambda *_: 1)
    yield LongPolling(database, 1)
    database.close()


@pytest.mark.exhaustive
def test_without_a_seat_the_answer_is_immediate(app, waiting):
    seated, standing = Seat(app, waiting), Seat(app, waiting)
    thread = threading.Thread(target=seated.take, args=(2,))
    thread.start()
    while not seated.reads:
        time.sleep(0.01)
    time.sleep(0.1)
    begun = time.monotonic()
    assert standing.take(20) == {"reads": 1}
    assert time.monotonic() - begun < 5
    thread.join()
    # The seat is free again.
    begun = time.monotonic()
    standing.take(1)
    assert time.monotonic() - begun >= 1


@each_row(
    "known, is_answered_at_once",
    [
        (None, False),
        ("W/{}", False),
        ("{}", False),
        ("W/{coded}", False),
        ("{coded}", False),
        ('"another"', True),
        ('"another-gzip"', True),
    ],
)
def test_whoever_has_the_answer_through_a_gateway_waits_too(app, waiting, monkeypatch, known, is_answered_at_once):
    """Gateways that compress make its tag weak, or write the coding into it."""
    versions = iter([1, 2])
    monkeypatch.setattr("activities.store.operations.open_version", lambda *_: next(versions))
    tag = entity_tag({"reads": 1})
    headers = {} if known is None else {"If-None-Match": known.format(f'"{tag}"', coded=f'"{tag}-gzip"')}
    assert Seat(app, waiting).take(20, headers=headers) == {"reads": 1 if is_answered_at_once else 2}


def test_half_of_the_threads_may_wait(app):
    services = app.extensions["nextstep"]
    assert services.waiting.most == services.settings.threads // 2
