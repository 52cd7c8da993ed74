"""A key service of the tests' own, which speaks as Vault's transit engine does."""

import base64
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

from tests.http_server import QuietHandler

PATH = "/v1/transit/decrypt/nextstep"


class Vault:
    """Wraps keys, and opens them for who has its token. `scripted` answers come first: (status, body) or seconds to wait."""

    def __init__(self):
        self.token = secrets.token_urlsafe(24)
        self.scripted, self.asked = [], []
        self._keys = {}

    def wrapped(self, key):
        """As `transit/datakey/wrapped` answers it."""
        ciphertext = f"vault:v1:{secrets.token_urlsafe(44)}=="
        self._keys[ciphertext] = base64.b64encode(key).decode()
        return ciphertext

    def answer(self, path, token, body):
        if self.scripted:
            return self.scripted.pop(0)
        if path != PATH:
            return 404, {"errors": ["no handler for route"]}
        if token != self.token:
            return 403, {"errors": ["permission denied"]}
        key = self._keys.get(body.get("ciphertext"))
        if key is None:
            return 400, {"errors": ["invalid ciphertext: unable to decrypt"]}
        return 200, {"request_id": "1", "lease_id": "", "data": {"plaintext": key}, "warnings": None}

    def settings(self, folder):
        """What names it to a process."""
        file = folder / "vault-token"
        file.write_text(f"{self.token}\n")
        file.chmod(0o600)
        return {"NEXTSTEP_KEY_SERVICE_URL": self.url, "NEXTSTEP_KEY_SERVICE_TOKEN_FILE": str(file)}

    @contextmanager
    def serving(self, tls=None):
        """Itself, at `url`; with a server's context for TLS, if there is one."""
        vault = self

        class Handler(QuietHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                vault.asked.append((self.path, dict(self.headers), body))
                said = vault.answer(self.path, self.headers["X-Vault-Token"], body)
                if isinstance(said, float):
                    time.sleep(said)
                    said = 200, b""
                status, answer = said
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            if tls is not None:
                server.socket = tls.wrap_socket(server.socket, server_side=True)
            self.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}{PATH}"
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()
