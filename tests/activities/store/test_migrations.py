"""The schema grows by migrations alone, and ends where the models are."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlmodel import SQLModel

from activities.store import migrations, tables
from tests.e2e.processes import foreign_environ

# SQLite does not tell of indexes over expressions; PostgreSQL does.
pytestmark = pytest.mark.filterwarnings("ignore:.*expression-based index")

# What they are made of is loaded before there are several of them: what is waited for is the database, not Python.
_MIGRATE = """
import os, sys
import alembic.command
from activities.store.database import Database

def migrate():
    code = 1
    try:
        Database(sys.argv[1]).migrate()
        code = 0
    finally:
        os._exit(code)

children = [os.fork() or migrate() for _ in range(4)]
print([os.waitpid(child, 0)[1] for child in children])
"""


def alembic_config():
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def names(url):
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_an_empty_database_becomes_current(empty, url):
    assert names(url) == set()
    assert not empty.is_migrated()
    empty.migrate()
    assert empty.is_migrated()
    assert names(url) == {*SQLModel.metadata.tables, "alembic_version"}


def test_a_later_releases_schema_serves_and_is_left_as_it_is(empty, url):
    """While a release takes over, the one before works on; and it may come back."""
    empty.migrate()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert empty.is_migrated()
    empty.migrate()
    assert empty.find_version() == "9999"
    engine.dispose()


def test_models_and_migrations_agree(database, url):
    assert tables.OperationRow.__tablename__ in SQLModel.metadata.tables
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_comparison_sees_a_difference(database, url):
    """The test above could pass for the wrong reason."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE operation ADD COLUMN stray VARCHAR")
        connection.exec_driver_sql("DROP INDEX ix_operation_pending")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = {difference[0] for difference in compare_metadata(context, SQLModel.metadata)}
    assert found == {"remove_column", "add_index"}
    engine.dispose()


def test_migrating_again_changes_nothing(database, url):
    before = names(url)
    database.migrate()
    assert database.is_migrated()
    assert names(url) == before


def test_versions_that_are_there_keep_the_newest_key_pair_of_their_application(empty, url):
    """As `newest of an application is used` was before versions named theirs."""
    config = alembic_config()
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0019")
        for row, application in ((1, "one"), (2, "other"), (3, "one")):
            connection.exec_driver_sql(
                f"INSERT INTO master_key_pair VALUES ({row}, '{application}', 'public', 'private', 1)"
            )
        for name in ("one", "other"):
            connection.exec_driver_sql(
                "INSERT INTO application_version (application_key, application_id, name, application_secret, supported, "
                f"created_ms) VALUES ('key of {name}', '{name}', 'default', 'secret', true, 1)"
            )
        command.upgrade(config, "0020")
        found = connection.exec_driver_sql("SELECT application_id, key_pair_id, expires_ms FROM application_version")
        assert sorted(tuple(row) for row in found) == [("one", 3, None), ("other", 2, None)]
        command.downgrade(config, "0019")
    engine.dispose()


@pytest.mark.live
def test_several_processes_migrate_at_once(empty, url):
    done = subprocess.run(
        [sys.executable, "-c", _MIGRATE, url], env=foreign_environ(), capture_output=True, text=True, timeout=300
    )
    assert done.stdout == "[0, 0, 0, 0]\n", done.stderr
    assert empty.is_migrated()


def test_a_database_that_is_current_is_not_migrated_again(empty, monkeypatch):
    """Each start of embedded mode asks for it."""
    empty.migrate()
    monkeypatch.setitem(sys.modules, "alembic", None)
    empty.migrate()
    assert empty.is_migrated()


@pytest.mark.exhaustive
def test_a_process_that_serves_knows_the_version_without_the_migrations():
    """They and their tool take half of a second to load."""
    asks = (
        "import sys; from activities.store import schema; from activities.store.database import Database; "
        "assert not Database('sqlite://').is_migrated(); print(schema.VERSION, 'alembic' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", asks], env=foreign_environ(), capture_output=True, text=True)
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert found.stdout.split() == [head, "False"], found.stderr
