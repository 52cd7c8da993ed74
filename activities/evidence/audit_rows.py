"""The rows of the audit trail that tell of an operation, each held against its MAC, its neighbour and the chain's links.

What a link proves it proves to whoever has the audit key; to others the bundle's signature vouches for what was found here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from activities.audit import keys
from activities.audit.chain import CONTENT, first_id, is_authentic
from activities.audit.keys import AuditKeys
from activities.powerauth.equality import constant_time_equal
from activities.secrets.sealing import Sealer, Unsealable
from activities.store.audit import operation_rows as store
from activities.store.audit import rows
from activities.store.audit.event import Action
from activities.store.audit.rows import Row
from activities.store.database import Database
from config import exact_json

# Clocks of different processes differ by seconds, and nothing is asked of an operation an hour before it is created.
_EARLIER_MS = 3_600_000
# What is told of an operation after its end is told within a day; the trail of a large bank has millions of rows a day.
_LATER_MS = 86_400_000
# Who took evidence of an operation is no part of what happened to it.
_OUTSIDE = (Action.EVIDENCE_MAKE,)


@dataclass(frozen=True, slots=True)
class AuditProof:
    """A row as it stands, what it said, and what holds it. `problem` null: everything does.

    `content`: what it said, opened. `link_before`: of the row at the position before; null where the row waits to be sealed.
    """

    row: Mapping[str, Any] = field(repr=False)
    content: str | None = field(repr=False)
    link_before: str | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class FoundRows:
    """What the trail has. `problem`: what is wrong with the trail as a whole.

    `head`: where its chain ended when it was looked through, as `nextstep audit verify --head` takes it; null where nothing is
    sealed.
    """

    proofs: list[AuditProof]
    problem: str | None = None
    head: str | None = None


def of_operation(
    database: Database,
    sealer: Sealer,
    operation_id: str,
    *,
    created_ms: int | None,
    ended_ms: int | None,
    user_id: str | None,
    registration_ids: Collection[str],
    answered_ms: int,
) -> FoundRows:
    """How its phones were registered, the rows that name the operation, and signatures whose signed body does; each oldest first.

    `created_ms` null: it is not known, and the trail is looked through from its beginning; `ended_ms` null: to its end. Rows are
    looked for until a day after that. `answered_ms`: when a phone answered last.
    Raises `StoreUnavailable`.
    """
    try:
        audit_keys = keys.read(database, sealer)
    except Unsealable:
        return FoundRows([], "the audit key does not open: another master key, or it was tampered with")
    if audit_keys is None:
        return FoundRows([], "there is no audit trail")
    since = "" if created_ms is None else first_id(created_ms - _EARLIER_MS)
    until = None if ended_ms is None else first_id(ended_ms + _LATER_MS)
    head, problem = _head(database, audit_keys)
    candidates = store.of_operation(
        database, operation_id, since=since, until=until, user_id=user_id, registration_ids=registration_ids
    )
    registered: Iterable[Row] = ()
    if user_id is not None and registration_ids:
        answered = first_id(answered_ms + 1)
        registered = store.of_registrations(database, user_id, registration_ids, until=answered)
    told = [(row, _open(audit_keys, row)) for row in chain(registered, candidates) if row["action"] not in _OUTSIDE]
    proofs = [
        _prove(database, audit_keys, row, said)
        for row, said in told
        if row["operation_id"] == operation_id or row["action"] != Action.SIGNATURE or _names(said, operation_id)
    ]
    return FoundRows(proofs, problem, head)


def _head(database: Database, audit_keys: AuditKeys) -> tuple[str | None, str | None]:
    """The chain's end, and what is wrong with it."""
    with database.read() as session:
        stored = rows.find_head(session, is_locked=False)
    if stored is None:
        return None, "the head of the chain is gone"
    head, mac = stored
    if not constant_time_equal(audit_keys.chain.head(head), mac):
        return None, "the head of the chain is not what was sealed"
    return (f"{head.position}:{head.link}" if head.position else None), None


def _prove(database: Database, audit_keys: AuditKeys, row: Row, content: str | None) -> AuditProof:
    told = {name: row[name] for name in (*CONTENT, "mac", "position", "link") if name != "event_data"}
    before = None if row["position"] is None else store.link_before(database, row["position"])
    if content is None or not is_authentic(audit_keys.chain, row):
        return AuditProof(told, content, before, "its content is not what was written")
    return AuditProof(told, content, before, _link_problem(audit_keys, row, before))


def _link_problem(audit_keys: AuditKeys, row: Row, before: str | None) -> str | None:
    """What is wrong with a row's place behind the link `before`."""
    if row["position"] is None:
        return None if row["link"] is None else "it has a link and no position"
    if before is None:
        return "the row before it in the chain is missing"
    link = audit_keys.chain.link(before, row["position"], row["id"], row["mac"])
    return None if constant_time_equal(link, str(row["link"])) else "its link does not follow from the row before it"


def _open(audit_keys: AuditKeys, row: Row) -> str | None:
    try:
        return audit_keys.open(row["id"], row["event_data"])
    except Unsealable:
        return None


def _names(content: str | None, operation_id: str) -> bool:
    """Whether the request that was signed is about the operation; of what cannot be opened nobody knows."""
    if content is None:
        return False
    try:
        request = exact_json.read(content.split("\n", 2)[-1])
    except ValueError:
        return False
    inner = request.get("requestObject") if isinstance(request, dict) else None
    return isinstance(inner, dict) and inner.get("id") == operation_id
