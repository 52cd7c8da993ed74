"""What the API says to a request that its schema refuses: found out by sending the schema such requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError

from api.http.errors import violation
from api.http.malformed import Malformed, flatten

_WRAPPER = "requestObject"
_MISSING = "Missing data for required field."
_ADDRESS = "the address holds what cannot be an identifier"


@dataclass(frozen=True, slots=True)
class Input:
    """What a route reads: `schema`, the one of its JSON `body` or else of its query (null: neither), and whether its path.

    `in_envelope`: the body is under `requestObject`.
    """

    schema: Schema | None
    body: bool
    in_envelope: bool
    path: bool

    @property
    def prefix(self) -> str:
        """Where in the request the schema's members stand."""
        return _WRAPPER if self.body and self.in_envelope else ""


def violations(reads: Input) -> list[dict[str, Any]]:
    """The violations of a request that lacks what is required, or else of one whose texts are too long."""
    found = _violations_of(reads, [None, "x" * 10_000])
    wrong = next(((path, text) for path, text in found if not isinstance(text, Malformed)), None)
    path, hint = wrong or (_WRAPPER, _MISSING)
    return [violation(path, None, hint)]


def malformation(reads: Input) -> str:
    """The fault of a request that holds something of another type; in a query, of one that holds no text."""
    found = _violations_of(reads, [[], "x"] if reads.body else ["?", "\0"])
    wrong = next(((path, text) for path, text in found if isinstance(text, Malformed)), None)
    if wrong is None:
        return "the body is not an object" if reads.schema is not None else _ADDRESS
    return f"{wrong[0]}: {wrong[1]}"


def _violations_of(reads: Input, values: Iterable[object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for value in values if reads.schema is not None else ():
        assert reads.schema is not None
        try:
            reads.schema.load({kind.data_key or name: value for name, kind in reads.schema.fields.items()})
        except ValidationError as error:
            found += flatten(error.messages, reads.prefix)
    return found
