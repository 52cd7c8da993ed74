"""Pushes noted in the outbox, with the change that they tell of; `activities.push.sender` carries them afterwards."""

from collections.abc import Collection

from activities.deliveries import outbox
from activities.push.message import Message
from activities.sealing import Sealer
from activities.store import push_devices
from activities.store.database import Session

KIND = "push"


def note(
    session: Session, sealer: Sealer, *, registration_id: str, application_id: str, event_key: str, message: Message
) -> str | None:
    """A push to a registration's device, in the caller's transaction: the id of its delivery.

    Null where the event is noted already, or the device takes no push messages: there is nothing to do.
    """
    if not push_devices.is_known(session, registration_id):
        return None
    return outbox.note(
        session,
        sealer,
        kind=KIND,
        target=registration_id,
        application_id=application_id,
        event_key=event_key,
        payload=message.payload(),
    )


def note_for_user(
    session: Session,
    sealer: Sealer,
    *,
    user_id: str,
    application_ids: Collection[str],
    event_key: str,
    message: Message,
) -> list[str]:
    """A push to each device of the user's ACTIVE registrations in these applications: the ids of the deliveries."""
    noted = [
        note(
            session,
            sealer,
            registration_id=one.registration_id,
            application_id=one.application_id,
            event_key=event_key,
            message=message,
        )
        for one in push_devices.reachable(session, user_id, application_ids)
        if one.has_token
    ]
    return [delivery_id for delivery_id in noted if delivery_id is not None]
