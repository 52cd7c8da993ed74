"""What every answer must be: no 5xx, as documented, JSON in the API's envelope, nothing of the inside, in time."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from tests.api import conformance

# What a stack trace, a database and this code's own names look like.
_INSIDE = re.compile(
    rb'Traceback \(most recent|File "[^"]+", line \d|sqlite3?\.|psycopg|sqlalchemy|OperationalError|IntegrityError'
    rb"|\bSELECT .{1,200} FROM |\bINSERT INTO |temporalio|werkzeug|<!doctype html",
    re.IGNORECASE,
)
_REGISTRIES: dict[str, Any] = {}
_VALIDATORS: dict[tuple[str, str], Any] = {}


def faults(verb: str, target: str, sent: bytes, status: int, headers: Mapping[str, str], body: bytes) -> list[str]:
    """What is wrong with an answer."""
    found = []
    if status >= 500:
        found.append(f"{status}")
    if _INSIDE.search(body) and not _INSIDE.search(sent + target.encode()):
        found.append("tells of its inside")
    if status == 304:
        return [*found, *(["304 with a body"] if body else [])]
    kind = headers.get("content-type", "")
    if kind != "application/json":
        drawn = status == 200 and target.partition("?")[0].endswith("/offline/qr") and kind.startswith("image/")
        return found if drawn else [*found, f"content type {kind!r}"]
    try:
        value = json.loads(body)
    except ValueError:
        return [*found, "no JSON"]
    if status >= 400 and not _is_refusal(value):
        found.append("a refusal without the envelope")
    elif (wrong := _undocumented(verb, target, status, value)) is not None:
        found.append(wrong)
    return found


def _validator(promise: conformance.Promise) -> Any:
    key = (promise.api.name, promise.pointer)
    if key not in _VALIDATORS:
        name = f"urn:{promise.api.name}"
        if name not in _REGISTRIES:
            # Once for all answers of an API: reading it takes longer than a hundred of them.
            document = {member: value for member, value in promise.schema.items() if member != "$ref"}
            _REGISTRIES[name] = jsonschema_rs.Registry([(name, document)], draft=jsonschema_rs.Draft202012)
        place = {"$ref": name + promise.schema["$ref"]}
        _VALIDATORS[key] = jsonschema_rs.Draft202012Validator(place, registry=_REGISTRIES[name])
    return _VALIDATORS[key]


def _is_refusal(value: Any) -> bool:
    error = value.get("responseObject") if isinstance(value, dict) else None
    return (
        isinstance(error, dict) and value.get("status") == "ERROR" and bool(error.get("code") and error.get("message"))
    )


def _undocumented(verb: str, target: str, status: int, value: Any) -> str | None:
    path = re.sub("/{2,}", "/", unquote(target.partition("?")[0]).replace("?", "_"))
    try:
        promise = conformance.promised(verb, path, status)
        # The quick judge first; who finds fault is the one that every test asks.
        if not _validator(promise).is_valid(value) or promise.wrong_error(value):
            conformance.conforms(verb, path, status, value)
    except AssertionError as error:
        return str(error)
    return None
