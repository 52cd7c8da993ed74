"""The server of the tests, as a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager

from tests.api.server.serving import SLOW
from tests.e2e.processes import ROOT, free_port, listening

HERE = "127.0.0.1"


class Server:
    """Started with settings of its own; `listener` is a socket that it is handed."""

    def __init__(self, home, *, listener=None, **settings):
        self.home = home
        self.port = free_port() if listener is None else listener.getsockname()[1]
        environ = {k: v for k, v in os.environ.items() if not k.startswith("NEXTSTEP_")}
        given = {
            f"NEXTSTEP_{name.upper()}": str(value) for name, value in {"processes": 1, "threads": 4, **settings}.items()
        }
        held = () if listener is None else (listener.fileno(),)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.server.serving", str(self.port), str(home), "".join(map(str, held))],
            cwd=ROOT,
            env={**environ, **given, "TMPDIR": str(home)},
            stderr=(home / "log").open("w"),
            pass_fds=held,
        )
        until(lambda: "listen at" in (home / "log").read_text(), self.process)

    def until_slow(self):
        """Wait until a slow request is in hand, the first one of this home."""
        until((self.home / SLOW).exists, self.process)

    def stop(self):
        self.process.terminate()
        assert self.process.wait(60) == 0

    def connect(self, source=HERE):
        return socket.create_connection((HERE, self.port), 10, source_address=(source, 0))

    def ask(self, request, *, finish=False, source=HERE):
        """The status and the JSON of the answer to the raw bytes of `request`."""
        with closing(self.connect(source)) as caller:
            caller.sendall(request)
            if finish:
                caller.shutdown(socket.SHUT_WR)
            return parsed(everything(caller))

    def told(self):
        return (self.home / "log").read_text()

    def get(self, path, **how):
        return self.ask(get(path), **how)


@contextmanager
def running(home, **settings):
    server = Server(home, **settings)
    try:
        yield server
        server.stop()
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def everything(caller):
    """All that comes until the end of the connection."""
    answer = b""
    while piece := caller.recv(65536):
        answer += piece
    return answer


def one(caller, head=b""):
    """The bytes of one answer, of a connection that goes on."""
    while b"\r\n\r\n" not in head:
        piece = caller.recv(65536)
        assert piece, head
        head += piece
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(head.partition(b"\r\n\r\n")[2]) < length:
        head += caller.recv(65536)
    return head


def parsed(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/json" in head, answer[:200]
    return int(head.split()[1]), json.loads(body)


def get(path, *fields):
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", b"Host: bank", b"Connection: close", *fields, b"", b""])


def post(path, body, *fields):
    return b"\r\n".join(
        [b"POST " + path + b" HTTP/1.1", b"Host: bank", *fields, b"Content-Length: %d" % len(body), b"", body]
    )


def until(met, process=None, seconds=90):
    deadline = time.monotonic() + seconds
    while not met():
        assert process is None or process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def port_is_open(port):
    return listening(port)
