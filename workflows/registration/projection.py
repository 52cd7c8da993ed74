"""A registration's state as its row keeps it, and back."""

from collections.abc import Mapping
from typing import Any

from activities.store.registrations import Registration, RegistrationProjection
from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration.messages import StartRegistration
from workflows.registration.model import RegistrationState, Terms


def projection(registration_id: str, state: RegistrationState) -> RegistrationProjection:
    """The state as columns of the row."""
    return RegistrationProjection(
        registration_id=registration_id,
        version=state.version,
        changed_ms=state.changed_ms,
        status=state.status,
        failed_attempts=state.failed_attempts,
        blocked_reason=state.reason,
        exchange_id=state.exchange_id,
    )


def restore(row: Registration) -> RegistrationState:
    """The state that the row holds."""
    return RegistrationState(
        status=RegistrationStatus(row.status),
        version=row.version,
        created_ms=row.created_ms,
        expires_ms=row.expires_ms,
        failed_attempts=row.failed_attempts,
        exchange_id=row.exchange_id,
        reason=row.blocked_reason,
        changed_ms=row.changed_ms,
    )


def restore_from_error(fields: Mapping[str, Any]) -> RegistrationState:
    """The state of which a workflow told the fields, with an error."""
    return RegistrationState(**{**fields, "status": RegistrationStatus(fields["status"])})


def start_of(row: Registration) -> StartRegistration:
    """The input of the workflow of a registration that is stored, and has none yet."""
    terms = Terms(
        commit_phase=CommitPhase(row.commit_phase),
        has_otp=row.otp_hash is not None,
        max_failed_attempts=row.max_failed_attempts,
    )
    return StartRegistration(row.registration_id, row.application_id, terms, restore(row))
