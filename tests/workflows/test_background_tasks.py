"""What a worker does beside its workflows goes on whatever the database lacks, and says so in a line a round."""

import asyncio
import contextlib

import pytest

from activities.store.database import Database
from workflows import background_tasks


@pytest.fixture
def empty(tmp_path):
    """A database that nobody has migrated."""
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    yield database
    database.close()


def test_a_worker_on_a_database_without_a_schema_says_what_to_run(empty, caplog):
    async def one_round():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(background_tasks.beat(empty, "queue"), 1)

    asyncio.run(one_round())
    [told] = caplog.records
    assert (told.levelname, told.exc_info) == ("WARNING", None)
    assert told.getMessage().endswith("for now: the database has no schema yet: run `nextstep migrate`")
