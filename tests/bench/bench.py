"""The running stack, and the driver that loads it."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from config import master_key
from config.settings import Settings, load
from tests.bench import processes
from tests.bench.prepare import prepare
from workflows.temporal.client import connect

PARALLEL = 16
# Of a core, by Temporal and the workers together, as often as this one after the other.
_QUIET, _QUIET_LOOKS, _LOOK_SECONDS = 0.2, 4, 0.25


class Bench:
    """Everything that is measured, on free ports, in `home`."""

    def __init__(self, home: Path) -> None:
        ports = {name: processes.free_port() for name in ("temporal", "ui", "api", "silent")}
        self.silent_port = ports["silent"]
        self.environment = {
            "NEXTSTEP_HOME": str(home),
            "NEXTSTEP_TEMPORAL_ADDRESS": f"127.0.0.1:{ports['temporal']}",
            "NEXTSTEP_PORT": str(ports["api"]),
            "NEXTSTEP_LOG_LEVEL": "WARNING",
            "NEXTSTEP_MASTER_KEY": master_key.generate(),
            # Pushes go to the worker's log, and as many as the driver likes.
            "NEXTSTEP_PUSH_LOCAL": "true",
            "NEXTSTEP_PUSHES_PER_MINUTE": "10000",
        }
        self.settings: Settings = load(
            home=home,
            temporal_address=self.environment["NEXTSTEP_TEMPORAL_ADDRESS"],
            port=ports["api"],
            master_key=self.environment["NEXTSTEP_MASTER_KEY"],
        )
        self.temporal = processes.temporal(ports["temporal"], ports["ui"], home)
        processes.until_it_works(lambda: prepare(self.settings))
        self.worker = processes.python("tests.bench.worker", self.environment, home / "worker.log")
        self.bare = processes.python("tests.bench.bare", self.environment, home / "bare.log")
        self.api = processes.python("tests.bench.server", self.environment, home / "api.log")
        silent = self.environment | {"NEXTSTEP_PORT": str(ports["silent"]), "NEXTSTEP_AUDIT": "false"}
        self.silent_api = processes.python("tests.bench.server", silent, home / "silent-api.log")
        for name, server in (("api", self.api), ("silent", self.silent_api)):
            processes.wait_for(f"http://127.0.0.1:{ports[name]}/health/ready", server)

    def drive(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """Load of a kind for a time; what the driver measured, and each process's CPU seconds beside it."""
        watched = self._engine | {"api": self.api, "silent api": self.silent_api}
        before = {name: process.cpu_seconds() for name, process in watched.items()}
        job |= {"kind": kind, "seconds": seconds, "port": job.get("port", self.settings.port)}
        job |= {"temporal": self.settings.temporal_address, "parallel": job.get("parallel", PARALLEL)}
        command = [sys.executable, "-m", "tests.bench.driver", json.dumps(job)]
        found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        measured: dict[str, Any] = json.loads(found)
        measured["cpu_of"] = {name: process.cpu_seconds() - before[name] for name, process in watched.items()}
        measured["cpu_of"]["driver"] = measured.pop("cpu")
        return measured

    def flows(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """As `drive`, and the rest of the work that flows leave behind their callers' backs is theirs too."""
        before = {name: process.cpu_seconds() for name, process in self._engine.items()}
        measured = self.drive(kind, seconds, **job)
        measured["seconds"] += self._busy_seconds()
        for name, process in self._engine.items():
            measured["cpu_of"][name] = process.cpu_seconds() - before[name]
        return measured | {"events": self.events(str(measured["last_id"]))}

    def _busy_seconds(self) -> float:
        """How long Temporal and the workers go on; returns when they have been quiet for a while."""
        begun = busy_until = time.monotonic()
        quiet = 0
        while quiet < _QUIET_LOOKS:
            before = sum(process.cpu_seconds() for process in self._engine.values())
            time.sleep(_LOOK_SECONDS)
            is_quiet = sum(process.cpu_seconds() for process in self._engine.values()) - before < _QUIET * _LOOK_SECONDS
            quiet = quiet + 1 if is_quiet else 0
            busy_until = busy_until if is_quiet else time.monotonic()
        return busy_until - begun

    @property
    def _engine(self) -> dict[str, processes.Running]:
        return {"temporal": self.temporal, "worker": self.worker, "bare worker": self.bare}

    def reads(self, name: str, path: str, body: dict[str, Any], seconds: float, parallel: int) -> dict[str, Any]:
        """One request over and over."""
        return self.drive("requests", seconds, name=name, path=path, body=body, parallel=parallel)

    def events(self, workflow_id: str) -> int:
        """The length of a workflow's history."""

        async def described() -> int:
            client = await connect(self.settings)
            return (await client.get_workflow_handle(workflow_id).describe()).history_length

        return asyncio.run(described())

    def stop(self) -> None:
        """In the order API, workers, Temporal."""
        for process in (self.api, self.silent_api, self.worker, self.bare, self.temporal):
            process.stop()
