"""The OpenAPI document is valid and complete, and says of each endpoint what its declaration says."""

import inspect
import json
import re

import pytest
from marshmallow import fields
from openapi_spec_validator import validate

from api import cloud, mobile
from api.docs.openapi.errors import by_status
from api.docs.openapi.operations import path_of
from api.docs.openapi.refused_requests import Input
from api.formdata.schemas import OperationFormDataSchema
from api.http.endpoint import Route
from tests.api.conformance import conforms, document
from tests.api.docs.reading import (
    API,
    JSON,
    endpoint_of,
    endpoints,
    of_every,
    of_every_api,
    operations,
    resolved,
    validator,
)
from tests.rows import each_row

VERBS = {"GET", "POST", "PUT", "DELETE"}


@pytest.mark.exhaustive
@of_every_api
def test_the_document_is_valid_openapi(api):
    validate(document(api))
    assert document(api)["openapi"].startswith("3.1")


@of_every_api
def test_every_route_is_documented_and_nothing_else(app, api):
    served = {
        (verb, path_of(Route(verb, rule.rule.removeprefix(api.prefix))))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{api.prefix}/") and ".docs." not in rule.endpoint
        for verb in rule.methods & VERBS
    }
    assert served == {(verb, path) for verb, path, _ in operations(api)}


@of_every_api
def test_arguments_of_an_address_are_documented(api):
    for verb, path, operation in operations(api):
        parameters = operation.get("parameters", ())
        named = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
        assert named == re.findall(r"\{(\w+)\}", path), (verb, path)


@of_every_api
def test_operations_are_named_once_and_described(api):
    ids = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(ids) == len(set(ids))
    for verb, path, operation in operations(api):
        assert operation["summary"], (verb, path)
        assert "description" in operation or "x-alias-of" not in operation, (verb, path)
        assert len(operation["tags"]) == 1


@of_every_api
def test_no_text_has_an_object_of_the_program_in_the_place_of_a_word(api):
    """As where a text with places has a name in braces that only the program knows."""
    text = json.dumps(document(api), default=str)
    assert re.findall(r".{40}<(?:built-in|class|function|bound|module|\w[\w.]* object)\b[^>]*>", text) == []


@of_every_api
def test_all_tags_are_described(api):
    assert all(tag["description"] for tag in document(api)["tags"])


def test_aliases_say_what_they_are_aliases_of():
    found = document(API)["paths"]
    assert found["/operation/update"]["post"]["summary"] == "Alias of PUT /operation"
    assert found["/operation/config/detail"]["get"]["summary"] == (
        "Alias of POST /operation/config/detail with query parameters"
    )
    assert found["/auth-method"]["get"]["summary"] == "Alias of POST /auth-method/list"
    for endpoint in API.endpoints:
        main, *others = endpoint.routes
        assert "x-alias-of" not in found[main.path][main.verb.lower()]
        for route in others:
            assert found[route.path][route.verb.lower()]["x-alias-of"] == f"{main.verb} {main.path}"


@of_every_api
def test_every_schema_is_used(api):
    found = document(api)
    referred = set(re.findall(r"#/components/schemas/(\w+)", str(found)))
    assert referred == set(found["components"]["schemas"])


def named(reference, api):
    """The component that a schema is."""
    return document(api)["components"]["schemas"][reference["$ref"].rsplit("/", 1)[1]]


_ENDPOINTS, _NAMES = of_every(endpoints)
of_every_endpoint = each_row(("api", "name", "endpoint"), _ENDPOINTS, ids=_NAMES)


@of_every_endpoint
def test_answers_are_described_by_the_declared_schema(api, name, endpoint):
    main = endpoint.routes[0]
    operation = document(api)["paths"][path_of(main)][main.verb.lower()]
    answer = operation["responses"]["200"]["content"][JSON]["schema"]
    if endpoint.answer is None:
        assert answer == {"$ref": "#/components/schemas/Done"}
        done = named(answer, api)
        assert done["required"] == list(done["properties"]) == list(api.envelope.wrap(None, bare=endpoint.bare))
        return
    if api.envelope.answer and not (endpoint.bare or endpoint.unwrapped):
        answer = named(answer, api)["properties"]["responseObject"]
    if endpoint.many:
        answer = answer["items"]
    [answer] = answer.get("allOf", [answer])
    members = named(answer, api)["properties"]
    assert set(members) == {kind.data_key for kind in endpoint.answer.fields.values()}


@of_every_endpoint
def test_declared_codes_are_in_the_table_and_in_the_document(api, name, endpoint):
    assert set(endpoint.errors) <= set(api.errors)
    for route in endpoint.routes:
        responses = document(api)["paths"][path_of(route)][route.verb.lower()]["responses"]
        for code in endpoint.errors:
            status = str(api.errors[code].status)
            assert code in resolved(responses[status], api)["content"][JSON]["examples"], (route, code)


@of_every_api
def test_every_code_of_the_table_is_documented_somewhere(api):
    text = str(document(api))
    assert [code for code in api.errors if f"'{code}'" not in text] == []


@of_every_api
def test_every_operation_says_what_lets_its_caller_in(api):
    schemes = document(api)["components"].get("securitySchemes", {})
    used = set()
    for verb, path, operation in operations(api):
        named = {name for one in operation["security"] for name in one}
        assert named <= set(schemes), (verb, path)
        # Who can decrypt is who may read: an encrypted request that proves nothing is never kept out.
        assert (named <= {"encryption"}) or "401" in operation["responses"], (verb, path)
        used |= named
    assert used == set(schemes)


def test_the_cloud_names_the_accounts_and_the_scope_that_each_call_needs():
    administration = ["reader", "operator", "administrator"]
    for verb, path, operation in operations(cloud.api):
        *accounts, token = operation["security"]
        if path.startswith("/admin/"):
            least = next(iter(accounts[0]))
            assert accounts == [{name: []} for name in administration[administration.index(least) :]], (verb, path)
            assert token == {"accessToken": [f"nextstep:{least}"]}, (verb, path)
        else:
            assert (accounts, token) == ([{"integrationUser": []}], {"accessToken": ["nextstep:app:{appId}"]}), path
        assert "WWW-Authenticate" in resolved(operation["responses"]["401"], cloud.api)["headers"]
        assert "WWW-Authenticate" in resolved(operation["responses"]["403"], cloud.api)["headers"]


def test_the_next_step_api_says_that_it_may_ask_for_a_token():
    for verb, path, operation in operations(API):
        nobody, token = operation["security"]
        [scope] = token["accessToken"]
        assert nobody == {}, (verb, path)
        assert scope in ("nextstep:flows", "nextstep:administrator"), (verb, path)
    security = document(API)["paths"]["/step/definition"]["post"]["security"]
    assert security[1] == {"accessToken": ["nextstep:administrator"]}


def test_members_that_may_be_left_out_are_not_required_and_never_null():
    found = document(cloud.api)["components"]["schemas"]["RegistrationDetail"]
    optional = set(found["properties"]) - set(found["required"])
    assert {"activationCode", "activationFingerprint", "blockedReason", "name"} <= optional
    assert not {"registrationId", "flags", "userId"} & optional
    for name in found["properties"]:
        assert not validator(found["properties"][name], cloud.api).is_valid(None), name


def test_one_code_for_both_has_violations_only_where_a_member_is_named():
    def documented(error):
        try:
            return conforms(
                "POST", "/powerauth-cloud/v2/registrations", 400, {"status": "ERROR", "responseObject": error}
            )
        except AssertionError:
            return False

    error = {"code": "ERROR_REQUEST", "message": "userId: Not a valid string."}
    violation = {"fieldName": "userId", "invalidValue": None, "hint": "Missing data for required field."}
    assert documented(error)
    assert documented({**error, "violations": [violation]})
    assert not documented({**error, "violations": []})
    other = {"code": "ERROR_REGISTRATION_NOT_FOUND", "message": "Registration not found"}
    assert documented(other)
    assert not documented({**other, "violations": [violation]})


def test_whoever_reads_can_refuse_what_it_reads():
    endpoint = endpoint_of("POST", "/organization/delete")
    reading = by_status(API, endpoint, Input(endpoint.request, body=True, in_envelope=True, path=False))
    assert reading[400] == [
        "REQUEST_VALIDATION_FAILED",
        "INVALID_REQUEST",
        "ORGANIZATION_NOT_FOUND",
        "DELETE_NOT_ALLOWED",
    ]
    paths = document(API)["paths"]
    assert "400" not in paths["/api/service/status"]["get"]["responses"]
    assert "400" not in paths["/organization"]["get"]["responses"]
    assert "INVALID_REQUEST" in paths["/organization/detail"]["get"]["responses"]["400"]["content"][JSON]["examples"]
    assert {"413", "415"} <= set(paths["/organization/delete"]["post"]["responses"])
    assert not {"413", "415"} & set(paths["/organization/detail"]["get"]["responses"])


@of_every_api
def test_every_operation_says_when_to_try_again(api):
    for verb, path, operation in operations(api):
        assert operation["responses"]["503"] == {"$ref": "#/components/responses/ServiceUnavailable"}, (verb, path)
    assert "Retry-After" in document(api)["components"]["responses"]["ServiceUnavailable"]["headers"]


def headers(verb, path, api=API):
    parameters = document(api)["paths"][path][verb.lower()].get("parameters", ())
    return {parameter["name"] for parameter in parameters if parameter["in"] == "header"}


@of_every_api
def test_idempotency_keys_are_documented_where_views_take_them(api):
    reading = {e.name for e in api.endpoints if "key" in inspect.signature(e.view).parameters}
    assert reading == {e.name for e in api.endpoints if e.idempotent is not None}
    documented = {
        e.name for e in api.endpoints for r in e.routes if "Idempotency-Key" in headers(r.verb, path_of(r), api)
    }
    assert reading == documented
    # Phones make no request twice: the mobile API ignores the header.
    assert bool({"create_operation", "create_registration"} & reading) == (api.name != "mobile")


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


def _with_a_form(schema):
    inner = [kind.inner if isinstance(kind, fields.List) else kind for kind in schema.fields.values()] if schema else []
    nested = [kind.schema for kind in inner if isinstance(kind, fields.Nested)]
    return isinstance(schema, OperationFormDataSchema) or any(map(_with_a_form, nested))


def test_endpoints_that_answer_forms_are_declared_localized():
    found = {endpoint.name for endpoint in API.endpoints if _with_a_form(endpoint.answer)}
    assert {endpoint.name for endpoint in API.endpoints if endpoint.localized} == found != set()


def test_accept_language_is_documented_where_phones_are_shown_operations():
    paths = {"/list", "/history", "/detail", "/detail/claim"}
    answered = {
        path for path in document(mobile.api)["paths"] if "Accept-Language" in headers("POST", path, mobile.api)
    }
    assert answered == {f"/api/auth/token/app/operation{path}" for path in paths}


def test_what_may_be_null_may_be_null_in_the_document():
    schemas = document(API)["components"]["schemas"]
    members = schemas["OperationDetailResult"]["properties"]
    for member, value in [("userId", None), ("accountStatus", None), ("formData", None), ("remainingAttempts", None)]:
        assert validator(members[member]).is_valid(value), member
    for member in ("operationId", "result", "steps", "expired", "timestampCreated"):
        assert not validator(members[member]).is_valid(None), member
    asked = schemas["CreateOperationInput"]["properties"]
    assert validator(asked["operationId"]).is_valid(None)
    assert not validator(asked["operationName"]).is_valid(None)


def test_bounds_are_for_those_who_send():
    schemas = document(API)["components"]["schemas"]
    assert schemas["StepDefinition"]["properties"]["operationName"]["maxLength"] == 256
    assert "maxLength" not in schemas["StepDefinitionAnswer"]["properties"]["operationName"]
    assert schemas["UpdateAuthMethodInput"]["properties"]["config"]["maxProperties"] == 10


@of_every_api
def test_queries_know_no_null(api):
    for verb, path, operation in operations(api):
        for parameter in operation.get("parameters", ()):
            assert not validator(parameter["schema"], api).is_valid(None), (verb, path, parameter["name"])
