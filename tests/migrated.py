"""Databases with the current schema: migrated once in a process, then copied, which takes a hundredth of the time."""

import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from activities.store.database import Database
from activities.store.shipped import load_shipped
from config.definitions.load import load as load_definitions

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def migrated(database, *, definitions=False):
    """The database, which was empty, with the current schema; with the shipped definitions, where they are wanted."""
    url = make_url(database.url)
    file = Path(url.database or "")
    if url.get_backend_name() == "sqlite" and not file.exists():
        shutil.copyfile(_file(definitions), file)
        file.chmod(0o600)
    else:
        if not database.is_migrated():
            database.migrate()
        if definitions:
            load_shipped(database, load_definitions())
    return database


@cache
def template_of(postgres):
    """The name of a database of this cluster to make others of."""
    url = postgres.create()
    _migrate(url)
    return make_url(url).database


@cache
def _file(definitions):
    folder = tempfile.TemporaryDirectory(prefix="nextstep-migrated-")
    _FOLDERS.append(folder)
    file = Path(folder.name) / "store.db"
    if definitions:
        shutil.copyfile(_file(False), file)
    _migrate(f"sqlite:///{file}", definitions)
    return file


@contextmanager
def by_copying():
    """New databases of SQLite get their schema by a copy of one that has it, whoever migrates them in this process."""
    migrate = Database.migrate

    def copied(database):
        url = make_url(database.url)
        file = Path(url.database or "")
        if url.get_backend_name() == "sqlite" and file.parent.is_dir() and not file.exists():
            migrated(database)
        else:
            migrate(database)

    template = _file(False)
    assert template.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "migrate", copied)
        yield


def drop_templates():
    """At the end of a test process, which may not come to the end of the interpreter."""
    for folder in _FOLDERS:
        folder.cleanup()


def _migrate(url, definitions=False):
    database = Database(url)
    database.migrate()
    if definitions:
        load_shipped(database, load_definitions())
    database.close()
