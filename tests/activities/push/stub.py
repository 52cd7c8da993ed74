"""A provider of the tests' own: HTTP/2 over TLS on a local port, with answers as the test wants them."""

import datetime
import ipaddress
import json
import socket
import ssl
import threading
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded


@dataclass
class Request:
    """What was asked, and on which connection."""

    headers: dict
    body: bytes
    connection: int

    @property
    def path(self):
        return self.headers[":path"]

    @property
    def json(self):
        return json.loads(self.body)


def authority(folder):
    """A certificate of 127.0.0.1 with its key, that is its own authority: contexts for a server and for who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stub")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "stub.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    server.set_alpn_protocols(["h2"])
    return server, ssl.create_default_context(cafile=file)


class Stub:
    """Answers each request by `answer(request)`: a status and what is written as JSON. `requests` are those that came."""

    def __init__(self, tls):
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._socket.getsockname()[1]}"
        self.requests = []
        self.answer = lambda request: (200, {})
        self._connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        if self._socket.fileno() == -1:
            return
        self._socket.shutdown(socket.SHUT_RDWR)  # a thread that accepts would keep it open
        self._socket.close()

    def _accept(self):
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            self._connections += 1
            threading.Thread(target=self._serve, args=(plain, self._connections), daemon=True).start()

    def _serve(self, plain, number):
        try:
            with self._tls.wrap_socket(plain, server_side=True) as line:
                self._talk(line, number)
        except OSError:
            return

    def _talk(self, line, number):
        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        line.sendall(connection.data_to_send())
        streams = {}
        while data := line.recv(65536):
            for event in connection.receive_data(data):
                if isinstance(event, RequestReceived):
                    streams[event.stream_id] = (dict(event.headers), bytearray())
                elif isinstance(event, DataReceived):
                    streams[event.stream_id][1].extend(event.data)
                    connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, StreamEnded):
                    headers, body = streams.pop(event.stream_id)
                    request = Request(headers, bytes(body), number)
                    self.requests.append(request)
                    status, answer = self.answer(request)
                    connection.send_headers(event.stream_id, [(":status", str(status))], end_stream=not answer)
                    if answer:
                        connection.send_data(event.stream_id, json.dumps(answer).encode(), end_stream=True)
            line.sendall(connection.data_to_send())
