"""What goes wrong with a request, whichever API it came to, and how each API says so.

An API has a table of its errors. This module finds in it what an exception stands for.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from activities.access_tokens.refused import ProviderUnavailable
from activities.store.unavailable import StoreUnavailable
from api.http.error_table import NOWHERE, CodeAndDetail, Codes, ErrorTable, Refusals
from api.http.malformed import flatten
from api.http.server_names import ServerNameUnknown
from config.busy import Busy
from config.refused import ApprovalRequired, CredentialInvalid, Refused
from config.strict_json import JsonInvalid
from config.too_many import TooMany
from workflows.temporal.client import EngineUnavailable

RETRY_AFTER_SECONDS = 2


class Denied(Exception):
    """An API itself says no, in one of its codes; what the floors below refuse is `Refused`, for a reason of the core."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class KeptOut(Denied):
    """Who calls is not known, or may not do this: by which `scheme` he tried, and why not, for log and metrics, in constants.

    `challenges` say by what he may show who he is (RFC 9110 §11.6.1).
    """

    def __init__(self, code: str, scheme: str, reason: str, challenges: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.scheme, self.reason, self.challenges = scheme, reason, tuple(challenges)


class RequestInvalid(Exception):
    """The request's fields do not hold what the schema asks for: one violation a field."""

    def __init__(self, violations: list[dict[str, Any]]) -> None:
        super().__init__("request validation failed")
        self.violations = violations


def violation(path: str, value: object, hint: str) -> dict[str, Any]:
    """One violation: which field, what it held, what it should hold."""
    return {"fieldName": path, "invalidValue": value, "hint": hint}


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """What an API tells its caller. `extra` are members of the error object beside code and message; `challenges` say how to
    authenticate.
    """

    status: int
    code: str
    detail: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    retry_after: int | None = None
    challenges: tuple[str, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """Those that belong to the status."""
        if self.retry_after is not None:
            return {"Retry-After": str(self.retry_after)}
        if self.status == 503:
            return {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return {}


_NO_REFUSALS: Refusals = {}
_NO_MEMBERS: Mapping[str, Any] = {}
_HTTP_DETAILS = {
    400: "the request is malformed",
    405: "the method is not allowed here",
    413: "the body is larger than 1 MiB",
    415: "the Content-Type must be application/json",
}


def error_response(error: Exception, table: ErrorTable, refusals: Refusals = _NO_REFUSALS) -> ErrorResponse | None:
    """The response that `error` stands for at an API with this table; None: a fault of our own. Never raises: tables are total.

    `refusals`: the reasons that the endpoint answers in its own way.
    """
    codes = table.codes
    match error:
        case Refused():
            said = refusals.get(error.reason) or CodeAndDetail(table.reasons[error.reason])
            detail = error.detail if said.detail is None else said.detail
            return _response_of(table, said.code, detail, extra=_members_of(error))
        case KeptOut():
            return _response_of(table, error.code, error.detail, challenges=error.challenges)
        case Denied():
            return _response_of(table, error.code, error.detail)
        case RequestInvalid():
            return _response_to_invalid(error.violations, codes)
        case ValidationError():  # what a schema cannot see, such as the size of a merged form
            return _response_to_invalid(
                [violation(path, None, text) for path, text in flatten({error.field_name: error.messages})], codes
            )
        case JsonInvalid():
            return ErrorResponse(400, codes.malformed, str(error))
        case ServerNameUnknown():
            return ErrorResponse(
                421, codes.malformed, "the server is not known by the name in Host (NEXTSTEP_SERVER_NAMES)"
            )
        case TooMany():
            seconds = max(1, math.ceil(error.seconds))
            return ErrorResponse(
                429, codes.too_many or codes.malformed, f"too many tries; again in {seconds} s", retry_after=seconds
            )
        case ProviderUnavailable():
            # Nobody has shown yet who he is: where the provider is, and what it said, is for the log.
            return ErrorResponse(503, codes.unavailable, "the identity provider's keys cannot be had")
        case EngineUnavailable() | StoreUnavailable() | Busy():
            return ErrorResponse(503, codes.unavailable, str(error))
        case HTTPException(code=404):
            return ErrorResponse(404, NOWHERE)
        case HTTPException(code=status) if status is not None and status < 500:
            return ErrorResponse(status, codes.malformed, _HTTP_DETAILS.get(status, error.name.lower()))
    return None


def _response_of(
    table: ErrorTable,
    code: str,
    detail: str,
    *,
    extra: Mapping[str, Any] = _NO_MEMBERS,
    challenges: tuple[str, ...] = (),
) -> ErrorResponse | None:
    text = table.texts.get(code)
    return None if text is None else ErrorResponse(text.status, code, detail, extra, challenges=challenges)


def _members_of(refusal: Refused) -> Mapping[str, Any]:
    """What the error object has beside code and message."""
    match refusal:
        case CredentialInvalid():
            return {"validationFailures": [*refusal.failures]}
        case ApprovalRequired():
            return {"changeRequestId": refusal.request_id}
    return _NO_MEMBERS


def _response_to_invalid(violations: list[dict[str, Any]], codes: Codes) -> ErrorResponse:
    """Violations; APIs whose text has a place for the reason say the first one there."""
    name, hint = violations[0]["fieldName"], violations[0]["hint"]
    # A hint that names the member is a sentence of its own.
    detail = hint if f"'{name}'" in hint else f"{name}: {hint}"
    return ErrorResponse(400, codes.invalid, detail, {"violations": violations})
