"""The engine with its PostgreSQL on one kind of Temporal, the bank that loads it, and the meters of both."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from tests.bench import processes
from tests.bench.driving import drive_flows
from tests.bench.on_cluster.meters import TOLD_SECONDS, Idle, Meter, Written
from tests.bench.side_by_side.bank import Bank
from tests.cluster.cluster import Cluster
from tests.e2e.postgres import Postgres
from tests.e2e.processes import Process
from tests.e2e.stack import Stack
from tests.e2e.temporal import DevelopmentServer

# As a bank's is: what was committed is on the disk. And connections for four workers and four processes of the API.
DURABLE = {"fsync": "on", "shared_buffers": "256MB", "max_connections": "400"}
TEMPORAL = "Temporal: "


class Side:
    """Up when it is made; `ends` ends it."""

    def __init__(self, name: str, folder: Path, ends: ExitStack, *, shards: int | None) -> None:
        """`shards` are those of a cluster; without them it is the development server."""
        self.name = name
        folder.mkdir()
        self._database = Postgres(**DURABLE)
        ends.callback(self._database.remove)
        self._database.start()
        settings = {k: v for k, v in DURABLE.items() if k != "max_connections"}
        self._temporal = DevelopmentServer(folder) if shards is None else Cluster(folder, shards=shards, **settings)
        self._stack = Stack(
            folder,
            temporal=self._temporal,
            postgres=self._database,
            database_url=self._database.create(),
            workflow_sandbox=False,
            log_level="WARNING",
        )
        ends.callback(self._stack.stop)
        begun = time.monotonic()
        self._stack.start()
        self.start_seconds = time.monotonic() - begun
        self._workers: list[Process] = [self._stack.worker]
        self._ends = ends
        http = ends.enter_context(httpx.Client(base_url=self._stack.settings.base_url, timeout=60))
        self._bank = Bank(http, self._stack.admin)
        self._cpu, self._written = Idle(self._cpu_meters()), Idle(self._written_meters())

    def settle(self, seconds: float) -> dict[str, float]:
        """Find out what each part does while nobody asks for anything, in each second; what the last flows left passes first."""
        time.sleep(seconds / 2)
        self._cpu.settle(seconds)
        self._written.settle(seconds)
        return self._cpu.each_second | self._written.each_second

    def payments(self, create: dict[str, Any], seconds: float, callers: int) -> dict[str, Any]:
        """Payments in the web."""
        return self._flows({"kind": "payment", "create": create, "parallel": callers, "seconds": seconds})

    def approvals(self, seconds: float, callers: int) -> dict[str, Any]:
        """Approvals by new phones, of which each process of the driver gets its own."""
        phones, told = self._bank.phones(callers), {"credentials": self._bank.credentials}
        return self._flows({"kind": "approvals", "phones": phones, "parallel": callers, "seconds": seconds, **told})

    def scale(self, processes: int) -> None:
        """So many workers, and processes of the API, from now on."""
        for one in self._workers[processes:]:
            one.stop()
        del self._workers[processes:]
        while len(self._workers) < processes:
            one = self._stack.process("worker")
            self._ends.callback(one.stop)
            one.start()
            self._workers.append(one)
        self._stack.api.stop()
        self._stack.api = self._stack.process("api", NEXTSTEP_PROCESSES=str(processes))
        self._stack.api.start()
        self._stack.wait_ready()

    def resident(self) -> dict[str, float]:
        """Megabytes of each process of Temporal's, and of ours."""
        found = {name: one.pid for name, one in self._services().items()}
        pids = found | {"worker": self._stack.worker.pid, "api": self._stack.api.pid}
        return {name: processes.resident_bytes(pid) / 2**20 for name, pid in pids.items()}

    def connections(self) -> dict[str, int]:
        """Open now, at each PostgreSQL."""
        return {name: of.connections() for name, of in self._servers().items()}

    def _flows(self, job: dict[str, Any]) -> dict[str, Any]:
        before = self._written.read()
        engine = [name for name in self._cpu.each_second if name != "api"]
        measured = drive_flows({"port": self._stack.port, **job}, self._cpu.read, lambda: self._cpu.read(*engine))
        time.sleep(TOLD_SECONDS)
        measured["written"] = {name: value - before[name] for name, value in self._written.read().items()}
        return measured

    def _services(self) -> dict[str, Process]:
        if isinstance(self._temporal, Cluster):
            return {TEMPORAL + name: one for name, one in self._temporal.services.items()}
        return {TEMPORAL + "development server": self._temporal}

    def _cpu_meters(self) -> dict[str, Meter]:
        found: dict[str, Meter] = {name: one.cpu_seconds for name, one in self._services().items()}
        if isinstance(self._temporal, Cluster):
            found[TEMPORAL + "PostgreSQL"] = self._temporal.database.cpu_seconds
        return found | {
            "worker": lambda: sum(one.cpu_seconds() for one in self._workers),
            "api": lambda: processes.cpu_seconds(self._stack.api.pid),
            "PostgreSQL": self._database.cpu_seconds,
        }

    def _written_meters(self) -> dict[str, Meter]:
        return {
            name: meter
            for server, of in self._servers().items()
            for name, meter in of.meters(server.removesuffix("PostgreSQL")).items()
        }

    def _servers(self) -> dict[str, Written]:
        found = {"PostgreSQL": Written(self._database.port)}
        if isinstance(self._temporal, Cluster):
            found[TEMPORAL + "PostgreSQL"] = Written(self._temporal.database.port)
        return found
