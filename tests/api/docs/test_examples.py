"""Every example in the documentation is one that the door would accept, or answer."""

import pytest
from marshmallow import ValidationError

from api.docs.document import material_of
from tests.api.conformance import conforms, document
from tests.api.docs.reading import DOOR, JSON, endpoint_of, operations, resolved, validator


@pytest.mark.parametrize(
    ("verb", "path", "operation"), operations(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_examples_of_requests_are_accepted(verb, path, operation):
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    for name, example in (content or {}).get("examples", {}).items():
        try:
            endpoint_of(verb, path).request.load(example["value"]["requestObject"])
        except ValidationError as error:
            pytest.fail(f"{name}: {error.messages}")
        assert validator(content["schema"]).is_valid(example["value"]), name


@pytest.mark.parametrize(
    ("verb", "path", "operation"), operations(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_examples_of_answers_are_answers(verb, path, operation):
    for status, response in operation["responses"].items():
        for example in resolved(response)["content"][JSON].get("examples", {}).values():
            assert conforms(verb, path, int(status), example["value"])


def test_examples_of_members_are_values_of_theirs():
    shown = 0
    for name, schema in document(DOOR)["components"]["schemas"].items():
        for member, shape in schema.get("properties", {}).items():
            for example in shape.get("examples", ()):
                assert validator(shape).is_valid(example), f"{name}.{member}: {example!r}"
                shown += 1
    assert shown > 100


def test_material_names_what_exists():
    material = material_of(DOOR)
    names = {endpoint.name for endpoint in DOOR.endpoints}
    assert material.repeatable | set(material.requests) | set(material.answers) <= names
    assert set(material.tags) == {endpoint.tag for endpoint in DOOR.endpoints}
    assert set(material.reasons) <= set(DOOR.errors)
    text = str(document(DOOR)["components"]["schemas"])
    unknown = [key for key in material.members if f"'{key.rpartition('.')[2]}':" not in text]
    assert unknown == []


def test_the_localized_example_is_english():
    paths = document(DOOR)["paths"]
    examples = paths["/operation/detail"]["post"]["responses"]["200"]["content"][JSON]["examples"]
    form = examples["with Accept-Language en"]["value"]["responseObject"]["formData"]
    assert form["title"]["message"] == "Confirm Payment"
    assert form["parameters"][0]["formattedValue"] == "100.00 CZK"
