"""A registry of callbacks and their sender, on one database."""

from activities.callbacks.enqueue import StatusChange, enqueue_registration
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.callbacks.sender import CallbackSender
from activities.deliveries import outbox
from activities.secrets.sealing import Sealer
from activities.store import deliveries
from config import master_key
from config.callbacks import CallbackType
from config.clock import now_ms

REGISTRATION, OPERATION = CallbackType.REGISTRATION_STATUS_CHANGE, CallbackType.OPERATION_STATUS_CHANGE


AT_MS = 1_700_000_000_000


FACTS = {
    "userId": "roman",
    "activationName": "Roman's phone",
    "activationStatus": "BLOCKED",
    "blockedReason": None,
    "activationFlags": ["VIP"],
    "platform": "ios",
}


class House:
    """A registry and a sender on one database."""

    def __init__(self, database, **options):
        self.database, self.key = database, master_key.generate()
        self.sealer = Sealer.of(self.key)
        self.registry = CallbackRegistry(database, self.sealer, private=True)
        self.sender = CallbackSender(database, self.sealer, **{"private": True, **options})

    def create(self, url, *, callback_type=REGISTRATION, attributes=(), application_id="app", **terms):
        made, secret = self.registry.create(
            application_id, callback_type, CallbackTerms("hook", url, tuple(attributes), **terms)
        )
        return made.stored, secret

    def note(self, sequence=2, facts=FACTS):
        with self.database.write() as session:
            return enqueue_registration(
                session,
                self.sealer,
                application_id="app",
                change=StatusChange("registration", sequence, AT_MS),
                facts=facts,
            )

    def send(self, delivery_id):
        """One attempt, as the activity makes it."""
        with self.database.write() as session:
            stored = deliveries.begin(session, delivery_id, now_ms(), 60_000)
        return self.sender.send(outbox.open_delivery(stored, self.sealer))
