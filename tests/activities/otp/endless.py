"""A server of lines whose first reply has no end."""

import socketserver
import threading
from contextlib import contextmanager, suppress

from tests.http_server import QuietServer


@contextmanager
def endless(begin, piece, *, tls=None):
    """Its port; it says `begin`, and then `piece` again and again, until nobody listens."""
    ended = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            with suppress(OSError):
                self.request.sendall(begin)
                while not ended.wait(0.02):
                    self.request.sendall(piece)

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            ended.set()
            server.shutdown()
