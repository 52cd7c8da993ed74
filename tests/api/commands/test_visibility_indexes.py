"""The embedded Temporal server does without the indexes that nobody searches by, and finds by their columns all the same."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from temporalio.client import Client

from api.commands import temporal_server, visibility_indexes
from config.settings import load
from tests.e2e.processes import free_port, until

# What the Temporal UI and our commands search by: order of lists, names, types, status, parents, schedules, our attributes.
KEPT = {
    *("default_idx", "by_execution_time", "by_workflow_id", "by_workflow_type", "by_status", "by_task_queue"),
    *("by_parent_workflow_id", "by_root_workflow_id", "by_temporal_namespace_division", "by_temporal_scheduled_by_id"),
    *(f"by_keyword_{number:02}" for number in range(1, 11)),
}


def indexes(file):
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'executions_visibility'"
        )
        return {name for (name,) in rows}


@pytest.fixture
def server(tmp_path):
    settings = load(home=tmp_path, temporal_address=f"127.0.0.1:{free_port()}", ui_port=free_port())
    child = temporal_server.child(settings, tmp_path / "temporal.log", ())
    child.start()
    until(lambda: counted(settings.temporal_address, "") is not None)
    yield settings
    child.kill()


def counted(address, query):
    async def ask():
        client = await Client.connect(address)
        return (await client.count_workflows(query)).count

    try:
        return asyncio.run(ask())
    except Exception:  # it does not serve yet, or not by this query
        return None


async def start(address, names, meanwhile):
    client = await Client.connect(address)
    starting = [client.start_workflow("Anything", id=name, task_queue="nobody") for name in names]
    await asyncio.gather(asyncio.to_thread(meanwhile), *starting)


@pytest.mark.live
def test_indexes_are_dropped_while_workflows_start_and_searches_go_on(server):
    file, address = server.temporal_file, server.temporal_address
    before, dropped = indexes(file), []
    names = [f"workflow-{number}" for number in range(100)]
    asyncio.run(start(address, names, lambda: dropped.append(visibility_indexes.drop_unused(file))))
    left = indexes(file)
    assert dropped == [len(before - left)]
    assert len(left) < len(before) / 2
    assert left >= KEPT
    assert visibility_indexes.drop_unused(file) == 0
    for query in (
        "",
        "ExecutionStatus = 'Running'",
        "HistoryLength IS NULL",
        "BatcherUser IS NULL",
        "WorkflowType = 'Anything'",
    ):
        until(lambda query=query: counted(address, query) == len(names))


def test_a_file_without_the_table_and_one_that_is_no_database_are_left_as_they_are(tmp_path, caplog):
    assert visibility_indexes.drop_unused(tmp_path / "empty.db") == 0
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database " * 100)
    assert visibility_indexes.drop_unused(broken) == 0
    assert broken.read_bytes() == b"no database " * 100
    assert [record.message for record in caplog.records] == [
        "the indexes that nobody uses stay in broken.db: file is not a database"
    ]
