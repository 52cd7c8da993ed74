"""The envelope around requests, answers and errors, as JSON Schema (reference `nextstep.md` §0)."""

from typing import Any

from api.door import Envelope
from api.error_table import Codes, ErrorText
from api.faults import Fault

JsonSchema = dict[str, Any]

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


def asked(envelope: Envelope, request: JsonSchema, *, bare: bool) -> JsonSchema:
    """What a caller sends."""
    if bare or not envelope.request:
        return request
    return {"type": "object", "properties": {"requestObject": request}, "required": ["requestObject"]}


def answered(envelope: Envelope, answer: JsonSchema | None, *, bare: bool) -> JsonSchema:
    """What is answered with 200; without an answer there is nothing to say but that it is done."""
    if answer is None:
        return _status("OK", {"type": "null"} if envelope.null else None)
    return answer if bare or not envelope.answer else _status("OK", answer)


def refused(codes: list[str], everywhere: Codes) -> JsonSchema:
    """What is answered when it is one of the error `codes`, at a door whose codes for all endpoints are `everywhere`."""
    shapes = []
    if everywhere.invalid in codes:
        # Where one code says both, what is malformed has no violations.
        shapes.append(_error([everywhere.invalid], violations=True, always=everywhere.invalid != everywhere.malformed))
    if others := [code for code in codes if code != everywhere.invalid]:
        shapes.append(_error(others, violations=False))
    return _status("ERROR", shapes[0] if len(shapes) == 1 else {"oneOf": shapes})


def refusal(fault: Fault, text: ErrorText) -> dict[str, Any]:
    """An example of an error: `fault` said with its code's `text`."""
    error = {"code": fault.code, "message": text.said(fault.detail), **fault.extra}
    return {"status": "ERROR", "responseObject": error}


def _status(status: str, inner: JsonSchema | None) -> JsonSchema:
    members: JsonSchema = {"status": {"type": "string", "const": status}}
    return _exact(members if inner is None else {**members, "responseObject": inner})


def _error(codes: list[str], *, violations: bool, always: bool = True) -> JsonSchema:
    members: JsonSchema = {"code": {"type": "string", "enum": codes}, "message": {"type": "string"}}
    if not violations:
        return _exact(members)
    items = {"$ref": "#/components/schemas/Violation"}
    shape = _exact({**members, "violations": {"type": "array", "items": items, "minItems": 1}})
    return shape if always else {**shape, "required": list(members)}


def _exact(members: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}
