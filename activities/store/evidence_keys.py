"""Keys that sign bundles of evidence: one at a time, and the public halves of those before it."""

from dataclasses import dataclass, field, fields

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import EvidenceKeyRow


@dataclass(frozen=True, slots=True)
class StoredEvidenceKey:
    """See `EvidenceKeyRow`; `private_key` is sealed."""

    generation: int
    public_key: str
    private_key: str | None = field(repr=False)
    created_ms: int


_KEY: Table = EvidenceKeyRow.__table__  # type: ignore[attr-defined]
_INSERT = {one.dialect.name: one.insert(_KEY).on_conflict_do_nothing() for one in (sqlite, postgresql)}


def list_keys(session: Session) -> list[StoredEvidenceKey]:
    """All of them, the newest first."""
    wanted = select(*(_KEY.c[one.name] for one in fields(StoredEvidenceKey))).order_by(_KEY.c.generation.desc())
    return [StoredEvidenceKey(*row) for row in session.connection().execute(wanted)]


def insert(session: Session, key: StoredEvidenceKey) -> None:
    """A key of a new generation; another process's of the same generation stays, if it was faster."""
    session.run(_INSERT, columns(key))


def forget_private(session: Session, generation: int) -> None:
    """From now on nobody can sign by the keys before this generation."""
    session.connection().execute(update(_KEY).where(_KEY.c.generation < generation).values(private_key=None))
