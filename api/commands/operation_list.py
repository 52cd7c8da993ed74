"""Operations as `nextstep operations` tells them: how they stand by now, by what is stored of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from activities.store import operation_search
from activities.store.database import Database
from activities.store.operation_search import FoundOperation, OperationSearch
from config.vocabulary import AuthResult, OperationStatus
from workflows.operation import machine
from workflows.operation.model import OperationState
from workflows.operation.outcome import finished_ms, reason, status
from workflows.operation.projection import restore

# What cannot be read of an operation is told so: nobody else does.
DAMAGED = "DAMAGED"
_BATCH = 500
# Whoever looks for what is rare, among what is not, is told how far was looked.
MOST_LOOKED_AT = 20_000

_ROW_RESULTS = {
    OperationStatus.PENDING: ((AuthResult.CONTINUE,), False),
    OperationStatus.APPROVED: ((AuthResult.DONE,), False),
    OperationStatus.EXPIRED: ((AuthResult.FAILED,), True),
    **dict.fromkeys(
        (OperationStatus.REJECTED, OperationStatus.CANCELED, OperationStatus.FAILED), ((AuthResult.FAILED,), False)
    ),
}


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation; `state` is null where it is damaged."""

    row: FoundOperation
    state: OperationState | None

    @property
    def status(self) -> str:
        """The word of PowerAuth Cloud, for operations of flows too."""
        return DAMAGED if self.state is None else str(status(self.state))

    @property
    def method(self) -> str | None:
        """What it waits for; what it ended with."""
        if self.state is None:
            return None
        return self.state.current_method if self.state.is_open else self.state.current.method

    @property
    def reason(self) -> str | None:
        """Why it failed, in a word."""
        return None if self.state is None else reason(self.state)

    @property
    def ended_ms(self) -> int | None:
        """Null while it is open."""
        return None if self.state is None else finished_ms(self.state)


@dataclass(frozen=True, slots=True)
class OperationLines:
    """What was found, and whether there may be more: of `read_count` rows the last one was not the oldest."""

    matches: tuple[OperationLine, ...]
    more: bool
    read_count: int


def search(
    database: Database,
    *,
    now_ms: int,
    statuses: Collection[OperationStatus],
    user_id: str | None,
    name: str | None,
    since_ms: int,
    limit: int,
) -> OperationLines:
    """The newest operations of these statuses; none given: of every status. Raises `StoreUnavailable`."""
    row_results = [_ROW_RESULTS[status] for status in statuses or tuple(OperationStatus)]
    criteria = OperationSearch(
        now_ms=now_ms,
        results=tuple(dict.fromkeys(result for results, _ in row_results for result in results)),
        overdue=any(overdue for _, overdue in row_results),
        user_id=user_id,
        operation_name=name,
        since_ms=since_ms,
    )
    matches: list[OperationLine] = []
    read_count = 0
    for row in _rows(database, criteria, limit if not statuses else _BATCH):
        if len(matches) == limit or read_count == MOST_LOOKED_AT:
            return OperationLines(tuple(matches), True, read_count)
        read_count += 1
        line = OperationLine(row, _state(row, now_ms))
        if not statuses or line.status in statuses:
            matches.append(line)
    return OperationLines(tuple(matches), False, read_count)


def _rows(database: Database, criteria: OperationSearch, size: int) -> Iterator[FoundOperation]:
    after: FoundOperation | None = None
    while True:
        with database.read() as session:
            batch = operation_search.find(session, criteria, after, size + 1)
        yield from batch
        if len(batch) <= size:
            return
        after = batch[-1]


def _state(row: FoundOperation, now_ms: int) -> OperationState | None:
    try:
        return machine.expire(restore(row.state), now_ms)
    except ValueError:
        return None
