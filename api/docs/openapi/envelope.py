"""The envelope around requests, answers and errors, as named JSON Schemas (`nextstep.md` §0)."""

from typing import Any

from api.docs.openapi.nulls import JsonSchema
from api.docs.openapi.schemas import enumeration
from api.http.blueprint import ApiBlueprint, JsonEnvelope
from api.http.error_table import ErrorText
from api.http.errors import ErrorResponse
from config.identity_vocabulary import CredentialValidationFailure

_REF = "#/components/schemas/"
VIOLATION: JsonSchema = {
    "type": "object",
    "description": "A member that does not hold what it should.",
    "properties": {
        "fieldName": {"type": "string", "description": "Where it stands in the request.", "examples": ["userId"]},
        "invalidValue": {
            "type": ["string", "integer", "boolean", "null"],
            "description": "What it held; null where it was missing, or held more than is repeated.",
            "examples": [None],
        },
        "hint": {
            "type": "string",
            "description": "What it should hold.",
            "examples": ["Missing data for required field."],
        },
    },
    "required": ["fieldName", "invalidValue", "hint"],
}


class Envelopes:
    """The API's envelopes; each that is used becomes a component."""

    def __init__(self, api: ApiBlueprint) -> None:
        self._envelope: JsonEnvelope = api.envelope
        self.components: dict[str, JsonSchema] = {**_errors(api)}

    def request_schema(self, request: JsonSchema, *, bare: bool) -> JsonSchema:
        """What a caller sends."""
        if bare or not self._envelope.request:
            return request
        members = {"requestObject": _describe(request, "What is asked.")}
        return self._component(f"Wrapped{_name(request)}", "A request in its envelope.", members)

    def answer_schema(self, answer: JsonSchema | None, *, bare: bool) -> JsonSchema:
        """What is answered with 200; without an answer there is nothing to say but that it is done."""
        if answer is None:
            null: JsonSchema = {"type": ["object", "null"], "description": "Always null.", "examples": [None]}
            members = _status("OK") | ({"responseObject": null} if self._envelope.null else {})
            return self._component("Done", "It is done, and there is nothing else to say.", members)
        if bare or not self._envelope.answer:
            return answer
        many = answer.get("type") == "array"
        name = f"Wrapped{_name(answer['items'])}List" if many else f"Wrapped{_name(answer)}"
        members = {**_status("OK"), "responseObject": _describe(answer, "The answer.")}
        return self._component(name, "An answer in its envelope.", members)

    def _component(self, name: str, description: str, members: JsonSchema) -> JsonSchema:
        self.components[name] = _object(description, members)
        return {"$ref": _REF + name}


def error_schema() -> JsonSchema:
    """What is answered when something is refused, whatever it is."""
    return {"$ref": f"{_REF}ErrorResult"}


def error_example(error: ErrorResponse, text: ErrorText) -> dict[str, Any]:
    """An example of an error: `error` said with its code's `text`."""
    error_object = {"code": error.code, "message": text.render(error.detail), **error.extra}
    return {"status": "ERROR", "responseObject": error_object}


def _errors(api: ApiBlueprint) -> dict[str, JsonSchema]:
    codes = ", ".join(f"`{code}`" for code in api.errors)
    detail = {
        "code": {
            "type": "string",
            "description": f"What to decide by. A later version may know others than these: {codes}.",
            "examples": [api.codes.malformed],
        },
        "message": {
            "type": "string",
            "description": "What happened, in English, for people to read; its words may change.",
            "examples": [api.errors[api.codes.malformed].render("the body is not an object")],
        },
        "violations": {
            "type": "array",
            "items": {"$ref": f"{_REF}Violation"},
            "description": f"The members that are not as they should be, with the code `{api.codes.invalid}`.",
        },
    }
    named = {}
    if api.codes.policy_violation is not None:
        named[CredentialValidationFailure.__name__] = enumeration(CredentialValidationFailure)
        detail["validationFailures"] = {
            "type": "array",
            "items": {"$ref": f"{_REF}{CredentialValidationFailure.__name__}"},
            "description": f"The rules that are broken, with the code `{api.codes.policy_violation}`.",
        }
    if api.codes.approval_required is not None:
        detail["changeRequestId"] = {
            "type": "string",
            "description": "The request that another administrator has to approve, with the code "
            f"`{api.codes.approval_required}`.",
        }
    return {
        "ErrorResult": _object(
            "An error in its envelope.",
            {
                **_status("ERROR"),
                "responseObject": _describe({"$ref": f"{_REF}ErrorDetail"}, "What was refused, and why."),
            },
        ),
        "ErrorDetail": {**_object("An error.", detail), "required": ["code", "message"]},
        "Violation": VIOLATION,
        **named,
    }


def _status(word: str) -> JsonSchema:
    return {"status": {"type": "string", "enum": [word], "description": f"`{word}`."}}


def _object(description: str, members: JsonSchema) -> JsonSchema:
    return {"type": "object", "description": description, "properties": members, "required": list(members)}


def _name(reference: JsonSchema) -> str:
    name: str = reference["$ref"].removeprefix(_REF)
    return name


def _describe(shape: JsonSchema, description: str) -> JsonSchema:
    return {"allOf": [shape], "description": description} if "$ref" in shape else {**shape, "description": description}
