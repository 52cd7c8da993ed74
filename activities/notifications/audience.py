"""Whose phones are told of an operation."""

from activities.store import definitions, push_devices, signers, user_methods
from activities.store.database import Session
from activities.store.push_devices import Reachable
from activities.store.templated_operations import TemplatedOperation
from config.vocabulary import RegistrationStatus


def phones(session: Session, user_id: str | None, pinned_template: TemplatedOperation | None) -> list[tuple[str, str]]:
    """The registrations that may answer, each with its application."""
    if user_id is None:
        return []
    if pinned_template is None:
        configured = _configured_phone(session, user_id)
        phone = configured and signers.find(session, configured)
        active = phone and phone.status == RegistrationStatus.ACTIVE and phone.user_id == user_id
        return [(phone.registration_id, phone.application_id)] if phone and active else []
    return [(one.registration_id, one.application_id) for one in _reachable(session, user_id, pinned_template)]


def _reachable(session: Session, user_id: str, pinned_template: TemplatedOperation) -> list[Reachable]:
    """The user's devices that may approve a template's operation."""
    found = push_devices.list_reachable(session, user_id, pinned_template.application_ids)
    only = pinned_template.registration_id
    return [one for one in found if only in (None, one.registration_id)]


def _configured_phone(session: Session, user_id: str) -> str | None:
    """The registration that answers for the user in flows."""
    methods = definitions.read(session).methods
    return next((one.phone for one in user_methods.list_enabled(session, methods, user_id) if one.phone), None)
