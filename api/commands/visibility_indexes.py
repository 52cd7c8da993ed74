"""What the embedded Temporal server keeps for searches that nobody makes here, and pays for with each change of a workflow.

Its SQLite schema has an index on each column by which anybody might search: 58 on the table of workflows, most of them on
attributes that only those have who define them, and each row is written into all. Without those a payment costs the server a
seventh less. Searches by such a column are still answered, by looking through the rows.
"""

import logging
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

_TABLE: Final = "executions_visibility"
_BUSY_SECONDS = 5

# Of attributes of other types than ours (keywords), of those that Temporal has kept free for itself, of sizes and durations, of
# the versions of workers, and of what schedules and batches leave on the workflows that they start.
_UNUSED: Final = re.compile(
    r"by_("
    r"(temporal_)?(bool|datetime|double|int)_\d\d|temporal_(low_cardinality_)?keyword_\d\d"
    r"|history_length|history_size_bytes|execution_duration|state_transition_count"
    r"|temporal_worker_deployment(_version)?|temporal_workflow_versioning_behavior"
    r"|batcher_user|temporal_schedule_paused|temporal_scheduled_start_time|parent_run_id|root_run_id"
    r")"
)


def drop_unused(file: Path) -> int:
    """Drop them from the database of a server that has made it, and may be running; says how many there were.

    A file in which that is not possible stays as it is, and the log says why.
    """
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            unused = _unused(connection)
            if unused:
                connection.execute("BEGIN IMMEDIATE")
                for name in unused:
                    connection.execute(f"DROP INDEX IF EXISTS {name}")
                connection.execute("COMMIT")
            return len(unused)
    except sqlite3.Error as error:
        log.warning("the indexes that nobody uses stay in %s: %s", file.name, error)
        return 0


def _unused(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?", [_TABLE])
    return sorted(name for (name,) in found if _UNUSED.fullmatch(name))
