"""The errors of an API and of its endpoints: each status with its codes, their texts and an example of each."""

from typing import Any

from werkzeug import exceptions

from api.docs.openapi import envelope
from api.docs.openapi.material import Material
from api.docs.openapi.refused_requests import Input, malformation, violations
from api.http.blueprint import ApiBlueprint
from api.http.endpoint import Endpoint
from api.http.error_table import GENERIC, ErrorText
from api.http.errors import RETRY_AFTER_SECONDS, Denied, ErrorResponse, RequestInvalid, error_response
from config.identity_vocabulary import CredentialValidationFailure
from config.refused import ApprovalRequired, CredentialInvalid
from config.too_many import TooMany
from workflows.temporal.client import EngineUnavailable

# Refusals that are the same for every endpoint, or of no endpoint: the response's name, and what happened.
_EVERYWHERE: dict[str, tuple[Exception, str]] = {
    "NotFound": (exceptions.NotFound(), "There is nothing at this address."),
    "MethodNotAllowed": (exceptions.MethodNotAllowed(), "The address does not know this method."),
    "PayloadTooLarge": (exceptions.RequestEntityTooLarge(), "The body is larger than 1 MiB."),
    "UnsupportedMediaType": (exceptions.UnsupportedMediaType(), "The body is not announced as `application/json`."),
    "ServiceUnavailable": (
        EngineUnavailable("no answer in time"),
        "The engine or the database does not answer. Whether a change was applied is not known; repeat the request "
        "after `Retry-After`, with the same `Idempotency-Key` if it had one.",
    ),
}
_RETRY_AFTER = {
    "description": "Seconds to wait before the request is repeated.",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "examples": [RETRY_AFTER_SECONDS]},
}
CHANGE_REQUEST_ID = "6b1a2c0e-4c1f-4f53-9d0c-6a2f4f3f6f10"
_CHALLENGE = {
    "description": "How to authenticate, once for each scheme. Left out for scripts in a browser (`X-Requested-With: "
    "XMLHttpRequest`).",
    "required": False,
    "schema": {"type": "string"},
}
_MISSING_SCOPE = {
    "description": "To the bearer of an access token: `insufficient_scope`, and the least scope that suffices.",
    "required": False,
    "schema": {"type": "string"},
}


def everywhere(api: ApiBlueprint) -> dict[str, Any]:
    """The responses that endpoints share, by name; `InternalError` and what the HTTP server refuses among them."""
    found = {}
    for name, (raised, description) in _EVERYWHERE.items():
        error = _response_to(raised, api)
        found[name] = _response(api, description, [error])
        if error.headers:
            found[name]["headers"] = {"Retry-After": _RETRY_AFTER}
    if api.codes.unauthorized:
        error = _response_to(Denied(api.codes.unauthorized), api)
        found["Unauthorized"] = _response(api, "The credentials are missing, wrong, or not for this address.", [error])
        found["Unauthorized"]["headers"] = {"WWW-Authenticate": _CHALLENGE}
    if api.codes.forbidden:
        error = _response_to(Denied(api.codes.forbidden), api)
        found["Forbidden"] = _response(api, "It is known who calls, and the role for this is missing.", [error])
        found["Forbidden"]["headers"] = {"WWW-Authenticate": _MISSING_SCOPE}
    if api.codes.too_many:
        error = _response_to(TooMany(8), api)
        found["TooManyRequests"] = _response(api, "Too much was tried; what it was about is not told.", [error])
        found["TooManyRequests"]["headers"] = {"Retry-After": _RETRY_AFTER}
    found["InternalError"] = _response(api, "A fault of the server's own.", [ErrorResponse(500, GENERIC)])
    found["Unread"] = _response(
        api,
        "What the HTTP server refuses before any endpoint is known: a malformed request (400), a request line too long "
        "(414), an expectation (417), a name that the server does not go by (421), header fields too large (431), a transfer "
        "coding that it does not have (501).",
        [ErrorResponse(400, api.codes.malformed, "the request line is malformed")],
    )
    return found


def responses(api: ApiBlueprint, endpoint: Endpoint, material: Material, reads: Input) -> dict[str, Any]:
    """By status, all that an endpoint may answer but 200."""
    shared = {str(api.errors[api.codes.unauthorized].status): "Unauthorized"} if api.codes.unauthorized else {}
    shared |= {str(api.errors[api.codes.forbidden].status): "Forbidden"} if api.codes.forbidden else {}
    shared |= {"413": "PayloadTooLarge"} if endpoint.raw is not None else {}
    shared |= {"413": "PayloadTooLarge", "415": "UnsupportedMediaType"} if reads.body else {}
    shared |= {"429": "TooManyRequests"} if api.codes.too_many else {}
    shared |= {"500": "InternalError", "503": "ServiceUnavailable"}
    own = {}
    for status, codes in by_status(api, endpoint, reads).items():
        if str(status) not in shared:
            listed = "\n".join(f"* `{code}`: {_render_text(api.errors[code])}" for code in codes)
            errors = [_example_error(api, code, material, reads) for code in codes]
            own[str(status)] = _response(api, f"Refused:\n{listed}", errors)
    return own | {status: {"$ref": f"#/components/responses/{name}"} for status, name in shared.items()}


def by_status(api: ApiBlueprint, endpoint: Endpoint, reads: Input) -> dict[int, list[str]]:
    """The codes of an endpoint by their HTTP status: those of whatever is read, then those that it declares."""
    found: dict[int, list[str]] = {}
    implied = [api.codes.invalid] if reads.schema is not None else []
    implied += [api.codes.malformed] if reads.schema is not None or reads.path else []
    implied += [api.codes.approval_required] if endpoint.four_eyes and api.codes.approval_required else []
    for code in dict.fromkeys((*implied, *endpoint.errors)):
        found.setdefault(api.errors[code].status, []).append(code)
    return found


def _render_text(text: ErrorText) -> str:
    return text.render("" if text.default else "...")


def _example_error(api: ApiBlueprint, code: str, material: Material, reads: Input) -> ErrorResponse:
    status = api.errors[code].status
    if reads.schema is not None and code == api.codes.invalid:
        return _response_to(RequestInvalid(violations(reads)), api)
    if code == api.codes.malformed and (reads.schema is not None or reads.path):
        return ErrorResponse(status, code, malformation(reads))
    if code == api.codes.approval_required:
        return _response_to(ApprovalRequired(CHANGE_REQUEST_ID), api)
    if code == api.codes.policy_violation:
        return _response_to(CredentialInvalid([CredentialValidationFailure.CREDENTIAL_TOO_SHORT]), api)
    return ErrorResponse(status, code, material.reasons.get(code, "..."))


def _response_to(error: Exception, api: ApiBlueprint) -> ErrorResponse:
    found = error_response(error, api.table)
    assert found is not None
    return found


def _response(api: ApiBlueprint, description: str, errors: list[ErrorResponse]) -> dict[str, Any]:
    examples = {
        error.code: {"summary": error.code, "value": envelope.error_example(error, api.errors[error.code])}
        for error in errors
    }
    content = {"schema": envelope.error_schema(), "examples": examples}
    return {
        "description": description,
        "content": {"application/json": content},
        "x-error-codes": [error.code for error in errors],
    }
