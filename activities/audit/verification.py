"""The trail held against its MACs and its chain (what that proves and what not: `activities.audit`)."""

from dataclasses import dataclass
from itertools import chain

from activities.audit import keys
from activities.audit.chain import ChainKey, Fault, Head, Walk, is_authentic
from activities.clock import now_ms
from activities.powerauth.equality import same
from activities.sealing import Sealer, Unsealable
from activities.store import audit as store
from activities.store.database import Database

# A worker seals every few seconds.
LONGEST_WAIT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain's end, how many rows wait to be sealed, and the first fault; null: the trail is whole."""

    head: Head
    waiting: int
    fault: Fault | None


def verify(database: Database, sealer: Sealer, anchor: Head | None = None) -> Verified:
    """Reads the whole trail, while others write it. `anchor`: a head that was noted elsewhere, by position and link.

    Raises `StoreUnavailable`.
    """
    try:
        audit_keys = keys.read(database, sealer)
    except Unsealable:
        return Verified(Head(), 0, Fault("the audit key does not open: another master key, or it was tampered with"))
    if audit_keys is None:
        orphan = next(chain(store.sealed_rows(database), store.waiting_rows(database)), None)
        if orphan is not None and keys.read(database, sealer) is not None:  # it began in between
            return verify(database, sealer, anchor)
        if orphan is not None:
            return Verified(Head(), 0, Fault("there are rows, but the chain with its key is gone", orphan["id"]))
        return Verified(Head(), 0, Fault("there is no trail, but a head was noted") if anchor else None)
    walk = Walk(audit_keys.chain)
    fault = _chain(database, walk, anchor)
    if fault is not None:
        return Verified(walk.head, 0, fault)
    waiting, fault = _waiting(database, audit_keys.chain)
    return Verified(walk.head, waiting, fault)


def _chain(database: Database, walk: Walk, anchor: Head | None) -> Fault | None:
    """Follow the chain to where its head was at the beginning: what is sealed since then is left for the next time."""
    with database.read() as session:
        found = store.end(session)
    if found is None:
        return Fault("the head of the chain is gone")
    head, mac, count, last = found
    if not same(walk.key.head(head), mac):
        return Fault("the head of the chain is not what was sealed")
    for row in store.sealed_rows(database):
        if walk.head.position == head.position == count:
            break
        fault = walk.fault(row)
        if fault is not None:
            return fault
        if anchor is not None and anchor.position == walk.head.position and not same(anchor.link, walk.head.link):
            return Fault(
                "this row, or one before it, is not what it was when the head was noted", row["id"], row["position"]
            )
    return _ending(walk, head, count, last) or _anchored(walk, anchor)


def _ending(walk: Walk, head: Head, count: int, last: int | None) -> Fault | None:
    if walk.head.position < head.position:
        return Fault(f"the chain is cut off: it ends at {walk.head.position}, and {head.position} rows were sealed")
    if count != head.position or (last or 0) != head.position:
        return Fault(f"there are {count} rows with a position, and {head.position} were sealed")
    if not same(walk.head.link, head.link):
        return Fault("the head's link is not that of the last row", position=head.position)
    return None


def _anchored(walk: Walk, anchor: Head | None) -> Fault | None:
    if anchor is not None and anchor.position > walk.head.position:
        return Fault(f"the chain ends at {walk.head.position}, before the head that was noted, {anchor.position}")
    return None


def _waiting(database: Database, key: ChainKey) -> tuple[int, Fault | None]:
    """How many rows are not sealed yet, and the first fault among them."""
    count, now = 0, now_ms()
    for row in store.waiting_rows(database):
        count += 1
        if not is_authentic(key, row):
            return count, Fault("its content is not what was written, and it is not sealed", row["id"])
        if row["link"] is not None:
            return count, Fault("it has a link and no position", row["id"])
        if now - row["at_ms"] > LONGEST_WAIT_MS:
            return count, Fault("it has waited longer than a minute to be sealed: does a worker run?", row["id"])
    return count, None
