"""How the audit tells of what belongs to a user: which part, and what became of it; never what it says."""

from enum import StrEnum

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session


class UserPart(StrEnum):
    """What belongs to a user."""

    ROLE = "ROLE"
    CONTACT = "CONTACT"
    ALIAS = "ALIAS"


class Change(StrEnum):
    """What became of it."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"


def record(session: Session, user_id: str, part: UserPart, change: Change) -> None:
    """In the transaction of the change."""
    details = {"part": part.value, "change": change.value}
    trail.record(session, Event(Action.USER_CHANGE, user_id=user_id, details=details))
