"""New rows get their place in the chain: by the worker, every few seconds, one worker at a time."""

from sqlalchemy.exc import IntegrityError

from activities.audit import keys
from activities.secrets.sealing import Sealer
from activities.store.audit import rows as store
from activities.store.audit.ends import Head
from activities.store.database import Database
from config.clock import now_ms

# Enough for hours that nobody sealed, and an end for a pass beside writers that never rest.
_MAX_BATCHES = 1000
_BROKEN = "the audit chain does not end where it was sealed: run nextstep audit verify"


class ChainDamaged(Exception):
    """The chain does not end where a sealer left it: nothing is sealed onto it, so that the evidence stays as it is."""


class ChainSealer:
    """One per process."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._keys: keys.AuditKeys | None = None

    def seal(self) -> Head | None:
        """Seal what waits, a transaction a batch; the new head, null where nothing waited.

        Raises `ChainDamaged`, `Unsealable`, `StoreUnavailable`.
        """
        self._keys = self._keys or keys.read(self._database, self._sealer)
        if self._keys is None or not self._has_waiting():
            return None
        head = None
        for _ in range(_MAX_BATCHES):
            found = self._seal_batch(self._keys)
            if found is None:
                break
            head = found
        return head

    def _has_waiting(self) -> bool:
        """Looked at without the lock that a transaction which writes takes."""
        with self._database.read() as session:
            return bool(store.waiting(session))

    def _seal_batch(self, audit_keys: keys.AuditKeys) -> Head | None:
        with self._database.write() as session:
            # The head's row is locked first, so what is waiting then is nobody else's.
            found = store.find_head(session, is_locked=True)
            if found is None or audit_keys.chain.head(found[0]) != found[1]:
                raise ChainDamaged(_BROKEN)
            rows = store.waiting(session)
            if not rows:
                return None
            position, link, places = found[0].position, found[0].link, []
            for row in rows:
                position += 1
                link = audit_keys.chain.link(link, position, row["id"], row["mac"])
                places.append({"row": row["id"], "place": position, "linked": link})
            head = Head(position, link, now_ms())
            try:
                store.place(session, places, head, audit_keys.chain.head(head))
            except IntegrityError:  # a row stands beyond the head, where we have put none
                raise ChainDamaged(_BROKEN) from None
            return head
