"""The processes under measurement: started, asked for their CPU time and memory, stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from api.commands.temporal_server import ATTRIBUTES, JOURNAL
from config.settings.environment import foreign_environ

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Running:
    """A process and its children, in a session of their own; settings come from `environment` alone."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path, folder: Path | None = None) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=foreign_environ() | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def cpu_seconds(self) -> float:
        """User and system time so far, of the process and the children it has now."""
        return cpu_seconds(self.pid)

    def resident_bytes(self) -> int:
        """Resident memory of the process and its children."""
        return resident_bytes(self.pid)

    @property
    def pid(self) -> int:
        """The process's own number."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def log_end(self) -> str:
        """What it said last."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-10:])

    def stop(self, seconds: float = 10) -> None:
        """Ask it to end; insist after so long."""
        self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)


def cpu_seconds(pid: int) -> float:
    """User and system time so far, of a process and what it has started and still runs."""
    return sum(_stat(one)[0] for one in _family(pid))


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and of what it has started."""
    return sum(_stat(one)[1] for one in _family(pid))


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has started, as far as they run."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # threads come and go
            found += map(int, task.read_text().split())
    return found


def _family(pid: int) -> list[int]:
    return [pid, *(one for child in children(pid) for one in _family(child))]


def _stat(pid: int) -> tuple[float, int]:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0, 0
    return (int(fields[11]) + int(fields[12])) / _TICK, int(fields[21]) * _PAGE


def temporal(port: int, ui_port: int, home: Path) -> Running:
    """A Temporal server with a database file, as embedded mode starts it."""
    binary = Path(sysconfig.get_path("scripts")) / "temporal"
    arguments = ["server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui_port)]
    files = ["--db-filename", str(home / "temporal.db"), *JOURNAL, *ATTRIBUTES, "--log-level", "error"]
    return Running([str(binary), *arguments, *files], {}, home / "temporal.log")


def python(module: str, environment: dict[str, str], log: Path) -> Running:
    """A module run as a process."""
    return Running([sys.executable, "-m", module], environment, log)


def free_port() -> int:
    """A TCP port that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """So many TCP ports that nobody listens on."""
    with contextlib.ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in found]


def until_it_works(work: Callable[[], object]) -> None:
    """Do what needs a server that has just been started. Raises its `RuntimeError` where that goes on for 20 s."""
    for attempt in range(100):
        try:
            work()
            return
        except RuntimeError:
            if attempt == 99:
                raise
            time.sleep(0.2)


def wait_for(url: str, server: Running, seconds: float = 60, pause: float = 0.2) -> None:
    """Until the server answers 200 there. Raises `RuntimeError` with the end of its log where it does not, or has ended."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until or server.has_ended:
                raise RuntimeError(f"nothing answers at {url}:\n{server.log_end()}") from None
            time.sleep(pause)
