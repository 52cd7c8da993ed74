"""The OpenAPI document is valid and complete, and says of each endpoint what its declaration says."""

import re

import pytest
from openapi_spec_validator import validate

from api.docs.errors import by_status
from tests.api.conformance import document
from tests.api.docs.reading import DOOR, JSON, PREFIX, endpoint_of, operations, resolved, validator

VERBS = {"GET", "POST", "PUT", "DELETE"}


def test_the_document_is_valid_openapi():
    validate(document(DOOR))
    assert document(DOOR)["openapi"].startswith("3.1")


def test_every_route_is_documented_and_nothing_else(app):
    served = {
        (verb, rule.rule.removeprefix(PREFIX))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/") and ".docs." not in rule.endpoint
        for verb in rule.methods & VERBS
    }
    assert served == {(verb, path) for verb, path, _ in operations()}


def test_operations_are_named_once_and_described():
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids))
    for verb, path, operation in operations():
        assert operation["summary"], (verb, path)
        assert "description" in operation or "x-alias-of" not in operation, (verb, path)
        assert len(operation["tags"]) == 1


def test_all_tags_are_described():
    assert all(tag["description"] for tag in document(DOOR)["tags"])


def test_aliases_say_what_they_are_aliases_of():
    found = document(DOOR)["paths"]
    assert found["/operation/update"]["post"]["summary"] == "Alias of PUT /operation"
    assert found["/operation/detail"]["get"]["summary"] == "Alias of POST /operation/detail with query parameters"
    assert found["/auth-method"]["get"]["summary"] == "Alias of POST /auth-method/list"
    for endpoint in DOOR.endpoints:
        main, *others = endpoint.routes
        assert "x-alias-of" not in found[main.path][main.verb.lower()]
        for route in others:
            assert found[route.path][route.verb.lower()]["x-alias-of"] == f"{main.verb} {main.path}"


def test_every_schema_is_used():
    found = document(DOOR)
    referred = set(re.findall(r"#/components/schemas/(\w+)", str(found)))
    assert referred == set(found["components"]["schemas"])


@pytest.mark.parametrize("endpoint", DOOR.endpoints, ids=lambda endpoint: endpoint.name)
def test_answers_are_described_by_the_declared_schema(endpoint):
    main = endpoint.routes[0]
    operation = document(DOOR)["paths"][main.path][main.verb.lower()]
    answer = operation["responses"]["200"]["content"][JSON]["schema"]["properties"]["responseObject"]
    if endpoint.many:
        answer = answer["items"]
    if endpoint.answer is None:
        assert answer == {"type": "null"}
    else:
        name = answer["$ref"].rsplit("/", 1)[1]
        members = document(DOOR)["components"]["schemas"][name]["properties"]
        assert set(members) == {kind.data_key for kind in endpoint.answer.fields.values()}


@pytest.mark.parametrize("endpoint", DOOR.endpoints, ids=lambda endpoint: endpoint.name)
def test_declared_codes_are_in_the_table_and_in_the_document(endpoint):
    assert set(endpoint.errors) <= set(DOOR.errors)
    for route in endpoint.routes:
        responses = document(DOOR)["paths"][route.path][route.verb.lower()]["responses"]
        for code in endpoint.errors:
            status = str(DOOR.errors[code].status)
            assert code in resolved(responses[status])["content"][JSON]["examples"], (route, code)


def test_every_code_of_the_table_is_documented_somewhere():
    text = str(document(DOOR))
    assert [code for code in DOOR.errors if f"'{code}'" not in text] == []


def test_whoever_reads_can_refuse_what_it_reads():
    reading = by_status(DOOR, endpoint_of("POST", "/organization/delete"), reads=True)
    assert reading[400] == [
        "REQUEST_VALIDATION_FAILED",
        "INVALID_REQUEST",
        "ORGANIZATION_NOT_FOUND",
        "DELETE_NOT_ALLOWED",
    ]
    paths = document(DOOR)["paths"]
    assert "400" not in paths["/api/service/status"]["get"]["responses"]
    assert "400" not in paths["/organization"]["get"]["responses"]
    assert "INVALID_REQUEST" in paths["/organization/detail"]["get"]["responses"]["400"]["content"][JSON]["examples"]
    assert {"413", "415"} <= set(paths["/organization/delete"]["post"]["responses"])
    assert not {"413", "415"} & set(paths["/organization/detail"]["get"]["responses"])


def test_every_operation_says_when_to_try_again():
    for verb, path, operation in operations():
        assert operation["responses"]["503"] == {"$ref": "#/components/responses/ServiceUnavailable"}, (verb, path)
    assert "Retry-After" in document(DOOR)["components"]["responses"]["ServiceUnavailable"]["headers"]


def headers(verb, path):
    parameters = document(DOOR)["paths"][path][verb.lower()].get("parameters", ())
    return {parameter["name"] for parameter in parameters if parameter["in"] == "header"}


def test_idempotency_keys_are_documented_where_they_are_read():
    reading = {e.name for e in DOOR.endpoints if "idempotency_key" in e.view.__code__.co_names}
    assert reading == {e.name for e in DOOR.endpoints for r in e.routes if "Idempotency-Key" in headers(r.verb, r.path)}
    assert "create_operation" in reading


@pytest.mark.parametrize(
    ("verb", "path", "localized"),
    [
        ("POST", "/operation", True),
        ("PUT", "/operation", True),
        ("GET", "/operation/detail", True),
        ("GET", "/user/operation", True),
        ("POST", "/operation/lookup/external", True),
        ("PUT", "/operation/formData", False),
        ("GET", "/auth-method", False),
    ],
)
def test_accept_language_is_documented_where_forms_are_answered(verb, path, localized):
    assert ("Accept-Language" in headers(verb, path)) == localized


def test_what_may_be_null_may_be_null_in_the_document():
    schemas = document(DOOR)["components"]["schemas"]
    members = schemas["OperationDetailResponse"]["properties"]
    for member, value in [("userId", None), ("accountStatus", None), ("formData", None), ("remainingAttempts", None)]:
        assert validator(members[member]).is_valid(value), member
    for member in ("operationId", "result", "steps", "expired", "timestampCreated"):
        assert not validator(members[member]).is_valid(None), member
    asked = schemas["CreateOperationRequest"]["properties"]
    assert validator(asked["operationId"]).is_valid(None)
    assert not validator(asked["operationName"]).is_valid(None)


def test_bounds_are_for_those_who_send():
    schemas = document(DOOR)["components"]["schemas"]
    assert schemas["StepDefinition"]["properties"]["operationName"]["maxLength"] == 256
    assert "maxLength" not in schemas["StepDefinitionAnswer"]["properties"]["operationName"]
    assert schemas["UpdateAuthMethodRequest"]["properties"]["config"]["maxProperties"] == 10


def test_queries_know_no_null():
    for verb, path, operation in operations():
        for parameter in operation.get("parameters", ()):
            assert not validator(parameter["schema"]).is_valid(None), (verb, path, parameter["name"])
