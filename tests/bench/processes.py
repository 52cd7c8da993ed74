"""The processes under measurement: started, asked for their CPU time and memory, stopped."""

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

from api.commands.temporal_server import JOURNAL

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Running:
    """A process and its children, in a session of their own."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                env=os.environ | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def cpu_seconds(self) -> float:
        """User and system time so far, of the process and the children it has now."""
        return sum(_stat(pid)[0] for pid in self._pids())

    def resident_bytes(self) -> int:
        """Resident memory of the process and its children."""
        return sum(_stat(pid)[1] for pid in self._pids())

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def log_end(self) -> str:
        """What it said last."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-10:])

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _pids(self) -> list[int]:
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]


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
    files = ["--db-filename", str(home / "temporal.db"), *JOURNAL, "--log-level", "error"]
    return Running([str(binary), *arguments, *files], {}, home / "temporal.log")


def python(module: str, environment: dict[str, str], log: Path) -> Running:
    """A module run as a process."""
    return Running([sys.executable, "-m", module], environment, log)


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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


def wait_for(url: str, server: Running, seconds: float = 60) -> None:
    """Until the server answers 200 there. Raises `RuntimeError` with the end of its log where it does not, or has ended."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until or server.has_ended:
                raise RuntimeError(f"nothing answers at {url}:\n{server.log_end()}") from None
            time.sleep(0.2)
