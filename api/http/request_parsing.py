"""What a request asks of an endpoint: its query and body, loaded by the endpoint's schemas."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from api.http import plain_load
from api.http.api_request import JSON, current
from api.http.endpoint import Endpoint
from api.http.errors import RequestInvalid, violation
from api.http.malformed import find_malformed, flatten
from api.http.query import coerce_parameters, of_queries
from api.http.schema import BODY_LENGTH, TEXT_LENGTH, is_secret
from config.strict_json import JsonInvalid, read

_MAX_ECHOED = 300


def load_request(endpoint: Endpoint, *, in_envelope: bool, surplus: bool) -> list[dict[str, Any]]:
    """What the current request says: the loaded query, if any, then the loaded request, if any.

    `in_envelope`: a body is under `requestObject`. `surplus`: text after the JSON of a body is passed over. Raises `JsonInvalid`,
    `RequestInvalid`, and Werkzeug's for a body that is too large or of another type.
    """
    found = []
    if endpoint.query is not None:
        found.append(_query(endpoint.query))
    if endpoint.request is not None:
        queried = request.method == "GET"
        found.append(_query(endpoint.request) if queried else _body(endpoint.request, in_envelope, surplus))
    return found


def merge(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The members of the query and of the body, by name."""
    return {name: value for part in parts for name, value in part.items()}


def read_body() -> Any:
    """The body of the current request, for a view that no schema loads. Raises what `load_request` does for a body."""
    return _parse(_bytes(), surplus=False)


def load_or_refuse(schema: Schema, value: Any, path: str = "") -> dict[str, Any]:
    """What a part of a body says that a view reads for itself: whatever is wrong with it, `JsonInvalid` names the first fault.

    `path` is where the part stands in the body.
    """
    try:
        loaded: dict[str, Any] = plain_load.load(schema, value)
    except ValidationError as error:
        where, text = next(flatten(error.messages, path))
        raise JsonInvalid(f"{where}: {text}") from None
    return loaded


def check_path(path: Mapping[str, str]) -> None:
    """Raises `JsonInvalid` where an argument in the address cannot be an identifier."""
    for value in path.values():
        if len(value) > TEXT_LENGTH or not value.isprintable():
            raise JsonInvalid("the address holds what cannot be an identifier")


def _query(schema: Schema) -> Any:
    return _load(of_queries(schema), coerce_parameters(schema, request.args), prefix="")


def _body(schema: Schema, in_envelope: bool, surplus: bool) -> Any:
    data = _bytes()
    # Callers of APIs without an envelope leave out a body that would be empty.
    if not data and not in_envelope:
        return _load(schema, {}, prefix="")
    body = _parse(data, surplus)
    if not isinstance(body, dict):
        raise JsonInvalid("the body is not an object")
    if not in_envelope:
        return _load(schema, body, prefix="")
    if body.get("requestObject") is None:
        raise RequestInvalid([violation("requestObject", None, "Missing data for required field.")])
    return _load(schema, body["requestObject"], prefix="requestObject")


def _parse(data: bytes, surplus: bool) -> Any:
    if current().mimetype != JSON:
        raise UnsupportedMediaType
    return read(data, surplus=surplus)


def _bytes() -> bytes:
    """The body. Werkzeug refuses one that is announced too large, but cuts off a streamed one at the limit, and says nothing."""
    asked = current()
    body = asked.get_data()
    if len(body) == BODY_LENGTH and asked.content_length is None and asked.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge
    return body


def _load(schema: Schema, value: Any, prefix: str) -> Any:
    try:
        return plain_load.load(schema, value)
    except ValidationError as error:
        wrong = find_malformed(error.messages, prefix)
        if wrong is not None:
            raise JsonInvalid(f"{wrong[0]}: {wrong[1]}") from None
        raise RequestInvalid(
            [
                violation(path, None if _hides(schema, path, prefix) else _at(value, path, prefix), text)
                for path, text in flatten(error.messages, prefix)
            ]
        ) from None


def _hides(schema: Schema, path: str, prefix: str) -> bool:
    return is_secret(schema, path.removeprefix(prefix).removeprefix("."))


def _at(value: Any, path: str, prefix: str) -> object:
    """The scalar at a path like `requestObject.formData.parameters[0].id`; null for anything else, or longer than is of use."""
    for step in path.removeprefix(prefix).replace("[", ".").replace("]", "").split("."):
        if not step:
            continue
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and _is_place(step, len(value)):
            value = value[int(step)]
        else:
            return None
    short = isinstance(value, str) and len(value) <= _MAX_ECHOED
    return value if short or isinstance(value, int | bool) else None


def _is_place(step: str, length: int) -> bool:
    """Whether an array of this length has it; a caller's own key, which may be any text, stands in paths as it is."""
    return step.isdecimal() and len(step) <= len(str(length)) and int(step) < length
