"""Objects within a request may be incomplete, as clients of the original server send them: each member has a default."""

from typing import Any

import pytest

from tests.api.nextstep.samples import request
from tests.e2e.client import unique

EMPTY = {"description": None, "originalScopes": [], "extras": {}}
# What is sent, and what is shown of it.
CONTEXTS = {
    "as client 0.22.2 creates it": ({"id": "BANK", "name": "Bank"}, {"id": "BANK", "name": "Bank", **EMPTY}),
    "nulls": (
        {"id": "BANK", "name": None, "description": None, "originalScopes": None, "extras": None},
        {"id": "BANK", "name": None, **EMPTY},
    ),
    "names of one character, and of none": (
        {"id": "B", "name": "B", "description": ""},
        {"id": "B", "name": "B", **EMPTY, "description": ""},
    ),
    "nulls within": (
        {"id": "B", "name": "B", "originalScopes": [None, "aisp", None], "extras": {"a": None, "": [None]}},
        {"id": "B", "name": "B", "description": None, "originalScopes": ["aisp"], "extras": {"a": None, "": [None]}},
    ),
    "no id": ({"name": "Bank", "originalScopes": ["aisp"]}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize(("sent", "shown"), CONTEXTS.values(), ids=CONTEXTS)
def test_an_incomplete_application_context_is_stored_with_defaults(nextstep, sent, shown):
    operation_id = nextstep.create(applicationContext=sent)["operationId"]
    assert nextstep.detail(operation_id)["applicationContext"] == shown
    other = nextstep.create(applicationContext={"id": "OTHER"})["operationId"]
    nextstep.ok("PUT", "/operation/application", {"operationId": other, "applicationContext": sent})
    assert nextstep.detail(other)["applicationContext"] == shown


INCOMPLETE: dict[str, dict[str, Any]] = {
    "params without keys": {
        "params": [{}, {"key": None, "value": None}, {"key": "", "value": ""}, {"value": "x"}, None]
    },
    "instruments that are null": {"authInstruments": [None, "CREDENTIAL", None]},
    "no instruments": {"authInstruments": None},
    "an empty authentication context": {"authenticationContext": {}},
    "an authentication context of nulls": {
        "authenticationContext": {"signatureType": None, "remainingAttempts": None, "blocked": None}
    },
    "an authentication context of another kind": {
        "authenticationContext": {"signatureType": "", "remainingAttempts": -1}
    },
    "an application context without members": {"applicationContext": {"id": None}},
}


@pytest.mark.parametrize("members", INCOMPLETE.values(), ids=INCOMPLETE)
def test_a_step_with_incomplete_objects_is_taken(nextstep, members):
    operation_id = nextstep.create()["operationId"]
    assert nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=unique(), **members)["result"] == "CONTINUE"
    told = {"signatureType": None, "remainingAttempts": None, "blocked": None}
    expected = {**told, **(members["authenticationContext"] or {})} if "authenticationContext" in members else None
    assert nextstep.detail(operation_id)["history"][-1]["paAuthenticationContext"] == expected


def test_an_operation_is_created_with_incomplete_params(nextstep):
    params = INCOMPLETE["params without keys"]["params"]
    assert nextstep.create(params=params)["result"] == "CONTINUE"


def test_nulls_in_maps_and_arrays_of_a_form_count_as_absent(nextstep):
    new = request("create")
    form = {**new["formData"], "userInput": {"a": None, "b": "c"}, "banners": [None], "config": [None]}
    operation_id = nextstep.ok("POST", "/operation", {**new, "formData": form})["operationId"]
    nextstep.ok("PUT", "/operation/formData", {"operationId": operation_id, "formData": {"userInput": {"b": None}}})
    found = nextstep.detail(operation_id)["formData"]
    assert (found["userInput"], found["banners"], found["config"]) == ({"b": "c"}, [], [])


def test_a_null_in_a_methods_configuration_counts_as_absent(nextstep):
    wanted = {"userId": unique(), "authMethod": "POWERAUTH_TOKEN", "config": {"activationId": None, "": "x"}}
    [method] = [
        one
        for one in nextstep.ok("POST", "/user/auth-method", wanted)["userAuthMethods"]
        if one["authMethod"] == "POWERAUTH_TOKEN"
    ]
    assert method["config"] == {"": "x"}


def test_members_of_the_request_itself_stay_required(nextstep):
    for member in ("operationName", "operationData"):
        code = nextstep.refused("POST", "/operation", {"operationName": "login", "operationData": "A2", member: None})
        assert code == "REQUEST_VALIDATION_FAILED"
    update = {"operationId": "none", "applicationContext": None}
    assert nextstep.refused("PUT", "/operation/application", update) == "REQUEST_VALIDATION_FAILED"
