"""What processes and databases have spent and written, without what they do all the time."""

import time
from collections.abc import Callable, Mapping

import psycopg

Reading = dict[str, float]
Meter = Callable[[], float]

_WRITTEN = """
    SELECT coalesce(sum(xact_commit), 0), coalesce(sum(tup_inserted + tup_updated + tup_deleted), 0),
           pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')
      FROM pg_stat_database WHERE datname IS NOT NULL
"""
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
# A session tells of what it did once it has been idle for so long.
TOLD_SECONDS = 1.5


class Idle:
    """Readings of meters that only ever grow, less what they grow by in each second in which nobody asks for anything."""

    def __init__(self, meters: Mapping[str, Meter]) -> None:
        self._meters, self.each_second = meters, dict.fromkeys(meters, 0.0)

    def settle(self, seconds: float) -> None:
        """Look on for so long, while nobody asks for anything."""
        begun, before = time.monotonic(), self._gross()
        time.sleep(seconds)
        passed = time.monotonic() - begun
        self.each_second = {name: (value - before[name]) / passed for name, value in self._gross().items()}

    def read(self, *names: str) -> Reading:
        """Of these, or of all."""
        now = time.monotonic()
        wanted = names or tuple(self._meters)
        return {name: self._meters[name]() - self.each_second[name] * now for name in wanted}

    def _gross(self) -> Reading:
        return {name: meter() for name, meter in self._meters.items()}


class Written:
    """What a PostgreSQL server has written so far: transactions, rows, bytes of its log."""

    def __init__(self, port: int) -> None:
        self._port = port

    def meters(self, prefix: str) -> dict[str, Meter]:
        """One for each, by name."""
        names = ("transactions", "rows", "log bytes")
        return {f"{prefix}{name}": self._meter(number) for number, name in enumerate(names)}

    def connections(self) -> int:
        """Open now."""
        return int(self._row(_CONNECTIONS)[0])

    def _meter(self, number: int) -> Meter:
        return lambda: float(self._row(_WRITTEN)[number])

    def _row(self, statement: str) -> tuple[int, ...]:
        with psycopg.connect(host="127.0.0.1", port=self._port, user="postgres", dbname="postgres") as connection:
            found = connection.execute(statement.encode()).fetchone()
        assert found is not None
        return found
