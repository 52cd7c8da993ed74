"""A server that answers every gRPC call with an empty message, over TLS or in clear, and keeps what it was asked."""

import socket
import ssl
import threading

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, StreamEnded

_EMPTY = b"\0" * 5


class GrpcStandIn:
    """`calls` are the headers of those that came, `clients` the subjects of the certificates that they showed."""

    def __init__(self, context=None, port=0):
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", port))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.calls, self.clients, self._lines = [], [], []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)  # a thread that accepts would keep it open
        self._socket.close()

    def hang_up(self):
        """End what goes on."""
        for line in [*self._lines]:
            line.shutdown(socket.SHUT_RDWR)

    def _accept(self):
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            self._lines.append(plain)
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain):
        try:
            if self._context is None:
                self._talk(plain)
                return
            with self._context.wrap_socket(plain, server_side=True) as line:
                if shown := line.getpeercert():
                    self.clients.append(dict(pair[0] for pair in shown["subject"])["commonName"])
                self._talk(line)
        except (OSError, ssl.SSLError):
            return
        finally:
            self._lines.remove(plain)
            plain.close()

    def _talk(self, line):
        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        line.sendall(connection.data_to_send())
        while data := line.recv(65536):
            for event in connection.receive_data(data):
                if isinstance(event, RequestReceived):
                    self.calls.append(dict(event.headers))
                elif isinstance(event, StreamEnded):
                    begin = [(":status", "200"), ("content-type", "application/grpc")]
                    connection.send_headers(event.stream_id, begin)
                    connection.send_data(event.stream_id, _EMPTY)
                    connection.send_headers(event.stream_id, [("grpc-status", "0")], end_stream=True)
            line.sendall(connection.data_to_send())
