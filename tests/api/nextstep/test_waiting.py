"""A web page that waits for an operation's next step, and callers that know an answer already."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.client import unique

PATH = "/operation/detail"


@pytest.fixture
def operation_id(nextstep):
    return nextstep.create()["operationId"]


def wanted(operation_id, wait=None):
    return {"operationId": operation_id, **({} if wait is None else {"wait": wait})}


def test_a_page_that_waits_hears_of_the_step_when_it_is_taken(nextstep, operation_id):
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(nextstep.ok, "GET", PATH, params=wanted(operation_id, 15))
        time.sleep(0.5)
        assert not waiting.done()
        nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=unique())
        assert waiting.result(12)["steps"] == [{"authMethod": "CONSENT", "params": []}]


def test_who_waited_long_enough_hears_that_nothing_changed(nextstep, operation_id):
    begun = time.monotonic()
    assert nextstep.ok("GET", PATH, params=wanted(operation_id, 1))["result"] == "CONTINUE"
    assert time.monotonic() - begun >= 1


def test_a_finished_operation_is_not_waited_for(nextstep, operation_id):
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", "CANCELED")
    begun = time.monotonic()
    assert nextstep.ok("GET", PATH, params=wanted(operation_id, 20))["result"] == "FAILED"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("wait", "code"),
    [
        ("31", "REQUEST_VALIDATION_FAILED"),
        ("-1", "REQUEST_VALIDATION_FAILED"),
        ("1.5", "INVALID_REQUEST"),
        ("x", "INVALID_REQUEST"),
    ],
)
def test_only_whole_seconds_within_the_bound_are_waited(nextstep, operation_id, wait, code):
    assert nextstep.refused("GET", PATH, params=wanted(operation_id, wait)) == code


def test_nobody_waits_for_what_does_not_exist(nextstep):
    assert nextstep.refused("GET", PATH, params=wanted(unique("none"), 20)) == "OPERATION_NOT_FOUND"


def test_who_knows_the_answer_is_told_so_until_it_is_another(nextstep, operation_id):
    tag = nextstep.ask("GET", PATH, params=wanted(operation_id)).headers["ETag"]
    known = {"headers": {"If-None-Match": tag}}
    assert nextstep.ask("GET", PATH, params=wanted(operation_id, 1), **known).status_code == 304
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=unique())
    changed = nextstep.ask("GET", PATH, params=wanted(operation_id, 20), **known)
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_one_answer_in_two_languages_has_two_tags(nextstep):
    form = {"title": {"id": "login.title", "message": "stored"}, "greeting": {"id": "login.greeting"}}
    operation_id = nextstep.create(formData=form)["operationId"]
    tags = {
        nextstep.ask("GET", PATH, params=wanted(operation_id), headers={"Accept-Language": language}).headers["ETag"]
        for language in ("en", "cs")
    }
    assert len(tags) == 2
