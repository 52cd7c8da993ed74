"""Every address of the reference is served, and reads and answers the members that the reference has (`nextstep.md` §1.3)."""

import re
from pathlib import Path

import pytest

from api.http.query import of_queries
from api.nextstep import api
from tests.api.nextstep.endpoints import ROUTES
from tests.rows import each_row

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "nextstep.md"
_TEXT = REFERENCE.read_text().partition("### 1.3")[2].partition("\n## 2.")[0]
# `| POST | `/user` | CreateUserRequest | CreateUserResponse | ...`
_ROW = re.compile(r"^\| (GET|POST|PUT|DELETE) \| `([^`]+)` \| ([^|]*) \| ([^|]*) \|", re.MULTILINE)
# `- **CreateUserRequest** — userId!: str[1..256], extras: obj`
_SCHEMA = re.compile(r"^- \*\*(\w+)\*\* — (.*)$", re.MULTILINE)
_QUERIED = re.compile(r"(\w+)([!?]): ")
_MEMBER = re.compile(r"(\w+)(!?): ")
MEMBERS = {name: dict(_MEMBER.findall(said)) for name, said in _SCHEMA.findall(_TEXT)}
ADDRESSES = [(verb, path, read.strip(), answered.strip()) for verb, path, read, answered in _ROW.findall(_TEXT)]
_IDS = [f"{verb} {path}" for verb, path, *_ in ADDRESSES]

# Its own words for what is on the wire (`nextstep.md` §0.3), and what it requires without saying so.
RENAMED = {"isDefault": "default"}
REQUIRED = {"stepDefinitionId"}
# What it requires and document 002 does not.
LATER = {"UpdateAuthMethodRequest": {"config"}, "/user/operation": {"mobileTokenOnly"}}


def declared(verb, path):
    [found] = [
        endpoint for endpoint in api.endpoints for route in endpoint.routes if (route.verb, route.path) == (verb, path)
    ]
    return found


def names(members):
    return {RENAMED.get(name, name) for name in members}


def needed(members):
    return names(name for name, mark in members.items() if mark)


def ours(schema):
    """The members of a schema, and those of them that are required."""
    found = {kind.data_key or name: kind for name, kind in schema.fields.items()}
    return found.keys(), {name for name, kind in found.items() if kind.required}


def test_the_reference_is_read():
    assert len(ADDRESSES) > 130
    assert len(MEMBERS) > 150


@each_row(("verb", "path", "read", "answered"), ADDRESSES, ids=_IDS)
def test_every_address_is_served_with_its_members(verb, path, read, answered):
    assert (verb, path) in ROUTES
    endpoint = declared(verb, path)
    theirs = MEMBERS.get(read)
    if theirs:
        later = LATER.get(read, set())
        known, required = ours(endpoint.request)
        assert known >= names(theirs)
        assert required - REQUIRED <= needed(theirs) <= required | later
    if MEMBERS.get(answered):
        assert ours(endpoint.answer)[0] >= names(MEMBERS[answered])


@pytest.mark.parametrize(
    ("path", "read"),
    [(path, read) for verb, path, read, _ in ADDRESSES if verb == "GET" and read.startswith("query")],
    ids=lambda one: one if one.startswith("/") else "",
)
def test_a_query_needs_what_the_reference_says(path, read):
    known, required = ours(of_queries(declared("GET", path).request))
    theirs = {name: mark == "!" for name, mark in _QUERIED.findall(read)}
    assert known >= theirs.keys()
    assert required == {name for name, is_needed in theirs.items() if is_needed} - LATER.get(path, set())
