"""What tests rely on to cost next to nothing."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise


class CountedLooks(HTTPServer):
    """Keeps when it looked whether it is to end, and sets `seen_often` when that makes four times."""

    def __init__(self):
        self.looks, self.seen_often = [], threading.Event()
        super().__init__(("127.0.0.1", 0), BaseHTTPRequestHandler)

    def service_actions(self):
        self.looks.append(time.monotonic())
        if len(self.looks) == 4:
            self.seen_often.set()


def test_a_server_in_a_thread_hears_at_once_that_it_is_to_end():
    with CountedLooks() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert server.seen_often.wait(10)
        server.shutdown()
    assert min(after - before for before, after in pairwise(server.looks)) < 0.25
