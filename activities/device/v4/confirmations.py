"""Registrations whose phone has proved, by a code with its PIN, that it has the keys (`powerauth-protocol-4.md` §5.3)."""

from activities.store import signers, v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database


class Confirmations:
    """One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def confirm(self, registration_id: str, *, biometry_enabled: bool) -> None:
        """From now on it may ask for more than this. One that is confirmed stays as it is: its biometry is changed otherwise."""
        with self._database.write() as session:
            signer, stored = signers.lock(session, registration_id), v4_keys.find(session, registration_id)
            if signer is None or stored is None or stored.is_confirmed or stored.upgrade_ctr_data is not None:
                return
            v4_keys.confirm(session, registration_id, biometry_enabled=biometry_enabled)
            event = Event(
                Action.REGISTRATION_CONFIRM,
                user_id=signer.user_id,
                registration_id=registration_id,
                application_id=signer.application_id,
                details={"biometryEnabled": biometry_enabled},
            )
            trail.record(session, event)

    def is_confirmed(self, registration_id: str) -> bool:
        """Whether the phone of a registration by version 4.0 has confirmed it."""
        with self._database.read() as session:
            stored = v4_keys.find(session, registration_id)
        return stored is not None and stored.is_confirmed
