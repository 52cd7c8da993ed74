"""The phone's line to the server: any HTTP client, and what the server refuses."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from api.demo.device import wire
from api.demo.device.failures import ServerRefused

MOUNTED = "/enrollment-server"


class HttpAnswer(Protocol):
    """What an HTTP client returns."""

    @property
    def status_code(self) -> int: ...

    @property
    def content(self) -> bytes: ...


class HttpTransport(Protocol):
    """An HTTP client; `httpx.Client` is one."""

    def request(self, method: str, url: str, *, content: bytes, headers: Mapping[str, str]) -> HttpAnswer: ...


class Line:
    """Reaches the paths under `{base_url}/enrollment-server`."""

    def __init__(self, transport: HttpTransport, base_url: str) -> None:
        self._transport = transport
        self._base = base_url.rstrip("/") + MOUNTED

    def send(
        self, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, method: str = "POST"
    ) -> bytes:
        """The body of the answer. Raises `ServerRefused` for any status but 200."""
        all_headers = {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
        answer = self._transport.request(method, self._base + path, content=body, headers=all_headers)
        if answer.status_code != 200:
            raise _read_refusal(answer)
        return answer.content

    def ask(self, path: str, request: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Send `requestObject`, return `responseObject`. Raises `ServerRefused` and `Untrusted`."""
        found: dict[str, Any] = wire.unwrap(wire.read(self.send(path, wire.write({"requestObject": request}), headers)))
        return found


def _read_refusal(answer: HttpAnswer) -> ServerRefused:
    try:
        error = json.loads(answer.content)["responseObject"]
        return ServerRefused(answer.status_code, str(error["code"]), str(error["message"]))
    except (ValueError, TypeError, KeyError):
        return ServerRefused(answer.status_code, "", answer.content.decode(errors="replace"))
