"""Stands in for what a bank has around the engine: a gateway of messages, push providers, a server that is called back.

`python standins.py FOLDER [PORT]`: HTTPS with the certificate in the folder. What comes is told on standard output, one-time
passwords too: for trying the engine, and for nothing else.
"""

import base64
import hashlib
import hmac
import json
import ssl
import sys
import time
import uuid
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MOST_BYTES = 65_536
RECENT_SECONDS = 300


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether a message is signed with the secret, by the rules of Standard Webhooks."""
    message, sent, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message}.{sent}.".encode() + body, hashlib.sha256).digest()
    ours = "v1," + base64.b64encode(digest).decode()
    is_signed = any(hmac.compare_digest(ours.encode(), one.encode()) for one in signatures.split(" "))
    return is_signed and sent.isdecimal() and abs(time.time() - int(sent)) < RECENT_SECONDS


def answer(path: str, headers: Mapping[str, str], body: bytes, secret: str) -> tuple[int, str, dict[str, Any] | None]:
    """The status, what is told of the request, and what is answered."""
    if path == "/messages":
        if not is_genuine(headers, body, secret):
            return 401, "a message whose signature does not verify", None
        message = json.loads(body)
        return 204, f"to {message.get('phone') or message.get('email') or 'nobody'}: {message['text']}", None
    if path.startswith("/callbacks"):
        return 204, f"called back: {body.decode(errors='replace')}", None
    if path.startswith("/3/device/"):
        return 200, f"to an iPhone: {body.decode(errors='replace')}", None
    if path == "/token":
        return 200, "a token for FCM", {"access_token": "of the stand-in", "expires_in": 3600, "token_type": "Bearer"}
    if path.startswith("/v1/projects/") and path.endswith("/messages:send"):
        sent = f"{path.removeprefix('/v1/').removesuffix(':send')}/{uuid.uuid4()}"
        return 200, f"to an Android phone: {body.decode(errors='replace')}", {"name": sent}
    return 404, f"nobody is asked for {path}", None


def handler(secret: str) -> type[BaseHTTPRequestHandler]:
    """Answers posts; `secret` is that of the gateway."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            if length > MOST_BYTES:
                self.send_error(413)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told, content = answer(self.path, headers, self.rfile.read(length), secret)
            print(told, flush=True)
            body = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """What came has been told."""

    return Handler


def main(folder: Path, port: int) -> None:
    """Serves until it is ended."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    secret = (folder / "otp-sender-secret").read_text()
    server = ThreadingHTTPServer(("0.0.0.0", port), handler(secret))
    # A handshake that does not end holds its own thread alone.
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8443)
