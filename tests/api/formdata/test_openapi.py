"""The form's part of the API documentation, made from the schemas."""

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.formdata.field_types import KINDS
from api.formdata.openapi import parameter_types
from api.formdata.schemas import OperationFormDataSchema

from .forms import snapshot


def described():
    plugin = MarshmallowPlugin()
    spec = APISpec("Next Step", "1", "3.1.0", plugins=[plugin])
    plugin.converter.add_attribute_function(parameter_types)
    spec.components.schema("OperationFormData", schema=OperationFormDataSchema)
    return spec.to_dict()


def test_the_document_is_valid_openapi():
    validate(described())


def test_a_parameter_is_one_of_the_types():
    schemas = described()["components"]["schemas"]
    items = schemas["OperationFormData"]["properties"]["parameters"]["items"]
    named = schemas[items["$ref"].rpartition("/")[2]]
    mapping = named["discriminator"]["mapping"]
    assert named["discriminator"]["propertyName"] == "type"
    assert list(mapping) == list(KINDS)
    assert [choice["$ref"] for choice in named["oneOf"]] == list(mapping.values())
    for word, reference in mapping.items():
        assert schemas[reference.rpartition("/")[2]]["properties"]["type"]["enum"] == [word]


def test_a_form_as_answered_fits_its_description():
    document = described()
    schema = document["components"]["schemas"]["OperationFormData"] | {"components": document["components"]}
    for name in ("stored", "cs"):
        form = snapshot(name)
        # JSON Schema libraries know floats, not decimals.
        form["parameters"][0]["amount"] = float(form["parameters"][0]["amount"])
        for account in form["parameters"][7]["bankAccounts"]:
            account["balance"] = float(account["balance"])
        assert [error.message for error in Draft202012Validator(schema).iter_errors(form)] == []
