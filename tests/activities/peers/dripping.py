"""A server whose answer never ends: it sends a bit of it now and then, for as long as anybody listens."""

import threading
from contextlib import contextmanager, suppress

from tests.http_server import QuietHandler, QuietServer


@contextmanager
def dripping(begin=b"HTTP/1.1 200 OK\r\n", piece=b"X-Drip: 1\r\n"):
    """Its address; `begin`: what it sends at once, `piece`: then again and again."""
    ended = threading.Event()

    class Handler(QuietHandler):
        def do_GET(self):
            with suppress(OSError):
                self.wfile.write(begin)
                while not ended.wait(0.05):
                    self.wfile.write(piece)

        do_POST = do_GET

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            ended.set()
            server.shutdown()
