"""Operations whose time is over while nobody has written their end: they get it from the table, in batches.

Their workflows write it within milliseconds, where they can: not while their worker was away, nor once an operator terminated or
holds them.
"""

import logging
import time
from collections.abc import Callable

from activities.store.operations import Operation
from workflows.operation import expiry
from workflows.operation.client.read_model import ReadModel

log = logging.getLogger(__name__)

# One transaction each: on SQLite callers wait for it.
_BATCH = 25


class OverdueOperations:
    """Of a worker. Between batches it `rest`s for half as long as one took: of SQLite's one writer others have their share."""

    def __init__(self, read_model: ReadModel, rest: Callable[[float], object] = time.sleep) -> None:
        self._read_model = read_model
        self._rest = rest
        self._damaged_ids: set[str] = set()

    def end(self) -> int:
        """Write the ends of all that are overdue: how many. Repeatable, and harmless by several workers at once.

        Raises `StoreUnavailable`.
        """
        count = 0
        last: Operation | None = None
        while True:
            begun = time.monotonic()
            found = self._read_model.end_overdue(last, grace_ms=expiry.GRACE_MS, size=_BATCH)
            count += sum(one.has_ended for one in found)
            self._tell({one.row.operation_id for one in found if not one.has_ended})
            if len(found) < _BATCH:
                return count
            last = found[-1].row
            self._rest((time.monotonic() - begun) / 2)

    def _tell(self, operation_ids: set[str]) -> None:
        for operation_id in operation_ids - self._damaged_ids:
            log.error("operation %s is damaged, and stays open beyond its deadline", operation_id)
        self._damaged_ids |= operation_ids
