"""Requests that are answered when an operation changes, instead of being sent again and again.

Waiting reads one row by its key, several times a second; nothing is asked of the engine, and no update is held.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from marshmallow import validate

from activities.store import operations
from activities.store.database import Database
from api.http.entity_tag import entity_tag, known_tags
from api.http.schema import Integer

MAX_SECONDS = 30
_WAIT = "Seconds to wait for a change of an operation that is not finished."
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.25


def wait_member() -> Integer:
    """The member of a query that says how many seconds its caller waits for a change."""
    return Integer(load_default=0, validate=[validate.Range(0, MAX_SECONDS)], metadata={"description": _WAIT})


class LongPolling:
    """One per process; safe for threads. At most `most` of them wait at once: the others serve."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self.most = most
        self._seats = threading.BoundedSemaphore(most) if most > 0 else None

    def poll(self, read_operation: Callable[[], dict[str, Any]], operation_id: str, seconds: int) -> dict[str, Any]:
        """What `read_operation` gives: at once if the caller does not know it yet (`If-None-Match`), else when the operation has
        changed, or after `seconds`. Without a seat it is at once as well.
        """
        if seconds == 0:
            return read_operation()
        version = self._version(operation_id)
        answer = read_operation()
        known = known_tags()
        if version is None or (known and not known.contains_weak(entity_tag(answer))):
            return answer
        if self._seats is None or not self._seats.acquire(blocking=False):
            return answer
        try:
            changed = self._changes(operation_id, version, time.monotonic() + seconds)
        finally:
            self._seats.release()
        return read_operation() if changed else answer

    def _changes(self, operation_id: str, version: int, until: float) -> bool:
        pause = _FIRST_PAUSE
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)
            if self._version(operation_id) != version:
                return True
        return False

    def _version(self, operation_id: str) -> int | None:
        """Which version is stored; null: the operation is finished, or is not there."""
        with self._database.read() as session:
            return operations.open_version(session, operation_id)
