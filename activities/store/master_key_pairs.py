"""Applications' master key pairs as they are stored, private keys sealed (`powerauth-protocol.md` §9.1)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select, update

from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import MasterKeyPairRow
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class StoredKeyPair:
    """The master key pairs of a row: base64 of the uncompressed point on P-256, and the private keys, sealed."""

    row_id: int
    public_key: str
    sealed_private_key: str
    sealed_v4_private_keys: str | None


_KEY_PAIR: Table = MasterKeyPairRow.__table__  # type: ignore[attr-defined]
_KEY_PAIRS = select(_KEY_PAIR.c.id, _KEY_PAIR.c.public_key, _KEY_PAIR.c.private_key, _KEY_PAIR.c.v4_private_keys)
_KEY_PAIR_BY_ID = _KEY_PAIRS.where(_KEY_PAIR.c.id == bindparam("id"))
_NEWEST_KEY_PAIR = (
    _KEY_PAIRS.where(_KEY_PAIR.c.application_id == bindparam("application_id")).order_by(_KEY_PAIR.c.id.desc()).limit(1)
)
_SIGNING_KEY_PAIR = _NEWEST_KEY_PAIR.where(_KEY_PAIR.c.signs_from_ms <= database_ms())
_newest = select(func.max(_KEY_PAIR.c.id)).where(_KEY_PAIR.c.application_id == bindparam("application_id"))
_WITHOUT_V4 = _KEY_PAIRS.where(
    _KEY_PAIR.c.application_id == bindparam("application_id"), _KEY_PAIR.c.v4_private_keys.is_(None)
).order_by(_KEY_PAIR.c.id)
_SIGNS_FROM = select(_KEY_PAIR.c.signs_from_ms).where(
    _KEY_PAIR.c.id == _newest.scalar_subquery(), _KEY_PAIR.c.signs_from_ms > database_ms()
)


def add(session: Session, key_pair: MasterKeyPairRow) -> int:
    """Store a master key pair; its id."""
    session.orm.add(key_pair)
    session.flush()
    assert key_pair.id is not None
    return key_pair.id


def newest(session: Session, application_id: str) -> StoredKeyPair:
    """The key pair that belongs into new apps. Raises `Refused` APPLICATION_NOT_FOUND where there is no such application."""
    return _require(session, _NEWEST_KEY_PAIR, {"application_id": application_id})


def signing(session: Session, application_id: str) -> StoredKeyPair:
    """The key pair that signs what phones scan now. Raises `Refused` APPLICATION_NOT_FOUND."""
    return _require(session, _SIGNING_KEY_PAIR, {"application_id": application_id})


def get(session: Session, row_id: int) -> StoredKeyPair:
    """The key pair that a version names. Raises `Refused` APPLICATION_NOT_FOUND."""
    return _require(session, _KEY_PAIR_BY_ID, {"id": row_id})


def signs_from_ms(session: Session, application_id: str) -> int | None:
    """When the newest key pair begins to sign what phones scan; null: it does."""
    found: int | None = session.run(_SIGNS_FROM, {"application_id": application_id}).scalar()
    return found


def without_v4(session: Session, application_id: str) -> list[StoredKeyPair]:
    """The application's rows of a release that knew protocol 3 alone."""
    return [StoredKeyPair(*row) for row in session.run(_WITHOUT_V4, {"application_id": application_id})]


def add_v4(session: Session, row_id: int, private_keys: str) -> None:
    """Store the pairs of protocol 4, sealed, of a row that has none; others that are there stay."""
    row = update(_KEY_PAIR).where(_KEY_PAIR.c.id == row_id, _KEY_PAIR.c.v4_private_keys.is_(None))
    session.connection().execute(row.values(v4_private_keys=private_keys))


def _require(session: Session, statement: Select[Any], values: dict[str, Any]) -> StoredKeyPair:
    row = session.connection().execute(statement, values).first()
    if row is None:
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")
    return StoredKeyPair(*row)
