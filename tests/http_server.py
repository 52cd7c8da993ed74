"""What servers in threads of the tests are made of."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class QuietHandler(BaseHTTPRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_):
        pass


class QuietServer(ThreadingHTTPServer):
    """Says nothing of callers that hang up: they are part of the tests."""

    def handle_error(self, *_):
        pass
