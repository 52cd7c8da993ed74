"""The whole engine with a bank of its own, as campaigns drive it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.activities.callbacks.server import BankServer
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.e2e.hooks import hear_operations
from tests.e2e.postgres import Postgres
from tests.e2e.stack import Stack
from tests.e2e.temporal import CLUSTER, temporal_in


@contextmanager
def running(
    *, postgres: bool = False, cluster: bool = False, folder: Path | None = None, **settings: Any
) -> Iterator[tuple[Stack, Bank]]:
    """As real processes, in this folder or in one that is dropped; the worker as in production, without its sandbox.

    On SQLite, or on a PostgreSQL of its own; with a Temporal cluster of its own, where one is asked for.
    """
    with tempfile.TemporaryDirectory() as dropped, ExitStack() as ends:
        home = folder or Path(dropped)
        temporal = temporal_in(home, CLUSTER) if cluster else None
        own = {"workflow_sandbox": False, "temporal": temporal, **_database(ends, postgres)}
        stack = Stack(home, **{**own, **settings})
        ends.callback(stack.stop)
        stack.start()
        base_url = stack.settings.base_url
        with httpx.Client(base_url=base_url, timeout=30) as admin, httpx.Client(timeout=30) as phones:
            yield stack, Bank(Cloud(admin, stack.admin), base_url, phones)


def _database(ends: ExitStack, postgres: bool) -> dict[str, Any]:
    if not postgres:
        return {}
    server = Postgres()
    ends.callback(server.remove)
    server.start()
    return {"postgres": server, "database_url": server.create()}


def listening(bank: Bank) -> BankServer:
    """The bank's server, which hears how operations end."""
    server = BankServer()
    server.start()
    hear_operations(bank, server)
    return server


@contextmanager
def busy(burners: int) -> Iterator[None]:
    """So many processes beside everything that only burn processor time."""
    command = [sys.executable, "-c", "while True: pass"]
    burning = [subprocess.Popen(command) for _ in range(burners)]
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()


def written(out: Path, found: Any) -> None:
    """The figures as JSON."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1))
