"""What is wrong with a database, in words: drivers' own name hosts, users and statements, and get into logs and answers."""

from typing import Final

from sqlalchemy.exc import DBAPIError

# By how a driver's words, or SQLite's name of its fault, contain it; the first that fits.
_WORDS: Final = {
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_NOTADB": "its file is no database",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_FULL": "its disk is full",
    "SQLITE_READONLY": "its file cannot be written",
    "SQLITE_PERM": "its file cannot be opened",
    "SQLITE_IOERR": "its disk refuses",
    "SQLITE_BUSY": "others write",
    "SQLITE_LOCKED": "others write",
    "Connection refused": "nothing listens there",
    "failed to resolve host": "there is no such host",
    "could not translate host name": "there is no such host",
    "No such file or directory": "nothing listens there",
    "password authentication failed": "it does not let in who asks",
    "no password supplied": "it asks for a password",
    "pg_hba.conf": "it does not let in who asks",
    "too many clients": "it has too many connections",
    "too many connections": "it has too many connections",
    "starting up": "it begins, or ends",
    "shutting down": "it begins, or ends",
    "certificate": "its certificate cannot be verified",
    "does not support SSL": "it speaks in clear",
    "timeout": "it takes too long",
    "timed out": "it takes too long",
    "No space left on device": "its disk is full",
    "read-only transaction": "it cannot be written",
}
# A file that SQLite cannot work on is none of its `OperationalError`s.
_UNUSABLE: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT")

# Of PostgreSQL, which are none of its driver's `OperationalError`s either: a transaction that stood still, or took too long.
_PASSING: Final = ("25P03", "25P04")
# And of a server that refuses what is written, as one does whose place another has taken.
_READ_ONLY: Final = "25006"
# What was prepared before a later release changed a column's type; the driver prepares it anew.
_OUTDATED: Final = "cached plan must not change result type"


def describe(fault: BaseException) -> str:
    """Of a driver's fault, or SQLAlchemy's of it; by its type where nothing else is known."""
    driver = _driver_fault(fault)
    said = f"{_sqlite_name(driver)} {driver}"
    if 'database "' in said and "does not exist" in said:
        return "there is no database of this name"
    return next((words for part, words in _WORDS.items() if part in said), type(fault).__name__)


def is_unusable(fault: BaseException) -> bool:
    """Whether the file of SQLite is none, or damaged."""
    return _sqlite_name(_driver_fault(fault)).startswith(_UNUSABLE)


def is_passing(fault: BaseException) -> bool:
    """Whether the same may be done a little later."""
    driver = _driver_fault(fault)
    return _sql_state(driver) in _PASSING or _OUTDATED in str(driver)


def is_read_only(fault: BaseException) -> bool:
    """Whether the server takes nothing that is written."""
    return _sql_state(_driver_fault(fault)) == _READ_ONLY


def _sql_state(fault: BaseException) -> str | None:
    found: str | None = getattr(fault, "sqlstate", None)
    return found


def _driver_fault(fault: BaseException) -> BaseException:
    return fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault


def _sqlite_name(fault: BaseException) -> str:
    found: str = getattr(fault, "sqlite_errorname", "")
    return found
