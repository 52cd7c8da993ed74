"""The trail held against its MACs and its chain (what that proves and what not: `activities.audit`)."""

from dataclasses import dataclass, field
from itertools import chain

from activities.audit import keys
from activities.audit.chain import ChainKey, ChainProblem, Walk, is_authentic
from activities.powerauth.equality import constant_time_equal
from activities.secrets.sealing import Sealer, Unsealable
from activities.store.audit import rows as store
from activities.store.audit.ends import Begin, Head
from activities.store.audit.rows import Ends
from activities.store.database import Database
from config.clock import now_ms

# A worker seals every few seconds.
LONGEST_WAIT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain's end, how many rows wait to be sealed, and the first problem; null: the trail is whole.

    `begin`: what is in files of the archive, and dropped.
    """

    head: Head
    waiting: int
    problem: ChainProblem | None
    begin: Begin = field(default_factory=Begin)


def verify(database: Database, sealer: Sealer, anchor: Head | None = None) -> Verified:
    """Reads the whole trail, while others write it. `anchor`: a head that was noted elsewhere, by position and link.

    Raises `StoreUnavailable`.
    """
    try:
        audit_keys = keys.read(database, sealer)
    except Unsealable:
        return Verified(
            Head(), 0, ChainProblem("the audit key does not open: another master key, or it was tampered with")
        )
    if audit_keys is None:
        orphan = next(chain(store.sealed_rows(database), store.waiting_rows(database)), None)
        if orphan is not None and keys.read(database, sealer) is not None:  # it began in between
            return verify(database, sealer, anchor)
        if orphan is not None:
            return Verified(Head(), 0, ChainProblem("there are rows, but the chain with its key is gone", orphan["id"]))
        return Verified(Head(), 0, ChainProblem("there is no trail, but a head was noted") if anchor else None)
    begin, walk, problem = _chain(database, audit_keys.chain, anchor)
    if problem is not None:
        return Verified(walk.head, 0, problem, begin)
    waiting, problem = _check_waiting(database, audit_keys.chain)
    return Verified(walk.head, waiting, problem, begin)


def _chain(database: Database, key: ChainKey, anchor: Head | None) -> tuple[Begin, Walk, ChainProblem | None]:
    """Follow the chain to where its head was at the beginning: what is sealed since then is left for the next time."""
    with database.read() as session:
        ends = store.ends(session)
    if ends is None:
        return Begin(), Walk(key, Begin()), ChainProblem("the head of the chain is gone")
    walk = Walk(key, ends.begin)
    problem = _follow(database, walk, ends, anchor)
    with database.read() as session:
        now = store.ends(session)
    if problem is not None and now is not None and now.begin != ends.begin:  # rows were archived and dropped in between
        return _chain(database, key, anchor)
    return ends.begin, walk, problem


def _follow(database: Database, walk: Walk, ends: Ends, anchor: Head | None) -> ChainProblem | None:
    head, key = ends.head, walk.key
    if not constant_time_equal(key.head(head), ends.mac):
        return ChainProblem("the head of the chain is not what was sealed")
    if not is_begin(key, ends.begin, ends.begin_mac):
        return ChainProblem("where the chain begins is not what was written when rows were archived")
    if anchor is not None and anchor.position < ends.begin.position:
        return ChainProblem("the head that was noted is of a row that was archived: hold its file against it")
    if (
        anchor is not None
        and anchor.position == ends.begin.position
        and not constant_time_equal(anchor.link, ends.begin.link)
    ):
        return ChainProblem("the last row that was archived is not what it was when the head was noted")
    count = head.position - ends.begin.position
    for row in store.sealed_rows(database):
        if walk.head.position == head.position and count == ends.count:
            break
        problem = walk.follow(row)
        if problem is not None:
            return problem
        if (
            anchor is not None
            and anchor.position == walk.head.position
            and not constant_time_equal(anchor.link, walk.head.link)
        ):
            return ChainProblem(
                "this row, or one before it, is not what it was when the head was noted", row["id"], row["position"]
            )
    return _check_end(walk, ends, count) or _check_anchor(walk, anchor)


def _check_end(walk: Walk, ends: Ends, count: int) -> ChainProblem | None:
    head = ends.head
    if walk.head.position < head.position:
        return ChainProblem(
            f"the chain is cut off: it ends at {walk.head.position}, and {head.position} rows were sealed"
        )
    if ends.count != count or (ends.last or ends.begin.position) != head.position:
        return ChainProblem(f"there are {ends.count} rows with a position, and {count} were sealed")
    if not constant_time_equal(walk.head.link, head.link):
        return ChainProblem("the head's link is not that of the last row", position=head.position)
    return None


def is_begin(key: ChainKey, begin: Begin, mac: str | None) -> bool:
    """Whether the chain was made to begin there; without a MAC nothing was dropped yet."""
    return begin == Begin() if mac is None else constant_time_equal(key.begin(begin), mac)


def _check_anchor(walk: Walk, anchor: Head | None) -> ChainProblem | None:
    if anchor is not None and anchor.position > walk.head.position:
        return ChainProblem(
            f"the chain ends at {walk.head.position}, before the head that was noted, {anchor.position}"
        )
    return None


def _check_waiting(database: Database, key: ChainKey) -> tuple[int, ChainProblem | None]:
    """How many rows are not sealed yet, and the first problem among them."""
    count, now = 0, now_ms()
    for row in store.waiting_rows(database):
        count += 1
        if not is_authentic(key, row):
            return count, ChainProblem("its content is not what was written, and it is not sealed", row["id"])
        if row["link"] is not None:
            return count, ChainProblem("it has a link and no position", row["id"])
        if now - row["at_ms"] > LONGEST_WAIT_MS:
            return count, ChainProblem("it has waited longer than a minute to be sealed: does a worker run?", row["id"])
    return count, None
