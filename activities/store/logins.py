"""Failures to log in, counted for all processes together, and the addresses at which accounts were let in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, case, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Database, Session
from activities.store.database_clock import database_ms
from activities.store.tables import LoginRow

# Failures are forgotten after a day without another, addresses after a month without a right password.
FORGOTTEN_MS = 24 * 3_600_000
AWAY_MS = 30 * FORGOTTEN_MS
# Each new name at a new address makes three counts, as fast as passwords are compared: so many are kept.
MAX_COUNTS = 20_000


@dataclass(frozen=True, slots=True)
class LoginStanding:
    """See `LoginRow`."""

    failures: int
    failed_ms: int
    let_in_ms: int | None


_LOGIN: Table = LoginRow.__table__  # type: ignore[attr-defined]
_THREE = select(_LOGIN.c.key, _LOGIN.c.failures, _LOGIN.c.failed_ms, _LOGIN.c.let_in_ms).where(
    or_(*(_LOGIN.c.key == bindparam(name) for name in ("first", "second", "third")))
)
_OLD = passing.delete_old(
    _LOGIN,
    _LOGIN.c.changed_ms < database_ms() - FORGOTTEN_MS,
    or_(_LOGIN.c.let_in_ms.is_(None), _LOGIN.c.changed_ms < database_ms() - AWAY_MS),
)
_COUNTS = select(func.count()).select_from(_LOGIN).where(_LOGIN.c.let_in_ms.is_(None))
# Where somebody guesses there are many failures; what he adds to be forgotten has one each, and goes before.
_LEAST = (
    select(_LOGIN.c.key)
    .where(_LOGIN.c.let_in_ms.is_(None))
    .order_by(_LOGIN.c.failures, _LOGIN.c.changed_ms)
    .limit(bindparam("over"))
    .with_for_update(skip_locked=True)
)
_DROP_LEAST = delete(_LOGIN).where(_LOGIN.c.key.in_(_LEAST), _LOGIN.c.let_in_ms.is_(None))
_FAILED: dict[str, Any] = {}
_LET_IN: dict[str, Any] = {}
for _dialect in (sqlite, postgresql):
    _name = _dialect.__name__.rpartition(".")[2]
    _insert = _dialect.insert(_LOGIN)
    _again = case((_LOGIN.c.failed_ms < bindparam("forgotten_ms"), 1), else_=_LOGIN.c.failures + 1)
    _FAILED[_name] = _insert.on_conflict_do_update(
        index_elements=["key"],
        set_={name: _insert.excluded[name] for name in ("failed_ms", "changed_ms")} | {"failures": _again},
    ).returning(_LOGIN.c.failures)
    _LET_IN[_name] = _insert.on_conflict_do_update(
        index_elements=["key"],
        set_={name: _insert.excluded[name] for name in ("failures", "failed_ms", "let_in_ms", "changed_ms")},
    )


def find_standings(database: Database, keys: tuple[str, str, str], now_ms: int) -> dict[str, LoginStanding]:
    """What is known under the keys; failures that are forgotten are none."""
    rows = database.rows(_THREE, dict(zip(("first", "second", "third"), keys, strict=True)))
    return {
        key: LoginStanding(0 if failed_ms < now_ms - FORGOTTEN_MS else failures, failed_ms, let_in_ms)
        for key, failures, failed_ms, let_in_ms in rows
    }


def count_failures(session: Session, keys: Iterable[str], now_ms: int) -> list[int]:
    """Count one more failure under each key; how many there are now."""
    values = {"failures": 1, "failed_ms": now_ms, "changed_ms": now_ms, "forgotten_ms": now_ms - FORGOTTEN_MS}
    # In one order, so that no two wait for each other.
    counts = {key: int(session.run(_FAILED, {"key": key} | values).scalar_one()) for key in sorted(keys)}
    return [counts[key] for key in keys]


def record_success(session: Session, key: str, now_ms: int) -> None:
    """The password was right: failures under this key are forgotten, and the account is known there."""
    values = {"key": key, "failures": 0, "failed_ms": 0, "let_in_ms": now_ms, "changed_ms": now_ms}
    session.run(_LET_IN, values)


def delete_expired(session: Session) -> int:
    """Drop what counts no longer."""
    return session.run(_OLD).rowcount


def drop_excess(session: Session) -> int:
    """Drop the least of more than `MAX_COUNTS`, at most `passing.MAX` of them; where an account was let in stays."""
    connection = session.connection()
    over = int(connection.execute(_COUNTS).scalar_one()) - MAX_COUNTS
    return connection.execute(_DROP_LEAST, {"over": min(over, passing.MAX)}).rowcount if over > 0 else 0
