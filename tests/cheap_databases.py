"""Databases as a process has them that runs for long: SQL is compiled once, not anew for each of a thousand databases.

And nothing waits for the disk: tests kill processes, not the machine.
"""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from activities.store import engine as engines


@contextmanager
def cheap_databases():
    """Engines of one driver share the dialect and the compiled SQL of the first of them that was connected."""
    create, prepare = engines.create_engine, engines._prepare_sqlite
    shared = {}

    def create_sharing(url, **options):
        engine = create(url, **options)
        if known := shared.get(engine.url.drivername):
            engine.dialect, engine._compiled_cache = known
        else:
            found = engine.url.drivername, engine.dialect, engine._compiled_cache
            event.listen(engine, "connect", lambda *_: shared.setdefault(found[0], found[1:]))
        return engine

    def prepare_cheap(connection, record):
        prepare(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", create_sharing)
        patch.setattr(engines, "_prepare_sqlite", prepare_cheap)
        yield
