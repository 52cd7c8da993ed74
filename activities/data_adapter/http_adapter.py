"""A data adapter that is asked over HTTP: signed JSON, as callbacks are signed, and JSON back.

    POST {url}/credential/check  {requestId, credentialName, userId, operationId, credentialValue}
    POST {url}/otp/send          {requestId, otpName, userId, operationId, language}
    POST {url}/otp/check         {requestId, otpName, userId, operationId, otpId, otpValue}
    POST {url}/user/lookup       {requestId, credentialName, userId, operationId, username}

Checks are answered {result: "SUCCEEDED" | "FAILED", blocked, remainingAttempts, showRemainingAttempts, errorMessage}, sending
{delivered, errorMessage}, and a look-up {userId}.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, TypeVar

import httpx
import msgspec

from activities.callbacks.signed_request import body_of, gateway_headers
from activities.data_adapter.adapter import AdapterDelivery, AdapterFinding, AdapterRequest
from activities.peers import client
from activities.peers.http_loop import HttpLoop
from activities.store.unavailable import StoreUnavailable
from config import spans, strict_json, user_ids
from config.clock import now_ms
from config.identity_vocabulary import AuthenticationResult
from config.spans import SpanKind

# A caller waits for it.
_SECONDS = 8
_TIMEOUT = httpx.Timeout(_SECONDS, connect=3)
_MOST_BYTES = 65_536
_MOST_ID = 256

Answer = TypeVar("Answer", bound=msgspec.Struct)


class AdapterUnavailable(StoreUnavailable):
    """The data adapter gave no answer, or none that it may give: what became of the question is not known."""


class _Checked(msgspec.Struct, rename="camel"):
    result: AuthenticationResult
    blocked: bool = False
    remaining_attempts: Annotated[int, msgspec.Meta(ge=0)] | None = None
    show_remaining_attempts: bool = False
    error_message: str | None = None


class _Sent(msgspec.Struct, rename="camel"):
    delivered: bool
    error_message: str | None = None


class _Found(msgspec.Struct, rename="camel"):
    user_id: Annotated[str, msgspec.Meta(min_length=1, max_length=_MOST_ID)] | None = None

    def __post_init__(self) -> None:
        if self.user_id is not None and (problem := user_ids.find_problem(self.user_id)):
            raise ValueError(problem)


class HttpDataAdapter:
    """One per process; safe for threads."""

    def __init__(self, url: str, secret: str, *, seconds: float = _SECONDS) -> None:
        """`secret` signs as callbacks are signed; `seconds`: how long a question may take, however its answer drips."""
        self._url, self._secret = url.rstrip("/"), secret
        self._http = HttpLoop(partial(client.make, _TIMEOUT), seconds=seconds)
        self._host = httpx.URL(url).host

    def check_credential(self, request: AdapterRequest, value: str) -> AdapterFinding:
        """See `DataAdapter`."""
        members = {"credentialName": request.definition, "credentialValue": value}
        return _finding(self._ask("/credential/check", request, members, _Checked))

    def send_otp(self, request: AdapterRequest, language: str) -> AdapterDelivery:
        """See `DataAdapter`."""
        sent = self._ask("/otp/send", request, {"otpName": request.definition, "language": language}, _Sent)
        return AdapterDelivery(sent.delivered, sent.error_message)

    def check_otp(self, request: AdapterRequest, otp_id: str, value: str) -> AdapterFinding:
        """See `DataAdapter`."""
        members = {"otpName": request.definition, "otpId": otp_id, "otpValue": value}
        return _finding(self._ask("/otp/check", request, members, _Checked))

    def find_user(self, request: AdapterRequest, username: str) -> str | None:
        """See `DataAdapter`."""
        members = {"credentialName": request.definition, "username": username}
        return self._ask("/user/lookup", request, members, _Found).user_id

    def _ask(self, path: str, request: AdapterRequest, members: dict[str, Any], kind: type[Answer]) -> Answer:
        whose = {"requestId": request.request_id, "userId": request.user_id, "operationId": request.operation_id}
        body = body_of(whose | members)
        with spans.span(f"data adapter {path}", SpanKind.CLIENT, attributes={"server.address": self._host}):
            return self._post(path, request.request_id, body, kind)

    def _post(self, path: str, request_id: str, body: bytes, kind: type[Answer]) -> Answer:
        headers = gateway_headers(self._secret, request_id, body, now_ms=now_ms())
        try:
            answer = self._http.run(lambda http: _exchange(http, self._url + path, headers, body))
            return msgspec.convert(strict_json.read(answer), kind)
        except (TimeoutError, httpx.HTTPError) as error:
            raise AdapterUnavailable(f"the data adapter does not answer: {type(error).__name__}") from None
        except (strict_json.JsonInvalid, msgspec.MsgspecError, client.AnswerUnfit):
            raise AdapterUnavailable("the data adapter answers what it may not") from None


async def _exchange(http: httpx.AsyncClient, url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    async with http.stream("POST", url, content=body, headers=headers) as answer:
        if answer.status_code != 200:
            raise AdapterUnavailable(f"the data adapter answered {answer.status_code}")
        return await client.read(answer, _MOST_BYTES)


def _finding(answer: _Checked) -> AdapterFinding:
    return AdapterFinding(
        is_right=answer.result is AuthenticationResult.SUCCEEDED,
        is_over=answer.blocked,
        remaining_attempts=answer.remaining_attempts,
        shows_remaining_attempts=answer.show_remaining_attempts,
        message=answer.error_message,
    )
