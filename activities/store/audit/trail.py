"""Events are written into the trail that their session's database was opened with, in the transaction of what they tell of."""

from typing import Final, Protocol

from activities.store.audit.event import Event
from activities.store.database import Session

# Under this name a session's `info` has its trail.
INFO: Final = "audit trail"


class TrailWriter(Protocol):
    """Makes a row of an event, and protects it (`activities.audit.trail`)."""

    def write(self, session: Session, event: Event) -> None:
        """One INSERT, in the caller's transaction."""


def is_kept(session: Session) -> bool:
    """Whether this transaction writes the trail."""
    return INFO in session.info


def record(session: Session, event: Event) -> None:
    """Tell of what this transaction does. Nothing, where the process keeps no trail."""
    trail: TrailWriter | None = session.info.get(INFO)
    if trail is not None:
        trail.write(session, event)
