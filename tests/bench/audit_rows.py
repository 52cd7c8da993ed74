"""What a row of the audit costs, with few and with many stored: in this process, on a database of its own."""

import sqlite3
import time
from pathlib import Path

from activities.audit.sealer import ChainSealer
from activities.audit.trail import database_info
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from config import master_key

BODY = (
    b'{"requestObject":{"id":"600eac37-3e1f-4c95-9458-fabc45d75f20","data":"A1*A1000.23EUR*ICZ3855000000003643174999"}}'
)
EVENT = Event(
    Action.SIGNATURE, "OK", "user", "26c94bf8-f594-4bd8-9c51-93449926b644", None, "bench",
    signed_data=("POST", "/operation/authorize", BODY),
)  # fmt: skip

# Rows of other users, of the size of real ones, already sealed. Their places are negative: nobody verifies them.
_FILL = """
INSERT INTO audit (id, at_ms, actor, action, result, user_id, registration_id, event_data, mac, position, link)
WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
SELECT printf('%012x', n) || lower(hex(randomblob(10))), n, 'device', 'SIGNATURE', 'OK', 'user-' || (n % 100000),
    '26c94bf8-f594-4bd8-9c51-93449926b644', lower(hex(randomblob(150))), lower(hex(randomblob(32))), -n,
    lower(hex(randomblob(32)))
FROM numbers
"""


class AuditRows:
    """A trail to measure."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "audit.db"
        self._sealer = Sealer.of(master_key.generate())
        self._database = Database(f"sqlite:///{self._path}", info=database_info(self._sealer))
        self._database.migrate()
        self._stored = 0

    def fill(self, count: int) -> None:
        """Store rows up to `count`."""
        with sqlite3.connect(self._path, timeout=30) as connection:
            connection.execute(_FILL, {"first": self._stored + 1, "last": count})
        connection.close()
        self._stored = count

    def append(self, seconds: float) -> float:
        """Milliseconds of a transaction that writes one row, and nothing else."""
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            with self._database.write() as session:
                trail.record(session, EVENT)
            done += 1
        return 1000 * (time.perf_counter() - begun) / done

    def seal(self) -> float:
        """Milliseconds a row of sealing all that wait."""
        begun = time.perf_counter()
        before = self._position
        ChainSealer(self._database, self._sealer).seal()
        return 1000 * (time.perf_counter() - begun) / max(1, self._position - before)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    @property
    def _position(self) -> int:
        with sqlite3.connect(self._path) as connection:
            found: int = connection.execute("SELECT position FROM audit_chain").fetchone()[0]
        connection.close()
        return found
