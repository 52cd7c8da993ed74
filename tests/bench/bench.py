"""The running stack, and the driver that loads it."""

import asyncio
from pathlib import Path
from typing import Any

from api.commands import visibility_indexes
from config import master_key
from config.settings import Settings, load
from tests.bench import processes
from tests.bench.driving import drive, drive_flows
from tests.bench.prepare import prepare
from workflows.temporal.client import connect

PARALLEL = 16


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
        visibility_indexes.drop_unused(self.settings.temporal_file)
        self.worker = processes.python("tests.bench.worker", self.environment, home / "worker.log")
        self.bare = processes.python("tests.bench.bare", self.environment, home / "bare.log")
        self.api = processes.python("tests.bench.server", self.environment, home / "api.log")
        silent = self.environment | {"NEXTSTEP_PORT": str(ports["silent"]), "NEXTSTEP_AUDIT": "false"}
        self.silent_api = processes.python("tests.bench.server", silent, home / "silent-api.log")
        for name, server in (("api", self.api), ("silent", self.silent_api)):
            processes.wait_for(f"http://127.0.0.1:{ports[name]}/health/ready", server)

    def drive(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """Load of a kind for a time; what the driver measured, and each process's CPU seconds beside it."""
        return drive(self._job(kind, seconds, job), self._cpu_of)

    def flows(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """As `drive`, and the rest of the work that flows leave behind their callers' backs is theirs too."""
        measured = drive_flows(self._job(kind, seconds, job), self._cpu_of, self._cpu_of_engine)
        return measured | {"events": self.events(str(measured["last_id"]))}

    def _job(self, kind: str, seconds: float, job: dict[str, Any]) -> dict[str, Any]:
        defaults = {"port": self.settings.port, "temporal": self.settings.temporal_address, "parallel": PARALLEL}
        return defaults | job | {"kind": kind, "seconds": seconds}

    def _cpu_of(self) -> dict[str, float]:
        others = {"api": self.api.cpu_seconds(), "silent api": self.silent_api.cpu_seconds()}
        return self._cpu_of_engine() | others

    def _cpu_of_engine(self) -> dict[str, float]:
        engine = {"temporal": self.temporal, "worker": self.worker, "bare worker": self.bare}
        return {name: process.cpu_seconds() for name, process in engine.items()}

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
