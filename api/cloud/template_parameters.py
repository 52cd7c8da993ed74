"""Templates as integration users see them: which there are, and what their operations are made of."""

from typing import Any

from marshmallow import fields

from api.cloud.blueprint import api
from api.cloud.schema import CloudSchema
from api.http.schema import Boolean, List, String
from api.services import services


class TemplateParameter(CloudSchema):
    """A parameter of a template's operations."""

    name = String()
    required = Boolean()
    amount = Boolean()


class UsableTemplate(CloudSchema):
    """A template to create operations from, and the parameters that they take."""

    template = String()
    operation_type = String()
    data_template = String()
    parameters = List(fields.Nested(TemplateParameter))


class UsableTemplateList(CloudSchema):
    """All templates, by name."""

    templates = List(fields.Nested(UsableTemplate))


@api.endpoint("GET /v2/templates", tag="Operations", answer=UsableTemplateList())
def get_usable_template_list() -> dict[str, Any]:
    """List the templates, and which parameters their operations take."""
    return {
        "templates": [
            {
                "template": template.template_name,
                "operationType": template.operation_type,
                "dataTemplate": template.data_template,
                "parameters": [
                    {"name": one.name, "required": one.required, "amount": one.amount} for one in parameters
                ],
            }
            for template, parameters in services().templates.list_parameters()
        ]
    }
