"""The demo's bank where it listens: a server that is called back, and believes only what is signed with its secret."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from api.demo.caller import Unexpected

_WAIT_SECONDS = 20
_RECENT_SECONDS = 300
_MAX_BYTES = 65_536


class BankServer:
    """Listens on a free port of this machine while it is entered. `secret` is the callback's, once the bank knows it."""

    def __init__(self) -> None:
        self.secret = ""
        self._told: list[dict[str, Any]] = []
        self._forged: list[str] = []
        self._changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, name="bank", daemon=True)

    def __enter__(self) -> "BankServer":
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
        """Where it is called."""
        return f"http://127.0.0.1:{self._server.server_port}/operations"

    def hear(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep what was sent, if it is genuine; says whether it is."""
        genuine = is_genuine(headers, body, self.secret)
        with self._changed:
            if genuine:
                self._told.append(json.loads(body))
            else:
                self._forged.append("a callback came whose signature does not verify")
            self._changed.notify_all()
        return genuine

    def wait_for_callback(self, operation_id: str, seconds: float = _WAIT_SECONDS) -> dict[str, Any]:
        """What was told of an operation, waited for. Raises `Unexpected` where nothing comes, or something forged."""
        until = time.monotonic() + seconds
        with self._changed:
            while True:
                if self._forged:
                    raise Unexpected(self._forged[0])
                for told in self._told:
                    if told.get("operationId") == operation_id:
                        return told
                if not self._changed.wait(max(0.0, until - time.monotonic())):
                    raise Unexpected(f"the bank was not called back of operation {operation_id} within {seconds:.0f} s")


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """As Standard Webhooks has it; a bank would leave it to one of the libraries."""
    message_id, told, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message_id}.{told}.".encode() + body, hashlib.sha256).digest()
    ours = "v1," + base64.b64encode(signed).decode()
    if not any(hmac.compare_digest(ours.encode(), one.encode()) for one in signatures.split(" ")):
        return False
    return abs(time.time() - int(told)) < _RECENT_SECONDS


def _handler(bank: BankServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            genuine = length <= _MAX_BYTES and bank.hear(dict(self.headers), self.rfile.read(length))
            self.send_response(204 if genuine else 401)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """The terminal belongs to the story."""

    return Handler
