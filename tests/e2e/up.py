"""`nextstep up` as a newcomer runs it, on ports of its own."""

import http.client
import json
import os
import re
import signal
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

from api.commands.child import command_line
from tests.readable import is_readable


def newcomers_environ(home, **settings):
    """The environment of somebody who has set nothing but these; small, and on free ports."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("NEXTSTEP_")}
    settings = {
        "PROCESSES": "1",
        "THREADS": "4",
        "UI_PORT": "0",
        "WEB_FLOW_PORT": "0",
        "TEMPORAL_ADDRESS": "127.0.0.1:0",
        "HOME": str(home),
    } | settings
    return environ | {f"NEXTSTEP_{name}": value for name, value in settings.items()}


class Up:
    """One `nextstep up` in `home`, on free ports, and what it says."""

    def __init__(self, home, **settings):
        self.home, self.said = home, ""
        self.process = subprocess.Popen(
            command_line("up", "--port", "0"),
            env=newcomers_environ(home, **settings),
            cwd=home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def hear(self, pattern, seconds=90):
        """Waits until it says `pattern`; gives the match."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            left = deadline - time.monotonic()
            assert left > 0, f"never said {pattern}: {self.said}"
            if is_readable(self.process.stdout, left):
                piece = os.read(self.process.stdout.fileno(), 65536).decode()
                assert piece, f"ended without saying {pattern}: {self.said}"
                self.said += piece
        return found

    def ready(self):
        self.port = int(self.hear(r"API +http://127\.0\.0\.1:(\d+)")[1])
        self.hear("Logs .*\n")
        return self

    def ask(self, verb, path, body=None, fields=None):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as caller:
            sent = None if body is None else json.dumps({"requestObject": body})
            caller.request(verb, path, sent, {"Content-Type": "application/json", **(fields or {})})
            answer = caller.getresponse()
            return answer.status, json.load(answer)

    def processes(self):
        """Process ids and command lines of everything that works in its home, the supervisor included."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command, environ = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
                if str(self.home).encode() in command + environ:
                    found[int(folder.name)] = command.decode().replace("\0", " ")
        return found

    def child(self, words, other_than=None):
        """The process id of the child with these words in its command line; the first, where it has made others."""
        deadline = time.monotonic() + 60
        while not (found := [p for p, command in self.processes().items() if words in command and p != other_than]):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return min(found)

    def wait_until_ready(self):
        deadline = time.monotonic() + 90
        while True:
            with suppress(OSError):
                if self.ask("GET", "/health/ready")[0] == 200:
                    return
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def gone(self, seconds):
        deadline = time.monotonic() + seconds
        while left := self.processes():
            assert time.monotonic() < deadline, left
            time.sleep(0.05)

    def end(self):
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
