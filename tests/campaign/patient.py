"""A caller that comes again, as clients do: after 503 and 429 as `Retry-After` says, after a lost connection soon."""

import random
import ssl
import time
from collections import Counter
from typing import Any

import httpx

_AGAIN = (429, 503)
# Each client would load the system's certificates, which takes longer than all that it asks for.
_TLS = ssl.create_default_context()


class GaveUp(Exception):
    """Nobody answered in all the time that the caller had."""


class Patient:
    """One caller of all APIs, in one thread. `seen` counts statuses and broken connections by name."""

    def __init__(self, base_url: str, account: tuple[str, str], *, seed: int = 0, seconds: float = 120) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=20, verify=_TLS)
        self._account, self._seconds, self._random = account, seconds, random.Random(seed)
        self.seen: Counter[str] = Counter()

    def close(self) -> None:
        self._http.close()

    def cloud(self, verb: str, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        """PowerAuth Cloud, as the bank."""
        how: dict[str, Any] = {} if body is None else {"json": body}
        return self.send(verb, f"/powerauth-cloud{path}", auth=self._account, headers=_named(key), **how)

    def nextstep(self, verb: str, path: str, request: Any, *, key: str | None = None) -> httpx.Response:
        """The Next Step API, as a web flow."""
        body = {"requestObject": request}
        return self.send(verb, f"/powerauth-nextstep{path}", headers=_named(key), json=body)

    def phone(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """A phone's request, the same one each time."""
        said = {"Content-Type": "application/json", **headers}
        return self.send("POST", f"/enrollment-server{path}", content=body, headers=said)

    def send(self, verb: str, path: str, **how: Any) -> httpx.Response:
        """The first answer that does not ask to come again. Raises `GaveUp`."""
        until = time.monotonic() + self._seconds
        while True:
            try:
                answer = self._http.request(verb, path, **how)
            except httpx.TransportError as error:
                self.seen[type(error).__name__] += 1
                pause = 0.5
            else:
                self.seen[str(answer.status_code)] += 1
                if answer.status_code not in _AGAIN:
                    return answer
                pause = float(answer.headers["Retry-After"])
            if time.monotonic() + pause > until:
                raise GaveUp(f"{verb} {path.partition('?')[0]}")
            time.sleep(pause * self._random.uniform(1, 1.3))


def _named(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}
