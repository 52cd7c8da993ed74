"""Both databases of a stack saved while it runs, and restored each to a time of its own."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.cluster.config import STORES


class Saved:
    """What a stack's databases were at some time, in files of a folder of its own. SQLite's are copied by its backup API."""

    def __init__(self, stack, name):
        self._stack, self._folder = stack, stack.folder / f"saved-{name}"
        self._folder.mkdir()
        self.engine_ms = self.temporal_ms = 0
        self.engine_seconds = self.temporal_seconds = 0.0

    def save_engine(self):
        """The engine's database."""
        self.engine_ms, begun = int(time.time() * 1000), time.monotonic()
        if self._stack.postgres:
            self._stack.postgres.dump(self._database, self._folder / "engine")
        else:
            _copy(self._file, self._folder / "engine")
        self.engine_seconds = round(time.monotonic() - begun, 2)

    def save_temporal(self):
        """Temporal's: a cluster has two."""
        self.temporal_ms, begun = int(time.time() * 1000), time.monotonic()
        if self._is_cluster:
            for store in STORES.values():
                self._stack.temporal.database.dump(store, self._folder / store)
        else:
            _copy(self._temporal_file, self._folder / "temporal")
        self.temporal_seconds = round(time.monotonic() - begun, 2)

    def restore_engine(self):
        """Nothing of the stack may run that uses it."""
        self._stack.engine.dispose()
        if self._stack.postgres:
            self._stack.postgres.load(self._database, self._folder / "engine")
        else:
            _replace(self._file, self._folder / "engine")

    def restore_temporal(self):
        """Temporal is stopped for it, and started again by whoever needs it."""
        if self._is_cluster:
            for service in reversed(self._stack.temporal.services.values()):
                service.stop()
            for store in STORES.values():
                self._stack.temporal.database.load(store, self._folder / store)
        else:
            self._stack.temporal.stop()
            _replace(self._temporal_file, self._folder / "temporal")

    @property
    def _is_cluster(self):
        return hasattr(self._stack.temporal, "services")

    @property
    def _database(self):
        return self._stack.settings.store_url.rpartition("/")[2]

    @property
    def _file(self):
        return Path(self._stack.settings.store_url.removeprefix("sqlite:///"))

    @property
    def _temporal_file(self):
        return self._stack.folder / "temporal.db"


def _copy(file, target):
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _replace(file, saved):
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    _copy(saved, file)
