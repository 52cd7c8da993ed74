"""The whole engine as real processes: Temporal, a worker, the API; each can be killed and started again."""

import asyncio
import secrets
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, text
from temporalio.client import Client

from activities.accounts.accounts import Accounts
from activities.store.database import Database
from activities.store.shipped import load_shipped
from activities.templates.shipped import load_templates
from config import master_key as master_keys
from config.definitions.load import load as load_definitions
from locales.catalogs import Catalogs
from tests.e2e import histories
from tests.e2e.client import NextStep
from tests.e2e.in_clear import is_ready
from tests.e2e.processes import Process, foreign_environ, free_port, listening, until
from tests.e2e.temporal import temporal_in
from tests.lone_settings import lone
from workflows.temporal.namespace import prepare

READY_SECONDS = 120
_NEXTSTEP = (sys.executable, "-m", "api.commands")

# For these a phone may ask for an activation code.
FURTHER_APPLICATIONS = ("further-app",)


class Stack:
    """In `folder`, on free ports; on SQLite unless a `database_url` is given, with a Temporal of its own unless one is given."""

    def __init__(self, folder, *, database_url="", postgres=None, temporal=None, **settings):
        self.folder = Path(folder)
        self.temporal, self.port = temporal or temporal_in(self.folder), free_port()
        self.settings = lone(
            home=self.folder,
            host="127.0.0.1",
            port=self.port,
            temporal_address=f"127.0.0.1:{self.temporal.port}",
            database_url=database_url or f"sqlite:///{self.folder / 'nextstep.db'}",
            callbacks_private=True,
            push_local=True,
            activation_code_applications=FURTHER_APPLICATIONS,
            **{
                "master_key": master_keys.generate(),
                "workflow_sandbox": True,
                "login_attempts": 100_000,
                **settings,
            },
        )
        self.admin = ("admin", secrets.token_urlsafe())
        self.worker = self.process("worker")
        self.api = self.process("api")
        self.postgres = postgres
        self.engine = create_engine(self.settings.store_url, pool_pre_ping=True)

    def start(self):
        """Everything, on a migrated database with the shipped definitions and an administrator; ready to serve afterwards."""
        database = Database(self.settings.store_url)
        database.migrate()
        load_shipped(database, load_definitions())
        load_templates(database, load_definitions(), Catalogs())
        Accounts(database).bootstrap(*self.admin)
        database.close()
        self.start_temporal()
        asyncio.run(prepare(self.settings))
        self.worker.start()
        self.api.start()
        self.wait_ready()

    def stop(self):
        for process in (self.api, self.worker, self.temporal):
            process.stop()
        self.engine.dispose()

    def start_temporal(self):
        self.temporal.start()
        until(lambda: listening(self.temporal.port), self.temporal)
        until(self._namespace_serves, self.temporal)

    def restore(self, seconds=READY_SECONDS):
        """Start again whatever does not run."""
        if self.postgres and not self.postgres.alive:
            self.postgres.start()
        if not self.temporal.alive:
            self.start_temporal()
        for _ in range(3):
            for process in (self.worker, self.api):
                if not process.alive:
                    process.start()
            try:
                return self.wait_ready(seconds)
            except AssertionError:
                # A worker that began while Temporal was away gives up in the end; a supervisor starts it again.
                if self.worker.alive and self.api.alive:
                    raise
        return self.wait_ready(seconds)

    def wait_ready(self, seconds=READY_SECONDS):
        until(self.ready, self.temporal, self.worker, self.api, seconds=seconds, pause=0.1)

    def ready(self):
        return is_ready(self.settings.base_url)

    def client(self, seconds=60):
        return NextStep(self.settings.base_url, seconds)

    def sql(self, statement, **parameters):
        """The rows of a statement, as mappings: what is stored, asked past the engine."""
        with self.engine.begin() as connection:
            result = connection.execute(text(statement), parameters)
            return [dict(row._mapping) for row in result] if result.returns_rows else []

    def operation_row(self, operation_id):
        return self.sql("SELECT * FROM operation WHERE operation_id = :id", id=operation_id)[0]

    def temporal_call(self, request, namespace="default"):
        """What `request(client)` awaits, on a Temporal client of the test's own."""

        async def call():
            return await request(await Client.connect(self.settings.temporal_address, namespace=namespace))

        return asyncio.run(call())

    def snapshot(self, operation_id):
        """What the workflow says of itself: name, state, digest."""
        return self.temporal_call(lambda client: histories.snapshot(client, operation_id))

    def logs(self):
        return {name: getattr(self, name).log() for name in ("api", "worker", "temporal")}

    def problems(self, most=50):
        """What worker and API complained of, the last lines of it."""
        lines = [line for name in ("worker", "api") for line in self.logs()[name].splitlines()]
        return [line for line in lines if " WARNING " in line or " ERROR " in line][-most:]

    def process(self, name, *options, port=None, **environ):
        """A worker or an API of this stack, not started: another API has a port of its own; `environ` is its own, too."""
        settings = self.settings if port is None else self.settings.model_copy(update={"port": port})
        env = {**_variables(settings), **environ}
        return Process([*_NEXTSTEP, name, *options], self.folder / f"{name}.log", env=env, cwd=self.folder)

    def command(self, *arguments, seconds=120, **environ):
        """What `nextstep` says with this stack's settings, once it has ended; `environ` is its own, too."""
        return subprocess.run(
            [*_NEXTSTEP, *arguments],
            env={**foreign_environ(), **_variables(self.settings), **environ},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=seconds,
        )

    def part(self, name):
        """What is killed by this name: a process, the database, or one service of the Temporal cluster."""
        return getattr(self, name, None) or self.temporal.services[name]

    def _namespace_serves(self):
        try:
            self.temporal_call(lambda client: client.count_workflows())
        except Exception:
            return False
        return True


def _variables(settings):
    return {name: value for name, value in settings.environ().items() if name.startswith("NEXTSTEP_") and value}
