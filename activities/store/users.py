"""Users: whether there is one, and in which state (`nextstep.md` §6).

A removed user stays as a row. Whoever changes a user, or what belongs to one, locks the row first: two changes of one user follow
each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.tables import OtpRow, UserRow
from config import exact_json
from config.identity_vocabulary import OtpStatus, UserIdentityStatus

_USER: Table = UserRow.__table__  # type: ignore[attr-defined]
_OTP: Table = OtpRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class User:
    """See `UserRow`; `extras` is the bank's, any JSON by key."""

    user_id: str
    status: UserIdentityStatus
    extras: dict[str, Any]
    created_ms: int
    updated_ms: int | None


COLUMNS: tuple[ColumnElement[Any], ...] = (
    _USER.c.user_id,
    _USER.c.user_identity_status,
    _USER.c.extras,
    _USER.c.created_ms,
    _USER.c.updated_ms,
)
_THIS = _USER.c.user_id == bindparam("user_id")
_STATUS = select(_USER.c.user_identity_status).where(_THIS)
_ONE = select(*COLUMNS).where(_THIS)
_LOCKED = _ONE.with_for_update()


def _insert(dialect: Any) -> Any:
    return dialect.insert(_USER).on_conflict_do_nothing(index_elements=["user_id"])


# Of two that create one user at once, one inserts, and the other learns that it did not.
_NEW = {"sqlite": _insert(sqlite), "postgresql": _insert(postgresql)}
_PUT = (
    update(_USER)
    .where(_USER.c.user_id == bindparam("id"))
    .values({name: bindparam(name) for name in ("user_identity_status", "extras", "created_ms", "updated_ms")})
)


def find_status(session: Session, user_id: str) -> UserIdentityStatus | None:
    """Whether the user may authenticate; null where there never was one. For checks: one statement, by the key."""
    found = session.run(_STATUS, {"user_id": user_id}).scalar()
    return None if found is None else UserIdentityStatus(found)


def find(session: Session, user_id: str) -> User | None:
    """The user, removed or not."""
    row = session.run(_ONE, {"user_id": user_id}).first()
    return None if row is None else from_row(row)


def lock(session: Session, user_id: str) -> User | None:
    """The user, removed or not, whom nobody else changes until the transaction ends."""
    row = session.run(_LOCKED, {"user_id": user_id}).first()
    return None if row is None else from_row(row)


def insert(session: Session, user: User) -> bool:
    """False where there is a row of this id, removed or not: then nothing is changed."""
    return session.run(_NEW, {"user_id": user.user_id} | _values(user)).rowcount == 1


def put(session: Session, user: User) -> None:
    """The row is as in `user` from now on."""
    session.run(_PUT, {"id": user.user_id} | _values(user))


def remove_one_time_passwords(session: Session, user_id: str) -> None:
    """None of the user's can be used any more; the rows stay."""
    theirs = (_OTP.c.user_id == user_id, _OTP.c.otp_status != OtpStatus.REMOVED.value)
    session.connection().execute(update(_OTP).where(*theirs).values(otp_status=OtpStatus.REMOVED.value))


def _values(user: User) -> dict[str, Any]:
    return {
        "user_identity_status": user.status.value,
        "extras": exact_json.write(user.extras),
        "created_ms": user.created_ms,
        "updated_ms": user.updated_ms,
    }


def from_row(row: Sequence[Any]) -> User:
    """A row of `COLUMNS`."""
    user_id, status, extras, created_ms, updated_ms = row
    return User(user_id, UserIdentityStatus(status), exact_json.read(extras), created_ms, updated_ms)
