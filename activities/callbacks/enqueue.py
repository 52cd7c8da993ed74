"""Callbacks to the bank: each change of a status is noted for those that listen, in the transaction of the change.

What is told are facts of that moment, and the bytes that tell them are made then too: each attempt sends them unchanged.
Source: `powerauth-protocol.md` §9.4, `mobile-and-cloud.md` §8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activities.callbacks.signed_request import body_of
from activities.deliveries import outbox
from activities.secrets.sealing import Sealer
from activities.store import callbacks
from activities.store.database import Session
from config.callbacks import ATTRIBUTES, CallbackType
from config.vocabulary import DeliveryKind

KIND = DeliveryKind.CALLBACK.value


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of an operation or a registration: which of its changes, counted with them, and when it happened.

    `sequence` is the version that the change gave its subject, so nobody counts twice and two changes never share a number.
    """

    subject_id: str
    sequence: int
    at_ms: int

    @property
    def event_key(self) -> str:
        """By which its deliveries are noted once."""
        return f"{self.subject_id}:{self.sequence}"


_OPERATION, _REGISTRATION = CallbackType.OPERATION_STATUS_CHANGE, CallbackType.REGISTRATION_STATUS_CHANGE


def enqueue_operation(
    session: Session,
    sealer: Sealer,
    *,
    application_id: str,
    change: StatusChange,
    facts: Mapping[str, Any],
) -> list[str]:
    """Note that an operation's status changed, for each enabled callback of the application: the ids of the deliveries.

    `facts` are attributes by name (`config.callbacks.ATTRIBUTES`), times in milliseconds since the epoch; those that a callback
    has chosen are told, if they have a value. An event that is noted already is not noted again.
    """
    about = {"type": "OPERATION", "operationId": change.subject_id}
    return _enqueue(session, sealer, _OPERATION, application_id, change, about, facts)


def enqueue_registration(
    session: Session,
    sealer: Sealer,
    *,
    application_id: str,
    change: StatusChange,
    facts: Mapping[str, Any],
) -> list[str]:
    """As `enqueue_operation`, of a registration: the bank knows it as an activation."""
    about = {"type": "ACTIVATION", "activationId": change.subject_id}
    return _enqueue(session, sealer, _REGISTRATION, application_id, change, about, facts)


def _enqueue(
    session: Session,
    sealer: Sealer,
    callback_type: CallbackType,
    application_id: str,
    change: StatusChange,
    about: Mapping[str, str],
    facts: Mapping[str, Any],
) -> list[str]:
    delivery_ids = []
    always = {**about, "timestampEvent": change.at_ms, "sequence": change.sequence}
    for callback in callbacks.list_listening(session, application_id, callback_type):
        chosen = [name for name in ATTRIBUTES[callback_type] if name in callback.attributes]
        delivery_id = outbox.enqueue(
            session,
            sealer,
            kind=KIND,
            target=callback.callback_id,
            application_id=application_id,
            event_key=change.event_key,
            payload=body_of({**always, **{name: facts[name] for name in chosen if facts.get(name) is not None}}),
            retention_days=callback.retention_days,
        )
        if delivery_id is not None:
            delivery_ids.append(delivery_id)
    return delivery_ids
