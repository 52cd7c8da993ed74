"""Registrations whose phone has proved, by a code with its PIN, that it has the keys (`powerauth-protocol-4.md` §5.3)."""

from activities.store import v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.signers import Signer


class Confirmations:
    """One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def confirm(self, session: Session, signer: Signer, *, biometry_enabled: bool) -> None:
        """From now on it may ask for more than this. One that is confirmed stays as it is: its biometry is changed otherwise.

        In the transaction of the code that proves it, which has locked the registration.
        """
        stored = v4_keys.find(session, signer.registration_id)
        if stored is None or stored.is_confirmed or stored.upgrade_ctr_data is not None:
            return
        v4_keys.confirm(session, signer.registration_id, biometry_enabled=biometry_enabled)
        event = Event(
            Action.REGISTRATION_CONFIRM,
            user_id=signer.user_id,
            registration_id=signer.registration_id,
            application_id=signer.application_id,
            details={"biometryEnabled": biometry_enabled},
        )
        trail.record(session, event)

    def is_confirmed(self, registration_id: str) -> bool:
        """Whether the phone of a registration by version 4.0 has confirmed it."""
        with self._database.read() as session:
            stored = v4_keys.find(session, registration_id)
        return stored is not None and stored.is_confirmed
