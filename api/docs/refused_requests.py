"""What the door says to a request that its schema refuses: found out by sending the schema such requests."""

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError

from api.faults import violation
from api.schema import Malformed, faults

_PREFIX = "requestObject"
_MISSING = "Missing data for required field."


def violations(request: Schema, *, body: bool) -> list[dict[str, Any]]:
    """The violations of a request that lacks what is required, or else of one whose texts are too long."""
    found = _faults(request, [None, "x" * 10_000], body=body)
    wrong = next(((path, text) for path, text in found if not isinstance(text, Malformed)), None)
    path, hint = wrong or (_PREFIX, _MISSING)
    return [violation(path, None, hint)]


def malformation(request: Schema, *, body: bool) -> str:
    """The fault of a request that holds something of another type; in a query, of one that holds no text."""
    found = _faults(request, [[], "x"] if body else ["?", "\0"], body=body)
    wrong = next(((path, text) for path, text in found if isinstance(text, Malformed)), None)
    return f"{wrong[0]}: {wrong[1]}" if wrong else "the body is not an object"


def _faults(request: Schema, values: Iterable[object], *, body: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for value in values:
        try:
            request.load({kind.data_key or name: value for name, kind in request.fields.items()})
        except ValidationError as error:
            found += faults(error.messages, _PREFIX if body else "")
    return found
