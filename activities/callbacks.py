"""Callbacks to the bank: each change of a status is noted for those that listen, in the transaction of the change.

What is told are facts of that moment. Source: reference `powerauth-protocol.md` §9.4, `mobile-and-cloud.md` §8.
"""

from collections.abc import Mapping
from typing import Any

from activities.deliveries import outbox
from activities.sealing import Sealer
from activities.store import callbacks
from activities.store.database import Session
from config.callbacks import ATTRIBUTES, CallbackType

KIND = "callback"

_OPERATION, _REGISTRATION = CallbackType.OPERATION_STATUS_CHANGE, CallbackType.REGISTRATION_STATUS_CHANGE


def note_operation(
    session: Session,
    sealer: Sealer,
    *,
    application_id: str,
    operation_id: str,
    event_key: str,
    facts: Mapping[str, Any],
) -> list[str]:
    """Note that an operation's status changed, for each enabled callback of the application: the ids of the deliveries.

    `facts` are attributes by name (`config.callbacks.ATTRIBUTES`), times in milliseconds since the epoch; those that a callback
    has chosen are told, if they have a value. An event that is noted already is not noted again.
    """
    told = {"type": "OPERATION", "operationId": operation_id}
    return _note(session, sealer, _OPERATION, application_id, event_key, told, facts)


def note_registration(
    session: Session,
    sealer: Sealer,
    *,
    application_id: str,
    registration_id: str,
    event_key: str,
    facts: Mapping[str, Any],
) -> list[str]:
    """As `note_operation`, of a registration: the bank knows it as an activation."""
    told = {"type": "ACTIVATION", "activationId": registration_id}
    return _note(session, sealer, _REGISTRATION, application_id, event_key, told, facts)


def _note(
    session: Session,
    sealer: Sealer,
    callback_type: CallbackType,
    application_id: str,
    event_key: str,
    told: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> list[str]:
    noted = []
    for callback in callbacks.listening(session, application_id, callback_type):
        chosen = [name for name in ATTRIBUTES[callback_type] if name in callback.attributes]
        delivery_id = outbox.note(
            session,
            sealer,
            kind=KIND,
            target=callback.callback_id,
            application_id=application_id,
            event_key=event_key,
            payload={**told, **{name: facts[name] for name in chosen if facts.get(name) is not None}},
            retention_days=callback.retention_days,
        )
        if delivery_id is not None:
            noted.append(delivery_id)
    return noted
