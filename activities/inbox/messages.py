"""The inbox: a bank posts messages to a user, whose phones list and read them (`mobile-and-cloud.md` §6)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from activities.idempotency.keys import check_same
from activities.store import inbox as store
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.inbox import InboxHeading, InboxMessage, Owner
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused

__all__ = [
    "Inbox",
    "InboxBodyType",
    "InboxHeading",
    "InboxMessage",
    "InboxNotifier",
    "NewMessage",
    "Owner",
    "PostedMessage",
    "SilentNotifier",
]


class InboxBodyType(StrEnum):
    """How a phone shows the body."""

    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What an API knows of a message to be posted.

    `message_id` is made from an idempotency key where there is one, and `request_digest` tells one request from another.
    `application_ids`: where it is shown. `silent`: the user's phones are not told that it came.
    """

    message_id: str
    user_id: str
    application_ids: tuple[str, ...]
    type: InboxBodyType
    subject: str = field(repr=False)
    summary: str = field(repr=False)
    body: str = field(repr=False)
    silent: bool
    request_digest: str


class InboxNotifier(Protocol):
    """Tells a user's phones of a new message: a push `mtoken.inboxMessage.new` with its id as `inboxId`.

    The push's title is the message's subject, its text the summary.
    """

    def notify(self, session: Session, message: InboxMessage, application_ids: Collection[str]) -> tuple[str, ...]:
        """Note what is to be sent to the user's phones with these applications, in the session's transaction.

        Returns the ids of the deliveries noted, for whoever starts them after the transaction.
        """


class SilentNotifier:
    """Tells nobody."""

    def notify(self, session: Session, message: InboxMessage, application_ids: Collection[str]) -> tuple[str, ...]:
        """Nothing to send."""
        return ()


@dataclass(frozen=True, slots=True)
class PostedMessage:
    """A message as it was posted, and the deliveries that announce it; a repetition has none left to start."""

    message: InboxMessage
    deliveries: tuple[str, ...] = ()


class Inbox:
    """One per process; safe for threads. Everything raises `StoreUnavailable`."""

    def __init__(self, database: Database, notifier: InboxNotifier | None = None) -> None:
        self._database = database
        self._notifier = notifier or SilentNotifier()

    def post(self, new: NewMessage) -> PostedMessage:
        """Store a message and note its announcement, both or neither; where it was posted before, what was stored then.

        Raises `Refused` INBOX_NOT_FOUND (there is no application to show it in), KEY_REUSED (the idempotency key was
        used for another request).
        """
        if not new.application_ids:
            raise Refused(Reason.INBOX_NOT_FOUND, "There is no application to show the message in")
        message = _message(new)
        with self._database.write() as session:
            if store.post(session, message, new.application_ids):
                details = {"id": message.message_id, "applications": list(new.application_ids)}
                trail.record(session, Event(Action.INBOX_SEND, user_id=new.user_id, details=details))
                delivery_ids = () if new.silent else self._notifier.notify(session, message, new.application_ids)
                return PostedMessage(message, delivery_ids)
            known = store.get_stored(session, new.message_id)
        check_same(known.request_digest, new.request_digest)
        return PostedMessage(known)

    def count_unread(self, owner: Owner) -> int:
        """How many messages are not read."""
        with self._database.read() as session:
            return store.count_unread(session, owner)

    def list_messages(self, owner: Owner, *, only_unread: bool, page: int, size: int) -> list[InboxHeading]:
        """One page of messages, newest first; pages count from 0."""
        with self._database.read() as session:
            return store.list_messages(session, owner, only_unread=only_unread, page=page, size=size)

    def get(self, owner: Owner, message_id: str) -> InboxMessage:
        """A message, which stays unread by this. Raises `Refused` MESSAGE_NOT_FOUND where the owner has none of this id."""
        with self._database.read() as session:
            return store.get(session, owner, message_id)

    def mark_read(self, owner: Owner, message_id: str) -> None:
        """Mark a message as read; repeatable. Raises `Refused` MESSAGE_NOT_FOUND where the owner has none of this id."""
        with self._database.write() as session:
            store.mark_read(session, owner, message_id, now_ms=now_ms())

    def mark_all_read(self, owner: Owner) -> None:
        """Mark all of the owner's messages as read; repeatable."""
        with self._database.write() as session:
            store.mark_all_read(session, owner, now_ms=now_ms())


def _message(new: NewMessage) -> InboxMessage:
    return InboxMessage(
        message_id=new.message_id,
        type=new.type.value,
        subject=new.subject,
        summary=new.summary,
        created_ms=now_ms(),
        read_ms=None,
        user_id=new.user_id,
        body=new.body,
        request_digest=new.request_digest,
    )
