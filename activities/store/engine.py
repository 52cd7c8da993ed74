"""SQLAlchemy's engines: how connections to SQLite (WAL) and PostgreSQL are made and begun."""

import os
from typing import Any, Final

from psycopg.types.numeric import Int8Dumper
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.pool import NullPool
from sqlmodel import create_engine

from activities.store import postgres_connection, system_authorities
from activities.store.poolers import prepare_where_direct

_CONNECT_SECONDS = 3
# For so long a transaction waits for one that writes: of SQLite for the only one, of PostgreSQL for whoever has locked a row.
BUSY_SECONDS: Final = 5
# What a connection to PostgreSQL keeps prepared, of some three hundred; beyond this the driver drops what was unused for longest.
_STATEMENTS: Final = 500
# A transaction that does nothing for so long belongs to a process that stands still, or to a machine that has gone without a
# word: PostgreSQL would keep for hours what that has locked.
_IDLE_SECONDS = 60

# A machine that is gone without a word is found out by what it does not acknowledge: in so many milliseconds a statement that was
# sent to it, and, where it has had that and owes its answer, what asks whether it is there. Systems would ask after two hours.
_KEPT_ALIVE: Final = {"tcp_user_timeout": 5000, "keepalives_idle": 3, "keepalives_interval": 1, "keepalives_count": 5}


def make_engine(url: str, busy_seconds: float | None = None) -> Engine:
    """An engine that keeps no connection.

    `busy_seconds`: for which others may write, and its own transactions do as long as they like; null: as callers wait.
    """
    # In the words of faults, which get into logs.
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        arguments: dict[str, Any] = {
            **system_authorities.connect_arguments(address, os.environ),
            "connect_timeout": _CONNECT_SECONDS,
            **_KEPT_ALIVE,
            "prepare_threshold": None,  # until it is known who answers
            # By itself the driver asks for the database's own encoding, and of SQL_ASCII it reads bytes for texts.
            "client_encoding": "utf8",
        }
        wait = (BUSY_SECONDS, _IDLE_SECONDS) if busy_seconds is None else (busy_seconds, 0)

        def connect() -> postgres_connection.PostgresConnection:
            _, named = engine.dialect.create_connect_args(engine.url)
            return postgres_connection.connect({**named, **arguments}, *wait)

        engine = create_engine(url, creator=connect, **options)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "connect", prepare_where_direct)
        return engine
    arguments = {"timeout": BUSY_SECONDS if busy_seconds is None else busy_seconds, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.prepared_max = _STATEMENTS
    # By itself the driver gives each number the smallest type that holds it, and prepares a statement for each mixture of types
    # (`findings/psycopg-prepares-for-each-size-of-number.sh`).
    connection.adapters.register_dumper(int, Int8Dumper)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is late and never IMMEDIATE
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "secure_delete=ON",
        # Pages; a flow writes fifty, most of them again and again, and each is copied once from the log into the database.
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
