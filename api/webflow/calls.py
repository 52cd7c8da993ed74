"""Calls of the bank's servers: JSON over HTTP, repeated where a repetition changes nothing."""

import time
from typing import Any

import httpx

# A write that gets no answer in time is answered 503; with its idempotency key it may be sent again.
_TRIES, _LONGEST_PAUSE = 3, 2.0
SECONDS = 15.0


class ApiRefused(Exception):
    """The API understood, and refuses: `code` is one of its documentation."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ApiUnavailable(Exception):
    """There is no answer now; what was asked for may have happened, and may be asked for again with the same key."""


class NotLetIn(ApiUnavailable):
    """This front end's own token or password is refused, which no user of it can mend."""


def ask(http: httpx.Client, verb: str, path: str, *, key: str | None = None, **options: Any) -> httpx.Response:
    """The answer, of whatever status but those that say that the API cannot answer now. Raises `ApiUnavailable`.

    `key` is the idempotency key of a write. Without one a write is sent once; reads are repeated.
    """
    headers = {**(options.pop("headers", None) or {}), **({"Idempotency-Key": key} if key else {})}
    tries = _TRIES if key or verb == "GET" else 1
    for attempt in range(tries):
        last = attempt == tries - 1
        try:
            answer = http.request(verb, path, headers=headers, **options)
        except httpx.TransportError as error:
            if last:
                raise ApiUnavailable(type(error).__name__) from None
            pause = 0.2
        else:
            if answer.status_code in (401, 403):
                raise NotLetIn(f"{verb} {path} was answered {answer.status_code}")
            if answer.status_code < 500 and answer.status_code != 429:
                return answer
            if last or answer.status_code in (429, 500):
                raise ApiUnavailable(f"{verb} {path} was answered {answer.status_code}")
            pause = _seconds(answer.headers.get("Retry-After"))
        time.sleep(min(pause, _LONGEST_PAUSE))
    raise AssertionError("unreachable")


def _seconds(text: str | None) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 1.0
