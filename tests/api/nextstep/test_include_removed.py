"""Whether what was removed is listed: said in every query, and false where a body does not say it (`nextstep.md` §1.1)."""

import pytest

from api.http.schema import Stated
from api.nextstep import api
from tests.api.nextstep.in_process import InProcess, application

LISTS = [
    (endpoint.name, route.verb, route.path, endpoint.request)
    for endpoint in api.endpoints
    if endpoint.request is not None and any(isinstance(kind, Stated) for kind in endpoint.request.fields.values())
    for route in endpoint.routes
]
of_every_list = pytest.mark.parametrize(
    ("verb", "path", "schema"),
    [one[1:] for one in LISTS],
    ids=[f"{verb} {path}" for _, verb, path, _ in LISTS],
)


@pytest.fixture(scope="module", params=["sqlite"])
def nextstep(request, tmp_path_factory):
    """A caller of the API, which knows nobody."""
    with application(request, tmp_path_factory.mktemp("lists")) as app, InProcess(app) as client:
        yield client


def answer(nextstep, verb, path, schema, **members):
    """The code of the answer about somebody whom there is not; null where there is something to answer."""
    asked = {kind.data_key: "nobody" for kind in schema.fields.values() if kind.required} | members
    sent = {"params": asked} if verb == "GET" else {"request": asked}
    return nextstep.ask(verb, path, **sent).json()["responseObject"].get("code")


def test_each_list_has_both_ways():
    ways = {}
    for name, verb, *_ in LISTS:
        ways.setdefault(name, set()).add(verb)
    assert len(ways) >= 10
    assert set(map(frozenset, ways.values())) == {frozenset({"GET", "POST"})}


@of_every_list
def test_a_query_has_to_say_it_and_a_body_need_not(nextstep, verb, path, schema):
    said = [answer(nextstep, verb, path, schema, includeRemoved=value) for value in ("true", "false")]
    if verb == "GET":
        assert "REQUEST_VALIDATION_FAILED" not in said
        assert answer(nextstep, verb, path, schema) == "REQUEST_VALIDATION_FAILED"
        assert answer(nextstep, verb, path, schema, includeRemoved="maybe") == "INVALID_REQUEST"
    else:
        assert said == ["INVALID_REQUEST"] * 2
        outcomes = [answer(nextstep, verb, path, schema, **one) for one in ({}, {"includeRemoved": None})]
        assert outcomes == [answer(nextstep, verb, path, schema, includeRemoved=False)] * 2
        assert not {"INVALID_REQUEST", "REQUEST_VALIDATION_FAILED"} & set(outcomes)
