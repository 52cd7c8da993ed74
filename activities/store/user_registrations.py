"""A user's registrations at applications: whether there are any, which, and the lock under which another one is made."""

from collections.abc import Collection

from sqlalchemy import Boolean, Table, and_, bindparam, or_, select

from activities.store import turns
from activities.store.database import Session
from activities.store.registrations import STORED, WAITS, StoredRegistration, from_row
from activities.store.tables import RegistrationRow
from config.vocabulary import RegistrationStatus

_ROW: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_LAPSED = and_(WAITS, _ROW.c.expires_ms < bindparam("now_ms"))
_IN_PROGRESS = select(_ROW.c.registration_id).where(
    _ROW.c.user_id == bindparam("user_id"),
    _ROW.c.application_id == bindparam("application_id"),
    WAITS,
    _ROW.c.expires_ms >= bindparam("now_ms"),
)
_LIVE = select(_ROW.c.registration_id).where(
    _ROW.c.user_id == bindparam("user_id"),
    _ROW.c.application_id == bindparam("application_id"),
    _ROW.c.status != RegistrationStatus.REMOVED.value,
    ~_LAPSED,
)
_ACTIVE = (
    select(_ROW.c.registration_id)
    .where(
        _ROW.c.user_id == bindparam("user_id"),
        _ROW.c.application_id.in_(bindparam("application_ids", expanding=True)),
        _ROW.c.status == RegistrationStatus.ACTIVE.value,
    )
    .limit(1)
)
_THEIRS = (
    STORED.where(
        _ROW.c.user_id == bindparam("user_id"),
        _ROW.c.application_id.in_(bindparam("application_ids", expanding=True)),
        or_(bindparam("removed", type_=Boolean), and_(_ROW.c.status != RegistrationStatus.REMOVED.value, ~_LAPSED)),
    )
    .order_by(_ROW.c.created_ms.desc(), _ROW.c.registration_id)
    .limit(bindparam("size"))
    .offset(bindparam("skipped"))
)


def reserve(session: Session, application_id: str, user_id: str) -> None:
    """Until the transaction ends, nobody else gets past here for the same user and application."""
    turns.take(session, "registration", application_id, user_id)


def is_in_progress(session: Session, application_id: str, user_id: str, now_ms: int) -> bool:
    """Whether a registration of the user waits for its device or its commit; one that lapsed does not."""
    keys = {"application_id": application_id, "user_id": user_id, "now_ms": now_ms}
    return session.run(_IN_PROGRESS, keys).first() is not None


def is_live(session: Session, application_id: str, user_id: str, now_ms: int) -> bool:
    """Whether the user has a registration in any state but REMOVED; one that lapsed does not count."""
    keys = {"user_id": user_id, "application_id": application_id, "now_ms": now_ms}
    return session.run(_LIVE, keys).first() is not None


def has_active(session: Session, user_id: str, application_ids: Collection[str]) -> bool:
    """Whether the user has a device in one of the applications that can be used."""
    keys = {"user_id": user_id, "application_ids": list(application_ids)}
    return session.run(_ACTIVE, keys).first() is not None


def list_registrations(
    session: Session,
    user_id: str,
    application_ids: Collection[str],
    *,
    include_removed: bool,
    now_ms: int,
    page: int,
    size: int,
) -> list[StoredRegistration]:
    """The user's registrations in these applications, newest first; pages count from 0.

    Removed ones are among them only if `include_removed`; so are those whose deadline has passed.
    """
    keys = {
        "user_id": user_id,
        "application_ids": list(application_ids),
        "removed": include_removed,
        "now_ms": now_ms,
        "size": size,
        "skipped": page * size,
    }
    return [from_row(row) for row in session.run(_THEIRS, keys)]
