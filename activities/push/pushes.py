"""Pushes noted in the outbox, with the change that they tell of; `activities.push.sender` carries them afterwards.

Texts and extras are those of the event. A provider's request is made of them at each attempt: it holds the device's token and,
at Firebase, how long the message is still wanted, and which provider takes it is known only then.
"""

import logging
from collections.abc import Callable, Collection

from activities.deliveries import outbox
from activities.deliveries.permanent_failures import describe
from activities.push.message import PushMessage
from activities.secrets.sealing import Sealer
from activities.store import push_devices
from activities.store.database import Session
from config.vocabulary import DeliveryKind

log = logging.getLogger(__name__)

KIND = DeliveryKind.PUSH.value

# Why a push was noted as failed, and never attempted.
NOT_MADE = "MESSAGE_NOT_MADE"


def make_or_log(make: Callable[[], PushMessage], event_key: str) -> PushMessage | None:
    """The message about an event; null where what it is made of makes none, whatever is wrong with it.

    That gets no better by another attempt, and is not to keep the event's other news waiting.
    """
    try:
        return make()
    except Exception as error:
        log.error("no push message can be made of %s: %s", event_key, describe(error))
        return None


def enqueue(
    session: Session,
    sealer: Sealer,
    *,
    registration_id: str,
    application_id: str,
    event_key: str,
    message: PushMessage | None,
) -> str | None:
    """A push to a registration's device, in the caller's transaction: the id of its delivery.

    Null where there is nothing to do: the event is noted already, the device takes no push messages, or no message could be
    made (`make_or_log`), which is stored as a delivery that failed.
    """
    if not push_devices.is_known(session, registration_id):
        return None
    return outbox.enqueue(
        session,
        sealer,
        kind=KIND,
        target=registration_id,
        application_id=application_id,
        lane=application_id,  # with its account at the providers
        event_key=event_key,
        payload=b"" if message is None else message.encode(),
        failure=NOT_MADE if message is None else None,
    )


def enqueue_for_user(
    session: Session,
    sealer: Sealer,
    *,
    user_id: str,
    application_ids: Collection[str],
    event_key: str,
    message: PushMessage | None,
) -> list[str]:
    """A push to each device of the user's ACTIVE registrations in these applications: the ids of the deliveries."""
    delivery_ids = [
        enqueue(
            session,
            sealer,
            registration_id=one.registration_id,
            application_id=one.application_id,
            event_key=event_key,
            message=message,
        )
        for one in push_devices.list_reachable(session, user_id, application_ids)
        if one.has_token
    ]
    return [delivery_id for delivery_id in delivery_ids if delivery_id is not None]
