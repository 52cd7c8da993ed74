"""A build at work: `nextstep up` in a folder of its own, on free ports."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from config.settings.environment import PREFIX
from tests.bench import processes
from tests.bench.driving import drive, drive_flows
from tests.bench.side_by_side.builds import Build

_ROLES = {"start-dev": "temporal", "worker": "worker", "api": "api"}
_ENGINE = ("temporal", "worker")
# Longer than its own parts are given to end.
_STOP_SECONDS = 30


class Stack:
    """Starts when it is made: `start_seconds` until it was ready, and CPU seconds of its parts until then, `start_cpu`."""

    def __init__(self, build: Build, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.build, self.home = build, home
        names = ("port", "temporal", "ui_port", "metrics")
        ports = dict(zip(names, processes.free_ports(len(names)), strict=True))
        self.port, self._temporal = ports["port"], f"127.0.0.1:{ports['temporal']}"
        settings = {
            "HOME": str(home),
            "PORT": str(self.port),
            "TEMPORAL_ADDRESS": self._temporal,
            "UI_PORT": str(ports["ui_port"]),
            "WORKER_METRICS": f"127.0.0.1:{ports['metrics']}",
            "LOG_LEVEL": "WARNING",
        }
        # Each has what it is made of compiled when it starts, or compiles it at its first start.
        environment = {PREFIX + name: value for name, value in settings.items()} | {"PYTHONDONTWRITEBYTECODE": ""}
        self._bare: processes.Running | None = None
        begun = time.monotonic()
        self._up = processes.Running([build.program("nextstep"), "up"], environment, home / "up.log", home)
        try:
            processes.wait_for(f"{self.url}/health/ready", self._up, pause=0.02)
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - begun
        whole, parts = processes.cpu_seconds(self._up.pid), self._cpu_of()
        self.start_cpu = parts | {"supervisor": whole - sum(parts.values())}

    @property
    def url(self) -> str:
        """Of the API."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin(self) -> tuple[str, str]:
        """Name and password of the first administrator."""
        return "admin", (self.home / "admin-password").read_text().strip()

    def drive(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """Load of a kind for a time; what the driver measured, and each process's CPU seconds beside it."""
        return drive(self._job(kind, seconds, job), self._cpu_of)

    def flows(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """As `drive`, and the rest of the work that flows leave behind their callers' backs is theirs too."""
        return drive_flows(self._job(kind, seconds, job), self._cpu_of, self._cpu_of_engine)

    def start_bare_worker(self) -> None:
        """This checkout's worker of bare workflows, on the build's Temporal server; it counts as the build's worker."""
        environment = {f"{PREFIX}TEMPORAL_ADDRESS": self._temporal, f"{PREFIX}HOME": str(self.home)}
        self._bare = processes.python("tests.bench.bare", environment, self.home / "bare.log")

    def worker_bytes(self) -> int:
        """The worker's resident memory."""
        return processes.resident_bytes(self._roles()["worker"])

    def storage(self) -> dict[str, str]:
        """How the databases are kept, and what the Temporal server was told of it."""
        pragmas = [one for one in self._command("temporal") if one.startswith(("journal_mode", "synchronous"))]
        return {
            "Temporal's journal": f"{_journal(self.home / 'temporal.db')}, told {' and '.join(pragmas) or 'nothing'}",
            "the engine's journal": _journal(self.home / "nextstep.db"),
        }

    def stop(self) -> None:
        """All of it."""
        if self._bare is not None:
            self._bare.stop()
        self._up.stop(_STOP_SECONDS)

    def _job(self, kind: str, seconds: float, job: dict[str, Any]) -> dict[str, Any]:
        return job | {"kind": kind, "seconds": seconds, "port": self.port, "temporal": self._temporal}

    def _cpu_of(self) -> dict[str, float]:
        found = {role: processes.cpu_seconds(pid) for role, pid in self._roles().items()}
        return found if self._bare is None else found | {"worker": found["worker"] + self._bare.cpu_seconds()}

    def _cpu_of_engine(self) -> dict[str, float]:
        return {role: seconds for role, seconds in self._cpu_of().items() if role in _ENGINE}

    def _roles(self) -> dict[str, int]:
        found = {}
        for pid in processes.children(self._up.pid):
            role = next((_ROLES[word] for word in _words(pid) if word in _ROLES), None)
            if role:
                found[role] = pid
        if found.keys() != set(_ROLES.values()):
            raise RuntimeError(f"{self.build.name} runs {sorted(found)} alone:\n{self._up.log_end()}")
        return found

    def _command(self, role: str) -> list[str]:
        return _words(self._roles()[role])


def _words(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")


def _journal(database: Path) -> str:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        found: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    return found
