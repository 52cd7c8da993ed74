"""A caller that comes again, as clients do: after 503 and 429 as `Retry-After` says, after a lost connection soon."""

import itertools
import random
import ssl
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx

_AGAIN = (429, 503)
# Each client would load the system's certificates, which takes longer than all that it asks for.
_TLS = ssl.create_default_context()


class GaveUp(Exception):
    """Nobody answered in all the time that the caller had."""


class Patient:
    """One caller of all APIs, in one thread. `seen` counts statuses and broken connections by name.

    Where the same APIs are at `others` too, it goes to the next address at once, as a load balancer does, and waits only when it
    has been to all of them.
    """

    def __init__(
        self,
        base_url: str,
        account: tuple[str, str],
        *,
        others: Sequence[str] = (),
        seed: int = 0,
        seconds: float = 120,
    ) -> None:
        self._http = httpx.Client(timeout=20, verify=_TLS)
        self._addresses = [base_url, *others]
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

    def signing(self, path: str, body: bytes, sign: Callable[[], dict[str, str]]) -> httpx.Response:
        """A phone's request, signed anew each time, as apps do whose users try again."""
        said = {"Content-Type": "application/json"}
        return self._first(
            "POST", f"/enrollment-server{path}", lambda: {"content": body, "headers": {**said, **sign()}}
        )

    def send(self, verb: str, path: str, **how: Any) -> httpx.Response:
        """The first answer that does not ask to come again. Raises `GaveUp`."""
        return self._first(verb, path, lambda: how)

    def _first(self, verb: str, path: str, make: Callable[[], dict[str, Any]]) -> httpx.Response:
        until = time.monotonic() + self._seconds
        for failures in itertools.count(1):
            try:
                answer = self._http.request(verb, self._addresses[0] + path, **make())
            except httpx.TransportError as error:
                self.seen[type(error).__name__] += 1
                pause = 0.5
            else:
                self.seen[str(answer.status_code)] += 1
                if answer.status_code not in _AGAIN:
                    return answer
                pause = float(answer.headers["Retry-After"])
            self._addresses.append(self._addresses.pop(0))
            if failures % len(self._addresses):
                continue
            if time.monotonic() + pause > until:
                break
            time.sleep(pause * self._random.uniform(1, 1.3))
        raise GaveUp(f"{verb} {path.partition('?')[0]}")


def _named(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}
