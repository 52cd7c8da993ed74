"""Challenges that authenticators sign: stored when they are made, and used once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update

from activities.store import passing, turns
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import PasskeyChallengeRow
from config.identity_vocabulary import PasskeyCeremony

# So many may wait for one operation, or for one user to register: the oldest makes room.
MAX_OPEN = 10


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """See `PasskeyChallengeRow`."""

    challenge: str
    ceremony: str
    user_id: str | None
    user_handle: str | None
    operation_id: str | None
    created_ms: int
    expires_ms: int
    used_ms: int | None = None

    def is_open(self, ceremony: PasskeyCeremony, now_ms: int) -> bool:
        """Whether it was made for this ceremony, and can be answered still."""
        return self.ceremony == ceremony and self.used_ms is None and now_ms <= self.expires_ms


_CHALLENGE: Table = PasskeyChallengeRow.__table__  # type: ignore[attr-defined]
_C = _CHALLENGE.c
_LOCKED = (
    select(*(_C[name] for name in PasskeyChallenge.__slots__))
    .where(_C.challenge == bindparam("challenge"))
    .with_for_update()
)
_INSERT = _CHALLENGE.insert()
_USE = update(_CHALLENGE).where(_C.challenge == bindparam("this")).values(used_ms=bindparam("at_ms"))
_OLD = passing.delete_old(_CHALLENGE, _C.expires_ms < database_ms())


def insert(session: Session, challenge: PasskeyChallenge) -> None:
    """A new one; beyond `MAX_OPEN` the oldest of its operation, or of its user, goes."""
    if challenge.operation_id is not None:
        turns.take(session, "passkey_challenge", "operation", challenge.operation_id)
        whose = _C.operation_id == challenge.operation_id
    else:
        turns.take(session, "passkey_challenge", "user", challenge.user_id or "")
        whose = (_C.user_id == challenge.user_id) & _C.operation_id.is_(None)
    session.run(_INSERT, columns(challenge))
    excess = (
        select(_C.challenge)
        .where(whose, _C.used_ms.is_(None))
        .order_by(_C.created_ms.desc(), _C.challenge)
        .offset(MAX_OPEN)
    )
    gone = list(session.connection().execute(excess).scalars())
    if gone:
        session.connection().execute(delete(_CHALLENGE).where(_C.challenge.in_(gone)))


def lock(session: Session, challenge: str) -> PasskeyChallenge | None:
    """Kept from other writers until the transaction ends; null where there is none, or where it was dropped."""
    row: Any = session.run(_LOCKED, {"challenge": challenge}).first()
    return None if row is None else PasskeyChallenge(*row)


def use(session: Session, challenge: PasskeyChallenge, at_ms: int) -> None:
    """It is nobody's to sign any more."""
    session.run(_USE, {"this": challenge.challenge, "at_ms": at_ms})


def delete_expired(session: Session) -> int:
    """Drop those that nobody can use any more."""
    return session.run(_OLD).rowcount
