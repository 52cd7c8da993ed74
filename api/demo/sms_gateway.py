"""Where the demo's short messages go: a gateway of the bank's on this machine, whose telephones are read here."""

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from activities.callbacks.signed_request import new_secret
from api.demo.bank_server import is_genuine
from api.demo.caller import Unexpected

_MAX_BYTES = 65_536


class SmsGateway:
    """Listens on a free port of this machine while it is entered, and takes only what is signed with its secret."""

    def __init__(self) -> None:
        self.secret = new_secret()
        self._texts: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, name="sms", daemon=True)

    def __enter__(self) -> "SmsGateway":
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
        """Where messages are posted."""
        return f"http://127.0.0.1:{self._server.server_port}/messages"

    def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Carry a message, if it is genuine; says whether it is."""
        if not is_genuine(headers, body, self.secret):
            return False
        told: dict[str, Any] = json.loads(body)
        self._texts[told["otpId"]] = told["text"]
        return True

    def text(self, otp_id: str) -> str:
        """What the user's telephone shows. Raises `Unexpected` where nothing came."""
        if otp_id not in self._texts:
            raise Unexpected("no short message came")
        return self._texts[otp_id]


def _handler(gateway: SmsGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            taken = length <= _MAX_BYTES and gateway.take(dict(self.headers), self.rfile.read(length))
            self.send_response(204 if taken else 401)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """The terminal belongs to the story."""

    return Handler
