"""The envelope around requests, answers and errors, as JSON Schema (reference `nextstep.md` §0)."""

from typing import Any

from api.faults import Fault

JsonSchema = dict[str, Any]

VIOLATIONS = "REQUEST_VALIDATION_FAILED"
VIOLATION: JsonSchema = {
    "type": "object",
    "description": "A member that does not hold what it should.",
    "properties": {
        "fieldName": {"type": "string", "description": "Where it stands in the request."},
        "invalidValue": {
            "type": ["string", "integer", "boolean", "null"],
            "description": "What it held; null where it was missing, or held more than is repeated.",
        },
        "hint": {"type": "string", "description": "What it should hold."},
    },
    "required": ["fieldName", "invalidValue", "hint"],
    "additionalProperties": False,
}
COMPONENTS = {"Violation": VIOLATION}


def asked(request: JsonSchema) -> JsonSchema:
    """What a caller sends."""
    return {"type": "object", "properties": {"requestObject": request}, "required": ["requestObject"]}


def answered(answer: JsonSchema) -> JsonSchema:
    """What is answered with 200."""
    return _envelope("OK", answer)


def refused(codes: list[str]) -> JsonSchema:
    """What is answered when it is one of the error `codes`."""
    shapes = [_error([VIOLATIONS], violations=True)] if VIOLATIONS in codes else []
    if others := [code for code in codes if code != VIOLATIONS]:
        shapes.append(_error(others, violations=False))
    return _envelope("ERROR", shapes[0] if len(shapes) == 1 else {"oneOf": shapes})


def refusal(fault: Fault, text: str) -> dict[str, Any]:
    """An example of an error: `fault` said with its code's `text`."""
    error = {"code": fault.code, "message": text.format(detail=fault.detail), **fault.extra}
    return {"status": "ERROR", "responseObject": error}


def _envelope(status: str, inner: JsonSchema) -> JsonSchema:
    return _exact({"status": {"type": "string", "const": status}, "responseObject": inner})


def _error(codes: list[str], *, violations: bool) -> JsonSchema:
    members: JsonSchema = {"code": {"type": "string", "enum": codes}, "message": {"type": "string"}}
    if violations:
        members["violations"] = {"type": "array", "items": {"$ref": "#/components/schemas/Violation"}, "minItems": 1}
    return _exact(members)


def _exact(members: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}
