"""The trail as it is told: to banks about their users' devices, and exported whole."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from activities.audit import keys
from activities.audit.chain import CONTENT, first_id
from activities.secrets.sealing import Sealer, Unsealable
from activities.store.audit import rows as store
from activities.store.audit.event import event_type
from activities.store.audit.rows import Row
from activities.store.database import Database
from config import exact_json

MAX_LISTED = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What concerns a user's device; `at_ms` in milliseconds since the epoch."""

    registration_id: str
    event_type: str
    event_data: str = field(repr=False)
    at_ms: int


class AuditLog:
    """Reads the trail; one per process, safe for threads."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._keys: keys.AuditKeys | None = None

    def of_user(self, user_id: str, application_ids: Collection[str], *, from_ms: int, to_ms: int) -> list[Entry]:
        """What concerns the user's devices in these applications between two moments, both included, newest first.

        At most `MAX_LISTED`: for what is older, ask up to the time of the last. Rows are told sealed into the chain or not.
        Raises `Unsealable` where a row was tampered with.
        """
        found = store.of_user(
            self._database,
            user_id,
            application_ids,
            first_id=first_id(from_ms),
            end_id=first_id(to_ms + 1),
            most=MAX_LISTED,
        )
        return [self._entry(row) for row in found]

    def export(self, *, from_ms: int | None, to_ms: int | None) -> Iterator[str]:
        """Every row as a line of JSON, oldest first; between two moments, both included. Nothing is held in memory.

        What a row that was tampered with said is told as null.
        """
        first = None if from_ms is None else first_id(from_ms)
        end = None if to_ms is None else first_id(to_ms + 1)
        yield from self.lines(store.rows(self._database, first_id=first, end_id=end))

    def lines(self, rows: Iterable[Row]) -> Iterator[str]:
        """The same of these rows, such as an archived file has."""
        for row in rows:
            yield exact_json.write(self._line(row))

    def _entry(self, row: Row) -> Entry:
        return Entry(
            registration_id=row["registration_id"],
            event_type=event_type(row["action"], row["result"]),
            event_data=self._open_event_data(row),
            at_ms=row["at_ms"],
        )

    def _line(self, row: Row) -> dict[str, object]:
        try:
            event_data: str | None = self._open_event_data(row)
        except Unsealable:
            event_data = None
        members = {name: row[name] for name in CONTENT} | {"event_data": event_data}
        members["event_type"] = event_type(row["action"], row["result"])
        return members | {name: row[name] for name in ("mac", "position", "link")}

    def _open_event_data(self, row: Row) -> str:
        self._keys = self._keys or keys.read(self._database, self._sealer)
        if self._keys is None:
            raise Unsealable("the audit key is gone")
        return self._keys.open(row["id"], row["event_data"])
