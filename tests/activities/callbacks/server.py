"""A server of the bank's, in a thread of the test: keeps what it hears, and answers as a test says."""

import json
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from standardwebhooks import Webhook, WebhookVerificationError

from tests.http_server import QuietHandler, QuietServer


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    path: str
    headers: dict
    raw: bytes

    @property
    def body(self):
        return json.loads(self.raw)

    def is_signed_by(self, secret):
        """As a bank's server verifies it, with a library that is not ours."""
        try:
            return Webhook(secret).verify(self.raw, self.headers) == self.body
        except WebhookVerificationError:
            return False


def saying(body, *fields):
    """An answer 200 of these bytes and fields."""

    def answer(handler):
        handler.send_response(200)
        for name, value in fields:
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class BankServer:
    """`answer(handler)` sends what a test wants; a status alone will do. Restarts on the same port."""

    def __init__(self, answer=200, *, tls=None):
        self.heard, self.answer, self._tls, self.port = [], answer, tls, 0
        self._server = None

    @property
    def url(self):
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/hook"

    def start(self):
        bank = self

        class Handler(QuietHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                raw = self.rfile.read(length)
                if len(raw) < length:  # its sender died over it
                    return
                bank.heard.append(Heard(self.path, dict(self.headers), raw))
                if callable(bank.answer):
                    with suppress(OSError):
                        bank.answer(self)
                    return
                self.send_response(bank.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = QuietServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        if self._tls:
            self._server.socket = self._tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving(answer=200, *, tls=None):
    """A running server."""
    bank = BankServer(answer, tls=tls)
    bank.start()
    try:
        yield bank
    finally:
        bank.stop()


def free_address():
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/hook"


def self_signed(folder):
    """A server's TLS that nobody trusts, and one client's that does."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bank.test")])
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + pem)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())
