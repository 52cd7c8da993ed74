"""Child processes of the tests: started in groups of their own, stopped or killed by id, gone when the tests are gone."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]

_PARENT_DEATH_SIGNAL = 1


class Process:
    """One server in a process group of its own. `start` may be called again after `stop` or `kill`."""

    def __init__(self, command, log, *, env=None, cwd=None, user=None):
        self._command, self._log, self._cwd, self._user = [str(part) for part in command], Path(log), cwd, user
        self._env = {**foreign_environ(), **(env or {})}
        self._running = None

    def start(self):
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=log,
                env=self._env,
                cwd=self._cwd,
                user=self._user,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    @property
    def alive(self):
        return self._running is not None and self._running.poll() is None

    @property
    def pid(self):
        return self._running.pid

    def children(self):
        """The ids of its own child processes; none where it is dead."""
        try:
            return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        except FileNotFoundError:
            return []

    def cpu_seconds(self):
        """User and system time so far, without children of its own."""
        fields = Path(f"/proc/{self._running.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def send(self, number):
        """To the whole group: a server with children gets it as from a terminal."""
        if self._running is not None:
            try:
                os.killpg(self._running.pid, number)
            except ProcessLookupError:
                return

    def stop(self, number=signal.SIGTERM, seconds=60):
        """Ask it to end; the exit status."""
        if self._running is None:
            return None
        if self.alive:
            os.kill(self._running.pid, number)
        try:
            return self._running.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self.send(signal.SIGKILL)  # what it may have left behind

    def kill(self):
        """kill -9 of the group."""
        self.send(signal.SIGKILL)
        if self._running is not None:
            self._running.wait()

    def log(self):
        return self._log.read_text(errors="replace") if self._log.exists() else ""


def foreign_environ():
    """This process's environment without the project's variables; our packages are importable."""
    found = {name: value for name, value in os.environ.items() if not name.upper().startswith("NEXTSTEP_")}
    return {**found, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def free_port():
    """Nobody listens there, and it is none of those that outgoing connections take: it stays free until its server begins."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(met, *processes, seconds=90, pause=0.03):
    """Wait for `met()` to be true; fail when a process has died, or in the end."""
    deadline = time.monotonic() + seconds
    while not (found := met()):
        for process in processes:
            assert process.alive, process.log()[-4000:]
        assert time.monotonic() < deadline, f"not within {seconds} s\n" + "\n".join(
            process.log()[-2000:] for process in processes
        )
        time.sleep(pause)
    return found


def _die_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
