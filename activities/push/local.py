"""Push messages in development: nobody carries them, they are kept for whoever wants to see what a phone would show.

Only applications without credentials at any provider get here, and only where the settings allow it: messages are not sealed.
"""

import logging
from dataclasses import dataclass

from activities.push.message import PushMessage
from activities.push.provider import TAKEN, ProviderResponse, PushDevice
from activities.store import push_shown
from activities.store.database import Database
from config.clock import now_ms

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownPush:
    """A message, and when the device would have shown it."""

    message: PushMessage
    shown_ms: int


class Local:
    """A provider that carries nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, device: PushDevice, message: PushMessage, *, delivery_id: str) -> ProviderResponse:
        """See `Provider`."""
        with self._database.write() as session:
            push_shown.add(session, device.registration_id, message.payload(), now_ms())
        log.info("delivery %s: a message was shown on the device of %s", delivery_id, device.registration_id)
        return TAKEN


def list_shown(database: Database, registration_id: str) -> list[ShownPush]:
    """The last messages to the registration's device, oldest first."""
    with database.read() as session:
        found = push_shown.list_shown(session, registration_id)
    return [ShownPush(PushMessage.of(one.message), one.shown_ms) for one in found]
