"""Whether a real answer is one that the API documentation promises; strict, so that drift of either shows."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

import jsonschema
import jsonschema_rs

from api import cloud, mobile, nextstep
from api.docs.document import build
from api.http.blueprint import ApiBlueprint
from config.exact_json import write
from config.strict_json import read

APIS = (nextstep.api, cloud.api, mobile.api)

# Statuses of what the HTTP server refuses before an endpoint is known.
_UNREAD = {400, 414, 417, 421, 431, 501}
# Within a documented response.
_SCHEMA = "/content/application~1json/schema"

_BY_NAME = {api.name: api for api in APIS}


def document(api):
    """An API's OpenAPI document, as a reader of it gets it."""
    return _document(api.name)


@cache
def _document(name):
    return read(write(build(_BY_NAME[name])).encode())


@dataclass(frozen=True)
class Promise:
    """What a document says of an answer: where it stands there, and the schema of the whole body."""

    api: ApiBlueprint
    pointer: str
    status: int
    schema: dict

    def wrong_error(self, body):
        """What is wrong with a refusal beyond its schema."""
        if self.status < 400:
            return []
        return list(_wrong_error(self.api, _at(document(self.api), self.pointer), body["responseObject"]))


def promised(method, path, status):
    """What is promised of an answer; raises AssertionError where none of the kind is documented.

    `path` with or without the API's prefix (Next Step's, then) and query.
    """
    api, path = _located(path.partition("?")[0])
    found = document(api)
    pointer = _pointer(found, method.lower(), _documented(api, found, path), status)
    return Promise(api, pointer, status, {**_strict(api.name), "$ref": f"#{pointer}{_SCHEMA}"})


def conforms(method, path, status, body):
    """True; raises AssertionError naming what is not as documented. `path` as for `promised`; `body` the parsed JSON."""
    promise = promised(method, path, status)
    if _validator(promise.api.name, promise.pointer).is_valid(body):
        faults = promise.wrong_error(body)
    else:
        faults = _faults(promise.schema, body)
    assert not faults, f"{method} {path} {status} is not as documented:\n" + "\n".join(faults)
    return True


@cache
def _strict(name):
    """The document, with objects that have no other members than those documented: clients take more, tests do not."""
    found = _document(name)
    schemas = {name: _close(schema) for name, schema in found["components"]["schemas"].items()}
    return {**found, "components": {**found["components"], "schemas": schemas}}


@cache
def _registry():
    return jsonschema_rs.Registry([(f"urn:{name}", _strict(name)) for name in _BY_NAME])


@cache
def _validator(name, pointer):
    """Of a documented response: compiled, it takes a hundredth of what `jsonschema` takes, which tells better what is wrong."""
    return jsonschema_rs.Draft202012Validator({"$ref": f"urn:{name}#{pointer}{_SCHEMA}"}, registry=_registry())


def _faults(schema, body):
    """What is wrong with a body; something, as it is not valid."""
    found = _deepest(jsonschema.Draft202012Validator(schema).iter_errors(body))
    return [f"{error.json_path}: {error.message}" for error in found] or ["$: is refused by `jsonschema_rs` alone"]


def _close(schema):
    if isinstance(schema, list):
        return [_close(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    is_object = "object" in schema.get("type", ()) and "additionalProperties" not in schema
    return {key: _close(value) for key, value in schema.items()} | (
        {"additionalProperties": False} if is_object else {}
    )


def _wrong_error(api, response, error):
    """What an error says that is not said of this response: its code, or violations where none are promised."""
    if error["code"] not in response["x-error-codes"]:
        yield f"$.responseObject.code: {error['code']!r} is not one of {response['x-error-codes']}"
    codes, violations = api.codes, error.get("violations")
    if error["code"] != codes.invalid and violations is not None:
        yield f"$.responseObject.violations: {error['code']} has none"
    # Where one code says both, what is malformed has no violations.
    if error["code"] == codes.invalid and not violations and (codes.invalid != codes.malformed or violations == []):
        yield "$.responseObject.violations: there are none"
    if (error["code"] == codes.policy_violation) != bool(error.get("validationFailures")):
        yield f"$.responseObject.validationFailures: {error['code']} has {error.get('validationFailures')}"


def _at(found, pointer):
    for part in pointer.strip("/").split("/"):
        found = found[unquote(part).replace("~1", "/").replace("~0", "~")]
    return found


def _located(path):
    for api in APIS:
        if path.startswith(f"{api.prefix}/"):
            return api, path.removeprefix(api.prefix)
    return APIS[0], path


def _documented(api, found, path):
    """The documented address that `path` is one of: itself, or the one with the fewest arguments; else `path` as it is."""
    if path not in found["paths"] and api.lenient:
        path = path.removesuffix("/")
    templates = (known for known in found["paths"] if _template(known).fullmatch(path))
    return path if path in found["paths"] else min(templates, key=lambda known: known.count("{"), default=path)


@cache
def _template(known):
    parts = re.split(r"\{\w+\}", known)
    return re.compile("[^/]+".join(map(re.escape, parts)))


def _pointer(found, method, path, status):
    """The JSON pointer of the documented response."""
    shared = "/components/responses/"
    operations = found["paths"].get(path)
    if operations is None:
        if status in _UNREAD:
            return f"{shared}Unread"
        assert status == 404, f"{path} is not documented, and answered {status}"
        return f"{shared}NotFound"
    if method not in operations:
        assert status == 405, f"{method} {path} is not documented, and answered {status}"
        return f"{shared}MethodNotAllowed"
    responses = operations[method]["responses"]
    if str(status) not in responses and status in _UNREAD:
        return f"{shared}Unread"
    assert str(status) in responses, f"{method} {path} is documented with {', '.join(responses)}, and answered {status}"
    reference = responses[str(status)].get("$ref")
    if reference:
        return reference.removeprefix("#")
    # A JSON pointer in a URI's fragment: braces of arguments are escaped twice.
    escaped = quote(path.replace("~", "~0").replace("/", "~1"), safe="~")
    return f"/paths/{escaped}/{method}/responses/{status}"


def _deepest(errors):
    """Of a failed alternative, the faults of the branch that came nearest."""
    for error in errors:
        if not error.context:
            yield error
            continue
        branches = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        yield from _deepest(max(branches.values(), key=_nearness))


def _nearness(errors):
    """Branches whose `type` or `code` fits come first, then those that fail deep in the value."""
    mistaken = any(error.validator == "enum" and error.path and error.path[-1] in ("type", "code") for error in errors)
    return not mistaken, max(len(error.absolute_path) for error in errors), -len(errors)
