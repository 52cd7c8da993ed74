"""What the trail tells of registrations."""

from typing import Any

from activities.store import registrations
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Session
from activities.store.registrations import Registration, RegistrationProjection


def record_registration(session: Session, action: Action, row: Registration, result: str = OK, **details: Any) -> None:
    """What was asked of a registration, and what came of it."""
    event = Event(
        action,
        result,
        user_id=row.user_id,
        registration_id=row.registration_id,
        application_id=row.application_id,
        details={"id": row.registration_id, **details},
    )
    trail.record(session, event)


def record_state(session: Session, projection: RegistrationProjection) -> None:
    """What a registration has become, where its workflow was the first to write it: its time was up, or its caller is gone."""
    stored = registrations.find(session, projection.registration_id)
    if stored is not None:
        record_registration(
            session,
            Action.REGISTRATION,
            stored.row,
            projection.blocked_reason or projection.status,
            status=projection.status,
        )
