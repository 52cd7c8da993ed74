"""An address that is named with its verb is served: in documents, in docstrings, and in what commands and answers say."""

import re

import pytest

from api.docs.openapi.operations import path_of
from tests.api.conformance import APIS
from tests.documents.named import ROOT, present

# Of the codec, of health, and of the web flow's own pages.
_BESIDE = re.compile(r"/(?:codec/)?(?:encode|decode)|/health/\w+|/demo/.+|…/(?:choice|consent|changes|password)")
_NAMED = re.compile(r"\b((?:(?:GET|POST|PUT|DELETE)(?:,| and| or)? )+)((?:\.\.\.|…)?(?:/[\w.{},<>$…-]+)+)")
_SEVERAL = re.compile(r"\{(\w+(?:,\w+)+)\}")
_PLACE = re.compile(r"\{[\w.]*\}")
TEXTS = sorted(
    path
    for path in present()
    if path.suffix in {".md", ".py", ".po"} and path.parts[0] != "tests" and path.parts[:2] != ("docs", "reference")
    if _NAMED.search((ROOT / path).read_text(encoding="utf-8"))
)
SERVED = {
    (route.verb, *prefix, *path_of(route).strip("/").split("/"))
    for api in APIS
    for endpoint in api.endpoints
    for route in endpoint.routes
    for prefix in ((), (api.prefix.strip("/"),))
}


def named(text):
    """Each verb with each address that stands behind it."""
    for verbs, path in _NAMED.findall(text):
        several = _SEVERAL.search(path)
        for one in several[1].split(",") if several else [""]:
            address = path.replace(several[0], one) if several else path
            for verb in re.findall("[A-Z]+", verbs):
                yield verb, address.rstrip(".,")


def is_served(verb, address):
    """Where it begins with an ellipsis, whether any address ends so."""
    if _BESIDE.fullmatch(address):
        return True
    parts = address.lstrip(".…").strip("/").split("/")
    for served, *route in SERVED:
        end = route[-len(parts) :] if address.startswith((".", "…")) else route
        if served == verb and len(end) == len(parts) and all(map(_fits, end, parts)):
            return True
    return False


def _fits(route, part):
    return route == part or bool(_PLACE.fullmatch(route))


@pytest.mark.parametrize("path", TEXTS, ids=str)
def test_an_address_that_a_text_names_is_served(path):
    found = named((ROOT / path).read_text(encoding="utf-8"))
    assert [f"{verb} {address}" for verb, address in found if not is_served(verb, address)] == []


@pytest.mark.parametrize(
    ("text", "served"),
    [
        ("`POST and DELETE /step/definition`", [True, False]),
        ("`PUT /operation/{formData,status}`", [True, False]),
        ("`POST .../callbacks/{id}/secret`", [True]),
        ("`POST …/callbacks/7/secrets`", [False]),
        ("`GET /powerauth-cloud/v2/operations/{id}`", [True]),
        ("`PUT /v2/registrations/…`.", [True]),
        ("`PUT /v2/registrations`", [False]),
    ],
)
def test_what_is_not_served_is_found(text, served):
    assert [is_served(verb, address) for verb, address in named(text)] == served
