"""Registrations in a real database, and the devices that were registered for them."""

import uuid

from activities.device.applications import Applications
from activities.device.device_keys import sealing_context
from activities.push.administration import PushAdministration
from activities.push.devices import NewDevice, PushDevices
from activities.push.messages import Messages
from activities.secrets.sealing import Sealer
from activities.store import push_devices
from activities.store.tables import RegistrationRow
from config import master_key
from config.vocabulary import PushPlatform

MTOKEN = "mtoken"


class Bank:
    """A bank with an application `mtoken`."""

    def __init__(self, database):
        self.database = database
        self.sealer = Sealer.of(master_key.generate())
        self.applications = Applications(database, self.sealer)
        self.applications.create(MTOKEN, ())
        self.devices = PushDevices(database, self.sealer)
        self.administration = PushAdministration(database, self.sealer)

    def messages(self, most=10):
        return Messages(self.database, self.sealer, most=most)

    def registration(self, *, user_id="roman", application_id=MTOKEN, status="ACTIVE", token=None, **device):
        """The id of a new registration, whose device has `token`, if any."""
        registration_id = str(uuid.uuid4())
        with self.database.write() as session:
            session.orm.add(
                RegistrationRow(
                    registration_id=registration_id,
                    application_id=application_id,
                    user_id=user_id,
                    version=3,
                    status=status,
                    failed_attempts=0,
                    activation_code=registration_id[:23],
                    commit_phase="ON_COMMIT",
                    max_failed_attempts=5,
                    expires_ms=0,
                    request_digest="",
                    flags="[]",
                    server_public_key="",
                    server_private_key=self.sealer.seal(bytes(32), *sealing_context(registration_id, user_id)),
                    counter=0,
                    created_ms=0,
                    changed_ms=0,
                    last_used_ms=0,
                )
            )
        if token is not None:
            self.register(registration_id, token, **device)
        return registration_id

    def register(self, registration_id, token, platform=PushPlatform.APNS, environment=None):
        self.devices.register(NewDevice(registration_id, platform, token, environment))

    def stored(self, registration_id):
        """The registration's device as it is stored, or null."""
        with self.database.read() as session:
            found = push_devices.find(session, registration_id)
        return found and found[0]
