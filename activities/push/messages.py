"""Messages of the bank to the devices of its users (`mobile-and-cloud.md` §3.2): noted here, carried afterwards."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from activities.idempotency.keys import KEPT_MS
from activities.push import pushes
from activities.push.message import PushMessage
from activities.secrets.sealing import Sealer
from activities.store import push_devices, push_limits, seen_requests
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.push_devices import Reachable
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused

_NOBODY = "Registration for the requested user not found"


@dataclass(frozen=True, slots=True)
class PushRequest:
    """Somebody wants a user to be told something: on all devices, or on that of one registration.

    `key`: by which a repetition is recognised, the caller's idempotency key together with who he is.
    """

    user_id: str
    registration_id: str | None
    message: PushMessage
    key: str | None = None


class Messages:
    """One per process; safe for threads. `most`: messages to a user in a minute; silent ones are not counted."""

    def __init__(self, database: Database, sealer: Sealer, *, most: int) -> None:
        self._database = database
        self._sealer = sealer
        self._most = most

    def send(self, request: PushRequest, application_ids: Collection[str]) -> None:
        """Have the message carried to the user's active devices in these applications; those without a token are passed over.

        Raises `Refused` REGISTRATION_NOT_FOUND: the user has no ACTIVE registration there, or not the one that is named;
        TOO_MANY_MESSAGES: the user was sent enough in this minute.
        """
        with self._database.write() as session:
            if _is_repeated(session, request):
                return
            found = push_devices.list_reachable(session, request.user_id, application_ids)
            if request.registration_id is not None:
                found = [one for one in found if one.registration_id == request.registration_id]
            if not found:
                raise Refused(Reason.REGISTRATION_NOT_FOUND, _NOBODY)
            if not request.message.silent:
                self._count(session, request.user_id, found)
            event_key = f"message-{uuid.uuid4()}"
            for one in found:
                pushes.enqueue(
                    session,
                    self._sealer,
                    registration_id=one.registration_id,
                    application_id=one.application_id,
                    event_key=event_key,
                    message=request.message,
                )
                trail.record(
                    session,
                    Event(
                        Action.MESSAGE_SEND,
                        user_id=request.user_id,
                        registration_id=one.registration_id,
                        application_id=one.application_id,
                    ),
                )

    def _count(self, session: Session, user_id: str, devices: Collection[Reachable]) -> None:
        # In their order, so that two who count the same never wait for each other.
        for application_id in sorted({one.application_id for one in devices if one.has_token}):
            if not push_limits.allows(session, application_id, user_id, most=self._most, now_ms=now_ms()):
                raise Refused(
                    Reason.TOO_MANY_MESSAGES,
                    f"The user was sent {self._most} messages in this minute; try again in the next.",
                )


def _is_repeated(session: Session, request: PushRequest) -> bool:
    """Whether this very request was done before."""
    if request.key is None:
        return False
    return not seen_requests.is_new(session, f"message {request.key}", expires_ms=now_ms() + KEPT_MS)
