"""A server of the bank's on this machine that is posted to by the engine, and believes only what is signed with its secret."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_RECENT_SECONDS = 300
_MAX_BYTES = 65_536


class SignedServer:
    """Listens on a free port while it is entered. What becomes of posts is `keep`'s and `refuse`'s, from threads of its own."""

    def __init__(self, path: str, secret: str = "") -> None:
        self.secret = secret
        self._path = path
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, name=path, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it is posted to."""
        return f"http://127.0.0.1:{self._server.server_port}/{self._path}"

    def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep what was sent, if it is genuine; says whether it is."""
        if not is_genuine(headers, body, self.secret):
            self.refuse()
            return False
        self.keep(json.loads(body))
        return True

    def keep(self, message: dict[str, Any]) -> None:
        """What was told, and is genuine."""
        raise NotImplementedError

    def refuse(self) -> None:
        """Something came that is not."""


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """As Standard Webhooks has it; a bank would leave it to one of the libraries."""
    message_id, timestamp, signatures = (
        headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
    )
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    ours = "v1," + base64.b64encode(signed).decode()
    if not any(hmac.compare_digest(ours.encode(), one.encode()) for one in signatures.split(" ")):
        return False
    return abs(time.time() - int(timestamp)) < _RECENT_SECONDS


def _handler(server: SignedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            taken = length <= _MAX_BYTES and server.take(dict(self.headers), self.rfile.read(length))
            self.send_response(204 if taken else 401)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """The terminal belongs to the story."""

    return Handler
