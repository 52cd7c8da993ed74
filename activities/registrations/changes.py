"""Changes of registrations' statuses, written and noted for the bank in one transaction.

A registration that is created is no change: the bank did it. What a workflow has decided and nobody wrote before it decided again
is told by the later status alone.
"""

from activities.callbacks import enqueue
from activities.secrets.sealing import Sealer
from activities.store import registrations
from activities.store.database import Session
from activities.store.registrations import Registration, RegistrationProjection
from config.clock import now_ms
from config.vocabulary import RegistrationStatus


def project(session: Session, sealer: Sealer, projection: RegistrationProjection) -> bool:
    """Write what the workflow said, if it is newer than what stands there. Says whether it was."""
    before = registrations.lock_status(session, projection.registration_id)
    news = registrations.project(session, projection)
    if news and projection.status != before:
        enqueue_callbacks(session, sealer, projection.registration_id)
    return news


def alter(
    session: Session,
    sealer: Sealer,
    row: Registration,
    new_status: RegistrationStatus,
    *,
    reason: str | None,
    failed_attempts: int,
) -> None:
    """Change the status of a row that the caller has locked; a version of its own follows."""
    registrations.alter(session, row, new_status, reason=reason, failed_attempts=failed_attempts, now_ms=now_ms())
    enqueue_callbacks(session, sealer, row.registration_id)


def enqueue_callbacks(session: Session, sealer: Sealer, registration_id: str) -> None:
    """Note for the bank what the row says by now; the caller has just changed its status, and holds its lock."""
    row = registrations.lock(session, registration_id)
    enqueue.enqueue_registration(
        session,
        sealer,
        application_id=row.application_id,
        change=enqueue.StatusChange(registration_id, row.version, row.changed_ms),
        facts={
            "userId": row.user_id,
            "activationName": row.name,
            "deviceInfo": row.device_info,
            "platform": row.platform,
            "protocol": "powerauth",
            "activationFlags": list(row.flags),
            "activationStatus": row.status,
            "blockedReason": row.blocked_reason if row.status == RegistrationStatus.BLOCKED else None,
            "applicationId": row.application_id,
        },
    )
