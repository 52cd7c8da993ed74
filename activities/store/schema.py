"""The schema's versions: which one this code needs, which one a database has, and the way from there to here.

Alembic is imported where migrations run, and only there: it takes longer than all else that a process asks of a schema.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

# PostgreSQL's codes of an undefined table and an undefined column, and what SQLite says of theirs.
_UNDEFINED = frozenset({"42P01", "42703"})
_MISSING = ("no such table", "no such column", "has no column named")

_MIGRATIONS = Path(__file__).parent / "migrations"

# Files of migrations begin with their revision.
VERSION: Final = max(file.stem.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def find_version(connection: Connection) -> str | None:
    """The version that a database has; null: it has no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def serves(version: str | None) -> bool:
    """Whether this code works on a schema of that version: its own, and those of releases after it.

    While a release takes over from the one before both work on its schema: no migration takes away or renames what that one
    reads, or asks of a row what it does not write. What nobody needs any more goes in the release after.
    """
    return version is not None and version >= VERSION


def find_lack(version: str | None) -> str | None:
    """What a database of that version has in place of a schema that this code works on, in words; null: it has one."""
    if serves(version):
        return None
    return "no schema yet" if version is None else "an older version's schema"


def misses_table_or_column(fault: BaseException | None) -> bool:
    """Whether a fault of a driver, or SQLAlchemy's of it, is that a statement names what the database does not have."""
    fault = fault.orig if isinstance(fault, DBAPIError) else fault
    return getattr(fault, "sqlstate", None) in _UNDEFINED or any(words in str(fault) for words in _MISSING)


def upgrade(connection: Connection) -> None:
    """Bring the schema to the version that this code needs, in the connection's transaction; a later one is left as it is."""
    if serves(find_version(connection)):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
