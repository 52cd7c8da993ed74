"""Members that do not hold what they should: of the wrong type or word, too long, out of range."""

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.api.nextstep.samples import request
from tests.e2e.client import unique

LONG = "x" * 257
CONTEXT = {"id": "BANK", "name": "Bank", "originalScopes": [], "extras": {}}

CREATE = {"operationName": "login", "operationData": "A2"}
UPDATE = {"operationId": "none", "authMethod": "CONSENT", "authStepResult": "CONFIRMED"}
CONFIG = {"operationName": "none", "templateVersion": "A", "templateId": 1, "mobileTokenMode": "{}"}
STEP = {"stepDefinitionId": 1, "operationName": "none", "operationRequestType": "CREATE", "responseResult": "DONE"}
METHOD = {
    "authMethod": "INIT",
    "orderNumber": 1,
    "checkUserPrefs": False,
    "checkAuthFails": False,
    "hasUserInterface": False,
    "hasMobileToken": False,
}
AFS = {"operationId": "none", "afsAction": "LOGIN_INIT", "stepIndex": 1, "timestampCreated": 1}

# Endpoint, a request that would pass, the member to be spoilt.
TEXTS = [
    ("POST", "/operation", CREATE, "operationName", 2, 256),
    ("POST", "/operation", CREATE, "operationId", 1, 256),
    ("POST", "/operation", CREATE, "operationData", 0, 256),
    ("POST", "/operation", CREATE, "operationNameExternal", 2, 256),
    ("POST", "/operation", CREATE, "userId", 1, 256),
    ("POST", "/operation", CREATE, "organizationId", 2, 256),
    ("POST", "/operation", CREATE, "externalTransactionId", 1, 256),
    ("PUT", "/operation", UPDATE, "operationId", 1, 256),
    ("PUT", "/operation", UPDATE, "userId", 1, 256),
    ("PUT", "/operation", UPDATE, "organizationId", 2, 256),
    ("PUT", "/operation", UPDATE, "authStepResultDescription", 2, 256),
    ("PUT", "/operation", UPDATE, "authenticationId", 36, 36),
    ("POST", "/operation/detail", {}, "operationId", 1, 256),
    ("PUT", "/operation/user", {"operationId": "none"}, "userId", 1, 256),
    ("POST", "/user/operation/list", {}, "userId", 1, 256),
    ("POST", "/operation/lookup/external", {}, "externalTransactionId", 1, 256),
    ("POST", "/operation/config", CONFIG, "templateVersion", 1, 256),
    ("POST", "/operation/config", CONFIG, "mobileTokenMode", 2, 256),
    ("POST", "/operation/config", CONFIG, "afsConfigId", 2, 256),
    ("POST", "/operation/afs/action", AFS, "afsAction", 2, 256),
    ("POST", "/operation/afs/action", AFS, "afsLabel", 2, 256),
    ("POST", "/organization", {"orderNumber": 1}, "organizationId", 2, 256),
    ("POST", "/user/auth-method", {"authMethod": "POWERAUTH_TOKEN"}, "userId", 1, 256),
]
NUMBERS = [
    ("POST", "/operation/config", CONFIG, "templateId"),
    ("POST", "/operation/config", CONFIG, "expirationTime"),
    ("POST", "/step/definition", STEP, "stepDefinitionId"),
    ("POST", "/step/definition", STEP, "responsePriority"),
    ("POST", "/auth-method", METHOD, "orderNumber"),
    ("POST", "/auth-method", METHOD, "maxAuthFails"),
    ("POST", "/auth-method", METHOD, "userPrefsColumn"),
    ("POST", "/organization", {"organizationId": "none"}, "orderNumber"),
    ("POST", "/operation/afs/action", AFS, "stepIndex"),
    (
        "POST",
        "/operation/auth-method/config",
        {"operationName": "none", "authMethod": "INIT"},
        "maxAuthFails",
    ),
]
BOOLEANS = [
    ("POST", "/operation/config", CONFIG, "mobileTokenEnabled"),
    ("POST", "/operation/config", CONFIG, "afsEnabled"),
    ("POST", "/auth-method", METHOD, "checkUserPrefs"),
    ("POST", "/auth-method", METHOD, "userPrefsDefault"),
    ("POST", "/organization", {"organizationId": "none", "orderNumber": 1}, "default"),
    ("POST", "/operation/afs/action", AFS, "afsResponseApplied"),
    ("PUT", "/operation/mobileToken/status", {"operationId": "none"}, "mobileTokenActive"),
    ("POST", "/user/operation/list", {"userId": "none"}, "mobileTokenOnly"),
]
WORDS = [
    ("PUT", "/operation", UPDATE, "authMethod"),
    ("PUT", "/operation", UPDATE, "authStepResult"),
    ("PUT", "/operation", UPDATE, "targetAuthMethod"),
    ("PUT", "/operation/chosenAuthMethod", {"operationId": "none"}, "chosenAuthMethod"),
    ("PUT", "/operation/user", {"operationId": "none", "userId": "x"}, "accountStatus"),
    ("POST", "/user/operation/list", {"userId": "none"}, "authMethod"),
    ("POST", "/step/definition", STEP, "operationRequestType"),
    ("POST", "/step/definition", STEP, "responseResult"),
    ("POST", "/step/definition", STEP, "requestAuthMethod"),
    ("POST", "/user/auth-method", {"userId": "none"}, "authMethod"),
    ("DELETE", "/user/auth-method", {"userId": "none"}, "authMethod"),
    ("POST", "/auth-method/delete", {}, "authMethod"),
]
OBJECTS = [
    ("POST", "/operation", CREATE, "formData"),
    ("POST", "/operation", CREATE, "applicationContext"),
    ("PUT", "/operation", UPDATE, "authenticationContext"),
    ("PUT", "/operation/formData", {"operationId": "none"}, "formData"),
    ("PUT", "/operation/application", {"operationId": "none"}, "applicationContext"),
    ("POST", "/user/auth-method", {"userId": "none", "authMethod": "POWERAUTH_TOKEN"}, "config"),
]
ARRAYS = [
    ("POST", "/operation", CREATE, "params"),
    ("PUT", "/operation", UPDATE, "params"),
    ("PUT", "/operation", UPDATE, "authInstruments"),
]


def identify(row):
    return f"{row[0]} {row[1]} {row[3]}"


def code_of(nextstep, verb, path, base, member, value):
    return nextstep.refused(verb, path, {**base, member: value})


@pytest.mark.parametrize("row", TEXTS, ids=identify)
def test_texts(nextstep, row):
    verb, path, base, member, least, most = row
    for value in (True, [], {}, ["x" * least]):
        assert code_of(nextstep, verb, path, base, member, value) == "INVALID_REQUEST", value
    for value in ("x" * (most + 1), "x" * 10_000, *(["x" * (least - 1)] if least else [])):
        response = nextstep.ask(verb, path, {**base, member: value})
        error = response.json()["responseObject"]
        assert (response.status_code, error["code"]) == (400, "REQUEST_VALIDATION_FAILED"), len(value)
        [violation] = error["violations"]
        assert violation["fieldName"] == f"requestObject.{member}"
        assert violation["invalidValue"] == (value if len(value) <= 300 else None)
        assert violation["hint"]


@pytest.mark.parametrize("row", NUMBERS, ids=identify)
def test_numbers(nextstep, row):
    verb, path, base, member = row
    for value in ("x", "1.5", "0x1", "1_000", "١", "1e0", "1" * 101, True, [], {}, 1.5):
        assert code_of(nextstep, verb, path, base, member, value) == "INVALID_REQUEST", value
    for value in (0, -1, 2**63, 10**90, "0", "-1", str(2**63), "1" * 90):
        assert code_of(nextstep, verb, path, base, member, value) == "REQUEST_VALIDATION_FAILED", value


@pytest.mark.parametrize("number", ["1e400", "1E+999999999", "-1E-999999999", "1.0", "1e0", "-0", "1E+5"])
def test_numbers_in_unusual_spellings_break_nothing(nextstep, number):
    for verb, path, base, member in NUMBERS:
        body = json.dumps({"requestObject": {**base, member: "@"}}).replace('"@"', number)
        response = nextstep.send(verb, path, content=body)
        assert response.status_code in (200, 400)
        assert len(response.content) < 2000


@pytest.mark.parametrize("row", BOOLEANS, ids=identify)
def test_booleans(nextstep, row):
    verb, path, base, member = row
    for value in ("true", "yes", 1, 0, 1.0, [], {}):
        assert code_of(nextstep, verb, path, base, member, value) == "INVALID_REQUEST", value


@pytest.mark.parametrize("row", WORDS, ids=identify)
def test_words(nextstep, row):
    verb, path, base, member = row
    for value in ("", "UNHEARD_OF", "init", LONG, 1, True, [], {}, ["INIT"], {"INIT": 1}):
        assert code_of(nextstep, verb, path, base, member, value) == "INVALID_REQUEST", value


@pytest.mark.parametrize("row", OBJECTS, ids=identify)
def test_objects(nextstep, row):
    verb, path, base, member = row
    for value in ("x", 1, True, [], [{}]):
        assert code_of(nextstep, verb, path, base, member, value) == "INVALID_REQUEST", value


@pytest.mark.parametrize("row", ARRAYS, ids=identify)
def test_arrays(nextstep, row):
    verb, path, base, member = row
    for value in ("x", 1, True, {}, [1], [[]], [None, 1]):
        assert code_of(nextstep, verb, path, base, member, value) in ("INVALID_REQUEST",), value
    too_many = [{"key": "a"} if member == "params" else "CREDENTIAL"] * 101
    assert code_of(nextstep, verb, path, base, member, too_many) == "REQUEST_VALIDATION_FAILED"


FORMS = {
    "an unknown type": ({"type": "AMOUNT_CONVERSION", "id": "x"}, "INVALID_REQUEST"),
    "no type": ({"id": "x"}, None),
    "no id": ({"type": "NOTE"}, "REQUEST_VALIDATION_FAILED"),
    "an amount in words": ({"type": "AMOUNT", "id": "x", "amount": "a hundred"}, "INVALID_REQUEST"),
    "an amount too large": ({"type": "AMOUNT", "id": "x", "amount": "@1e400"}, "REQUEST_VALIDATION_FAILED"),
    "an amount beyond all exponents": (
        {"type": "AMOUNT", "id": "x", "amount": "@1E+999999999"},
        "REQUEST_VALIDATION_FAILED",
    ),
    "an amount below all exponents": (
        {"type": "AMOUNT", "id": "x", "amount": "@1E-999999999"},
        "REQUEST_VALIDATION_FAILED",
    ),
    "an amount too long": ({"type": "AMOUNT", "id": "x", "amount": int("9" * 60)}, "REQUEST_VALIDATION_FAILED"),
    "an unknown format": ({"type": "KEY_VALUE", "id": "x", "valueFormatType": "HTML", "value": "x"}, "INVALID_REQUEST"),
    "an unknown banner": ({"type": "BANNER", "id": "x", "bannerType": "LOUD"}, "INVALID_REQUEST"),
    "accounts that are none": ({"type": "BANK_ACCOUNT_CHOICE", "id": "x", "bankAccounts": [1]}, "INVALID_REQUEST"),
    "not an object": (7, "INVALID_REQUEST"),
}


@pytest.mark.parametrize(("parameter", "code"), FORMS.values(), ids=FORMS)
def test_forms(nextstep, parameter, code):
    new = deepcopy(request("create"))
    new["formData"]["parameters"].append(parameter)
    body = json.dumps({"requestObject": new}).replace('"@1', "1").replace('99"', "99").replace('e400"', "e400")
    response = nextstep.send("POST", "/operation", content=body)
    assert response.status_code == 400, response.text
    assert response.json()["responseObject"]["code"] in (
        (code,) if code else ("INVALID_REQUEST", "REQUEST_VALIDATION_FAILED")
    )


CONTEXTS = {
    "a long name": ({**CONTEXT, "name": LONG}, "REQUEST_VALIDATION_FAILED"),
    "a name that is no text": ({**CONTEXT, "name": ["Bank"]}, "INVALID_REQUEST"),
    "scopes that are no array": ({**CONTEXT, "originalScopes": "aisp"}, "INVALID_REQUEST"),
    "scopes that are no texts": ({**CONTEXT, "originalScopes": [[]]}, "INVALID_REQUEST"),
    "extras that are no object": ({**CONTEXT, "extras": []}, "INVALID_REQUEST"),
    "too many extras": ({**CONTEXT, "extras": {str(n): n for n in range(1000)}}, "REQUEST_VALIDATION_FAILED"),
}


@pytest.mark.parametrize(("context", "code"), CONTEXTS.values(), ids=CONTEXTS)
def test_application_contexts(nextstep, context, code):
    operation_id = nextstep.create()["operationId"]
    change = {"operationId": operation_id, "applicationContext": context}
    assert nextstep.refused("PUT", "/operation/application", change) == code
    assert nextstep.refused("POST", "/operation", {**CREATE, "applicationContext": context}) == code
    assert nextstep.detail(operation_id)["applicationContext"] is None


def test_every_violation_is_named(nextstep):
    response = nextstep.ask("POST", "/operation", {"userId": "", "params": [{"key": LONG}, {"value": LONG}]})
    found = {one["fieldName"]: one["hint"] for one in response.json()["responseObject"]["violations"]}
    assert found.keys() == {
        "requestObject.operationName",
        "requestObject.operationData",
        "requestObject.userId",
        "requestObject.params[0].key",
        "requestObject.params[1].value",
    }
    assert found["requestObject.operationName"] == "Missing data for required field."


QUERIES = [
    ("/operation/detail", "", "REQUEST_VALIDATION_FAILED"),
    ("/operation/detail", "operationId=", "REQUEST_VALIDATION_FAILED"),
    ("/operation/detail", f"operationId={LONG}", "REQUEST_VALIDATION_FAILED"),
    ("/operation/detail", "operationId=a%00b", "INVALID_REQUEST"),
    ("/operation/detail", "operationId=none&operationId=other", "OPERATION_NOT_FOUND"),
    ("/operation/detail", "operationId=none&stranger=%00", "OPERATION_NOT_FOUND"),
    ("/user/operation", "mobileTokenOnly=true", "REQUEST_VALIDATION_FAILED"),
    ("/user/operation", "userId=x&mobileTokenOnly=maybe", "INVALID_REQUEST"),
    ("/user/operation", "userId=x&mobileTokenOnly=2", "INVALID_REQUEST"),
    ("/user/operation", "userId=x&mobileTokenOnly=t", "INVALID_REQUEST"),
    ("/organization/detail", "organizationId=x", "REQUEST_VALIDATION_FAILED"),
    ("/operation/auth-method/config/detail", "operationName=login&authMethod=NONE", "INVALID_REQUEST"),
    ("/operation/mobileToken/config/detail", "userId=x&operationName=login", "REQUEST_VALIDATION_FAILED"),
]


@pytest.mark.parametrize(("path", "query", "code"), QUERIES)
def test_queries(nextstep, path, query, code):
    response = nextstep.ask("GET", f"{path}?{query}")
    assert (response.status_code, response.json()["responseObject"]["code"]) == (400, code)


def test_an_error_in_a_map_names_its_key(nextstep):
    update: dict[str, Any] = {"operationId": "none", "formData": {"userInput": {"note": "x" * 5000}}}
    [violation] = nextstep.ask("PUT", "/operation/formData", update).json()["responseObject"]["violations"]
    assert violation["fieldName"] == "requestObject.formData.userInput.note"
    update["formData"]["userInput"]["note"] = []
    error = nextstep.ask("PUT", "/operation/formData", update).json()["responseObject"]
    assert "requestObject.formData.userInput.note: " in error["message"]


def test_an_error_names_the_older_name_that_was_sent(nextstep):
    organization = {"organizationId": "none", "orderNumber": 1, "isDefault": "maybe"}
    assert (
        "requestObject.isDefault: "
        in nextstep.ask("POST", "/organization", organization).json()["responseObject"]["message"]
    )


BYTES = ["%ff", "%ed%a0%80", "%c0%af", "%", "%zz", "%u0041", "%0a%0d", "%F0%9F%8F%A6", "+", "%2500"]


@pytest.mark.parametrize("text", BYTES)
def test_no_bytes_of_a_query_break_anything(nextstep, text):
    for query in (f"operationId={text}{unique('')}", f"{text}=x", text):
        response = nextstep.ask("GET", f"/operation/detail?{query}")
        assert response.status_code == 400
