"""Every example in the documentation is one that the API would accept, or answer."""

import pytest
from marshmallow import ValidationError

from activities.powerauth import base64_text, elliptic_curve, sdk_config
from api.docs.document import material_of
from api.docs.examples import cloud_registrations
from tests.api.conformance import conforms, document
from tests.api.docs.reading import (
    API,
    JSON,
    endpoint_of,
    of_every,
    of_every_api,
    operations,
    resolved,
    validator,
)
from tests.rows import each_row

of_every_operation = each_row(
    ("api", "verb", "path", "operation"), of_every(operations)[0], ids=of_every(operations)[1]
)


@of_every_operation
def test_examples_of_requests_are_accepted(api, verb, path, operation):
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    for name, example in (content or {}).get("examples", {}).items():
        endpoint = endpoint_of(verb, path, api)
        wrapped = api.envelope.request and not endpoint.bare and endpoint.raw is None
        try:
            (endpoint.request or endpoint.raw).load(example["value"]["requestObject"] if wrapped else example["value"])
        except ValidationError as error:
            pytest.fail(f"{name}: {error.messages}")
        assert validator(content["schema"], api).is_valid(example["value"]), name


@of_every_operation
def test_examples_of_answers_are_answers(api, verb, path, operation):
    for status, response in operation["responses"].items():
        content = resolved(response, api).get("content", {JSON: {}})
        assert ("content" in resolved(response, api)) == (status != "304")
        for example in content[JSON].get("examples", {}).values():
            assert conforms(verb, api.prefix + path, int(status), example["value"])


@of_every_api
def test_examples_of_members_are_values_of_theirs(api):
    shown = 0
    for name, schema in document(api)["components"]["schemas"].items():
        for member, shape in {"": schema, **schema.get("properties", {})}.items():
            for example in shape.get("examples", ()):
                assert validator(shape, api).is_valid(example), f"{name}.{member}: {example!r}"
                shown += 1
    assert shown > 20


@of_every_api
def test_material_names_what_exists(api):
    material = material_of(api)
    names = {endpoint.name for endpoint in api.endpoints}
    assert set(material.requests) | set(material.answers) <= names
    assert set(material.tags) == {endpoint.tag for endpoint in api.endpoints}
    assert set(material.reasons) <= set(api.errors)
    text = str(document(api))
    shown = [
        example for schema in document(api)["components"]["schemas"].values() for example in schema.get("examples", ())
    ]
    unknown = [
        key
        for key, value in {**material.words, **material.members}.items()
        if f"'{key.rpartition('.')[2]}'" not in text and value not in shown
    ]
    assert unknown == []


def test_the_example_of_an_application_is_one_application():
    config = sdk_config.read(cloud_registrations.SDK_CONFIG)
    assert (config.application_key, config.application_secret) == (
        cloud_registrations.APP_KEY,
        cloud_registrations.APP_SECRET,
    )
    point = base64_text.decode(cloud_registrations.MASTER_KEY)
    assert elliptic_curve.public_bytes(config.master_public_key) == point


@each_row(
    ("path", "method"),
    [
        ("/auth/credential", "USERNAME_PASSWORD_AUTH"),
        ("/auth/otp", "SMS_KEY"),
        ("/auth/combined", "SMS_KEY"),
        ("/auth/passkey", "PASSKEY"),
    ],
)
def test_who_copies_an_example_takes_the_step_of_what_the_user_gave(path, method):
    content = document(API)["paths"][path]["post"]["requestBody"]["content"][JSON]
    (example,) = content["examples"].values()
    assert example["value"]["requestObject"]["authMethod"] == method


def test_the_localized_example_is_english():
    paths = document(API)["paths"]
    examples = paths["/operation/detail"]["post"]["responses"]["200"]["content"][JSON]["examples"]
    form = examples["with Accept-Language en"]["value"]["responseObject"]["formData"]
    assert form["title"]["message"] == "Confirm Payment"
    assert form["parameters"][0]["formattedValue"] == "100.00 CZK"
