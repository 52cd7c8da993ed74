"""The cluster's two databases: made, and given their tables, by Temporal's schema tool."""

import subprocess
from pathlib import Path

from tests.cluster.config import HOST, STORES

_SCHEMAS = {"default": "postgresql/v12/temporal", "visibility": "postgresql/v12/visibility"}


def create(tool: Path, postgres: int) -> None:
    """Both, on a PostgreSQL that has neither. Its tables are those of the tool's own version."""
    for store, database in STORES.items():
        _run(tool, postgres, database, "create-database")
        _run(tool, postgres, database, "setup-schema", "--version", "0.0")
        _run(tool, postgres, database, "update-schema", "--schema-name", _SCHEMAS[store])


def _run(tool: Path, postgres: int, database: str, *command: str) -> None:
    server = ["--plugin", "postgres12", "--endpoint", HOST, "--port", str(postgres), "--user", "postgres"]
    done = subprocess.run(
        [tool, *server, "--database", database, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} of {database}: {done.stdout[-2000:]}")
