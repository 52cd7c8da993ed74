"""A message in the inbox, told to the user's phones (`mobile-and-cloud.md` §6)."""

from collections.abc import Collection

from activities.push import extras, pushes
from activities.push.fitting import Words, fit
from activities.secrets.sealing import Sealer
from activities.store import push_limits
from activities.store.database import Session
from activities.store.inbox import InboxMessage
from config.clock import now_ms


class InboxPushNotifier:
    """Notes a push for each phone, in the transaction that posts the message. `most`: pushes to a user in a minute."""

    def __init__(self, sealer: Sealer, *, most: int) -> None:
        self._sealer = sealer
        self._most = most

    def notify(self, session: Session, message: InboxMessage, application_ids: Collection[str]) -> tuple[str, ...]:
        """The ids of the deliveries; none for a user who was sent enough in this minute: the message lies in the inbox."""
        allowed = [
            application_id
            for application_id in sorted(application_ids)
            if push_limits.allows(session, application_id, message.user_id, most=self._most, now_ms=now_ms())
        ]
        event_key = f"inbox-{message.message_id}"
        words = Words(message.subject, message.summary)
        extra = extras.inbox_message_new(inbox_id=message.message_id)
        return tuple(
            pushes.enqueue_for_user(
                session,
                self._sealer,
                user_id=message.user_id,
                application_ids=allowed,
                event_key=event_key,
                message=pushes.make_or_log(lambda: fit(words, words, sound="default", extras=extra), event_key),
            )
        )
