"""A Temporal cluster of four processes on a PostgreSQL of its own: each can be killed and started again."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from tests.cluster import config, programs, schema
from tests.cluster.config import HOST, SERVICES, Ports
from tests.e2e.postgres import Postgres
from tests.e2e.processes import Process, free_port, listening, until

NAMESPACE = "default"
SHARDS = 64
_READY_SECONDS = 120
_RETENTION = timedelta(days=1)


class Cluster:
    """In `folder`. What is killed with `kill`, or one by one by `services`, goes on where it was after `start`."""

    def __init__(
        self, folder: Path, *, shards: int = SHARDS, dynamic: dict[str, Any] | None = None, **postgres: str
    ) -> None:
        """`dynamic` is Temporal's dynamic configuration, `postgres` the settings of the database's server."""
        self._programs, self._has_schema = programs.built(), False
        self.database = Postgres(programs.postgres(), **{"max_connections": "400", **postgres})
        ports = {name: Ports(free_port(), free_port()) for name in SERVICES}
        self.port, self._ports = ports["frontend"].calls, ports
        told = config.write_dynamic(folder, dynamic or {})
        file = config.write(folder, ports, postgres=self.database.port, shards=shards, dynamic=told)
        self.services = {name: self._service(folder, name, file) for name in SERVICES}

    @property
    def address(self) -> str:
        """The frontend's."""
        return f"{HOST}:{self.port}"

    @property
    def alive(self) -> bool:
        return self.database.alive and all(one.alive for one in self.services.values())

    def start(self) -> None:
        """Whatever does not run; it serves the namespace afterwards."""
        if not self.database.alive:
            self.database.start()
        if not self._has_schema:
            schema.create(self._programs.sql_tool, self.database.port)
            self._has_schema = True
        for name, service in self.services.items():
            if not service.alive:
                service.start()
            until(lambda name=name: listening(self._ports[name].calls), service, seconds=_READY_SECONDS)
        until(self._has_namespace, *self.services.values(), seconds=_READY_SECONDS, pause=0.3)

    def stop(self) -> None:
        """All of it, in the order in which callers go; its database is gone."""
        for service in reversed(self.services.values()):
            service.stop()
        self.database.remove()

    def kill(self) -> None:
        """kill -9 of the services; the database lives."""
        for service in self.services.values():
            service.kill()

    def log(self) -> str:
        return "\n".join(one.log()[-8000:] for one in self.services.values())

    def cpu_seconds(self) -> float:
        """Of all services so far; the database's is its own."""
        return sum(one.cpu_seconds() for one in self.services.values())

    def _service(self, folder: Path, name: str, file: Path) -> Process:
        command = [self._programs.server, "--config-file", file, "--allow-no-auth", "start", "--service", name]
        return Process(command, folder / f"temporal-{name}.log", cwd=folder)

    def _has_namespace(self) -> bool:
        with suppress(RPCError, RuntimeError):
            asyncio.run(self._register())
            return True
        return False

    async def _register(self) -> None:
        client = await Client.connect(self.address)
        retention = Duration()
        retention.FromTimedelta(_RETENTION)
        try:
            await client.workflow_service.register_namespace(
                RegisterNamespaceRequest(namespace=NAMESPACE, workflow_execution_retention_period=retention)
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.ALREADY_EXISTS:
                raise
