"""The OpenAPI documents are such that generators of clients make of them what a caller can use."""

from datetime import UTC, datetime

import pytest
from openapi_spec_validator import validate
from standardwebhooks import Webhook

from api.docs.examples.callbacks import SECRET
from api.docs.openapi.openapi30 import downgrade
from config import exact_json
from config.callbacks import ALWAYS, ATTRIBUTES, CallbackType
from tests.api.conformance import APIS, document
from tests.api.docs.reading import JSON, endpoint_of, of_every_api, operations, validator

CLOUD = next(api for api in APIS if api.name == "cloud")
# What generators call the types that they make of an operation: of its parameters, its body, its answer.
MADE_OF_OPERATIONS = ("", "Request", "RequestBody", "Response", "Params", "Body")


def components(api):
    return document(api)["components"]["schemas"]


def schemas(api):
    """Every (place, schema) of a document, also those inside of others."""
    found = document(api)
    for name, schema in components(api).items():
        yield from inside(name, schema)
    for verb, path, operation in operations(api):
        contents = [operation.get("requestBody", {}), *operation["responses"].values()]
        for parameter in operation.get("parameters", ()):
            yield from inside(f"{verb} {path} {parameter['name']}", parameter["schema"])
        for content in contents:
            for media in content.get("content", {}).values():
                yield from inside(f"{verb} {path}", media["schema"])
    assert found


def inside(place, schema):
    yield place, schema
    for name, member in schema.get("properties", {}).items():
        yield from inside(f"{place}.{name}", member)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from inside(f"{place}[]", schema[key])
    for key in ("allOf", "anyOf", "oneOf"):
        for one in schema.get(key, ()):
            yield from inside(place, one)


@of_every_api
def test_every_integer_says_how_wide_it_is(api):
    integers = [
        (place, schema) for place, schema in schemas(api) if schema.get("type") in ("integer", ["integer", "null"])
    ]
    assert integers
    assert [place for place, schema in integers if schema.get("format") not in ("int32", "int64")] == []


def test_integers_that_may_be_large_have_64_bits():
    members = components(CLOUD)["OperationDetail"]["properties"]
    assert members["timestampCreated"]["format"] == "int64"
    assert components(CLOUD)["TemplateChange"]["properties"]["maxFailureCount"]["format"] == "int32"


@of_every_api
def test_times_are_texts_that_every_client_reads(api):
    # `date-time` is RFC 3339, whose offset has a colon: clients would refuse what the APIs answer.
    assert [place for place, schema in schemas(api) if schema.get("format") == "date-time"] == []


@of_every_api
def test_later_versions_may_answer_more(api):
    assert [place for place, schema in schemas(api) if schema.get("additionalProperties") is False] == []


@of_every_api
def test_every_schema_says_something(api):
    said = {"type", "$ref", "allOf", "anyOf", "oneOf"}
    assert [place for place, schema in schemas(api) if not said & set(schema)] == []


@of_every_api
def test_null_stands_beside_a_type(api):
    for place, schema in schemas(api):
        if schema.get("type") != "null":
            assert None not in schema.get("enum", ()), place
        assert not {"const", "not"} & set(schema), place
    alone = [place for place, schema in schemas(api) if schema.get("type") == "null"]
    beside = [place for place, schema in schemas(api) if {"type": "null"} in schema.get("anyOf", ())]
    assert sorted(alone) == sorted(beside)


@of_every_api
def test_bodies_and_answers_are_named(api):
    for verb, path, operation in operations(api):
        for content in [operation.get("requestBody", {}), *operation["responses"].values()]:
            schema = content.get("content", {JSON: {"schema": {"$ref": ""}}})[JSON]["schema"]
            assert set(schema.get("items", schema)) == {"$ref"}, (verb, path)


@of_every_api
def test_enumerations_of_several_words_are_named(api):
    inline = [
        place for place, schema in schemas(api) if len(schema.get("enum", ())) > 1 and place not in components(api)
    ]
    # Of one member each, and never read back by a client.
    known = {"CreateCallbackInput.attributes[]", "UpdateCallbackInput.attributes[]", "AllowedSignatureType.type"}
    assert set(inline) <= known


@of_every_api
def test_no_operation_makes_a_type_that_has_the_name_of_another(api):
    names = {name.lower() for name in components(api)}
    made = {
        operation["operationId"]: operation["operationId"].lower() + ending.lower()
        for _, _, operation in operations(api)
        for ending in MADE_OF_OPERATIONS
        if operation["operationId"].lower() + ending.lower() in names
    }
    assert made == {}


@of_every_api
def test_no_component_differs_from_another_in_case_alone(api):
    names = [name.lower() for name in components(api)]
    assert len(names) == len(set(names))


@of_every_api
def test_every_member_and_parameter_is_described(api):
    members = [
        f"{name}.{member}"
        for name, schema in components(api).items()
        for member, shape in schema.get("properties", {}).items()
        if not shape.get("description")
    ]
    parameters = [
        f"{verb} {path} {parameter['name']}"
        for verb, path, operation in operations(api)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]
    assert members + parameters == []
    assert [name for name, schema in components(api).items() if not schema.get("description")] == []


@of_every_api
def test_every_body_and_every_answer_has_an_example(api):
    for verb, path, operation in operations(api):
        contents = [operation["responses"]["200"]] + ([operation["requestBody"]] if "requestBody" in operation else [])
        for content in contents:
            assert content["content"][JSON]["examples"], (verb, path)


@pytest.mark.exhaustive
@of_every_api
def test_the_document_is_served_in_3_0_too(client, api):
    served = client.get(f"{api.prefix}/openapi-3.0.json")
    assert served.status_code == 200
    assert served.json["openapi"] == "3.0.3"
    validate(served.json)
    assert f"({api.prefix}/openapi-3.0.json)" in document(api)["info"]["description"]


@of_every_api
def test_3_0_has_the_same_operations_and_schemas(api):
    old = downgrade(document(api))
    assert {path: set(verbs) for path, verbs in old["paths"].items()} == {
        path: set(verbs) for path, verbs in document(api)["paths"].items()
    }
    assert set(old["components"]["schemas"]) == set(components(api))
    text = str(old)
    assert "'null'" not in text
    assert "contentMediaType" not in text


@pytest.mark.parametrize("callback_type", CallbackType)
def test_a_webhook_shows_all_that_a_callback_may_tell(callback_type):
    name = {
        "OPERATION_STATUS_CHANGE": "OperationStatusChange",
        "REGISTRATION_STATUS_CHANGE": "RegistrationStatusChange",
    }
    hook = document(CLOUD)["webhooks"][name[callback_type]]["post"]
    content = hook["requestBody"]["content"][JSON]
    members = components(CLOUD)[content["schema"]["$ref"].rsplit("/", 1)[1]]["properties"]
    assert set(members) == {*ALWAYS[callback_type], *ATTRIBUTES[callback_type]}
    [example] = [one["value"] for one in content["examples"].values()]
    assert validator(content["schema"], CLOUD).is_valid(example)
    assert set(members) - set(example) <= {"blockedReason"}
    headers = {header["name"]: header["example"] for header in hook["parameters"]}
    # By the library that banks use; what it says of a time that is past is not asked here.
    sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    signed = Webhook(SECRET).sign(headers["webhook-id"], sent, exact_json.encode(example).decode())
    assert headers["webhook-signature"] == signed


def test_3_0_has_webhooks_as_callbacks_of_what_asks_for_them():
    create = downgrade(document(CLOUD))["paths"]["/v2/admin/applications/{appId}/callbacks"]["post"]
    assert set(create["callbacks"]) == set(document(CLOUD)["webhooks"])
    for told in create["callbacks"].values():
        assert list(told) == ["{$request.body#/callbackUrl}"]
    assert endpoint_of("POST", "/v2/admin/applications/{appId}/callbacks", CLOUD).name == "create_callback"
