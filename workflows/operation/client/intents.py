"""Updates whose callers were lost: what became of them is asked of their workflows and written, though nobody reads."""

import logging
from collections.abc import Callable

from activities.store import operation_intents, operations
from activities.store.database import Database
from config.clock import now_ms
from config.refused import Refused
from workflows.temporal.client import EngineUnavailable

log = logging.getLogger(__name__)

# Longer than any caller waits, or whoever reads in the meantime.
_LOST_AFTER_MS = 15_000
_BATCH = 50


def settle(database: Database, refresh: Callable[[str], object]) -> int:
    """Have operations read again whose intents are old: how many were. Repeatable, and harmless by several at once.

    `refresh` asks the workflow and writes what it says (`ReadModel.refresh`). One that does not answer is asked by the next
    round. A row that has its end is the truth already, and nobody is asked: closed workflows of a task queue that was given up
    have no worker. Raises `StoreUnavailable`.
    """
    settled, until_ms = 0, now_ms() - _LOST_AFTER_MS
    with database.read() as session:
        lost = operation_intents.find_old(session, until_ms, _BATCH)
    for operation_id in lost:
        try:
            if operations.read(database, operation_id).row.is_open:
                refresh(operation_id)
            else:
                _forget(database, operation_id, until_ms)
        except EngineUnavailable as error:
            log.warning("operation %s is not read again for now: %s", operation_id, error)
        except Refused as refused:
            log.error("operation %s cannot be read again: %s", operation_id, refused.reason)
            _forget(database, operation_id, until_ms)  # else it would be in the way of others for ever
        else:
            settled += 1
    return settled


def _forget(database: Database, operation_id: str, until_ms: int) -> None:
    with database.write() as session:
        operation_intents.clear_until(session, operation_id, until_ms)
