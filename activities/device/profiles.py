"""What a phone is told of its own registration, and may change: its name, the key of its vault."""

from dataclasses import dataclass

from activities.device.device_keys import DeviceKeys
from activities.powerauth import vault
from activities.store import signers
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.signers import Signer
from config.vocabulary import RegistrationStatus


@dataclass(frozen=True, slots=True)
class Profile:
    """A registration as its phone knows it."""

    registration_id: str
    user_id: str
    name: str | None


class Profiles:
    """One per process."""

    def __init__(self, database: Database, device_keys: DeviceKeys) -> None:
        self._database = database
        self._keys = device_keys

    def of(self, registration_id: str) -> Profile | None:
        """The registration; null where it is not ACTIVE, or not there."""
        signer = self._active(registration_id)
        if signer is None:
            return None
        return Profile(signer.registration_id, signer.user_id, signer.name)

    def rename(self, registration_id: str, name: str) -> None:
        """Call the registration something else."""
        with self._database.write() as session:
            signers.rename(session, registration_id, name)
            _audit(session, Action.REGISTRATION_RENAME, signers.find(session, registration_id), {"name": name})

    def vault_answer(self, registration_id: str, reason: str) -> bytes | None:
        """The plaintext that holds the vault's key of version 3, wrapped. `reason`: the app's.

        Null where the registration is not ACTIVE, or has been upgraded since it asked: its keys of version 3 are gone, and what a
        phone locked by others could not be opened again.
        """
        with self._database.write() as session:
            signer = signers.find(session, registration_id)
            if signer is None or signer.status != RegistrationStatus.ACTIVE or signer.device_public_key is None:
                return None
            _audit(session, Action.VAULT_UNLOCK, signer, {"reason": reason})
        return vault.answer(self._keys.agree(signer))

    def _active(self, registration_id: str) -> Signer | None:
        with self._database.read() as session:
            signer = signers.find(session, registration_id)
        return signer if signer is not None and signer.status == RegistrationStatus.ACTIVE else None


def _audit(session: Session, action: Action, signer: Signer | None, details: dict[str, str]) -> None:
    if signer is not None:
        event = Event(
            action,
            user_id=signer.user_id,
            registration_id=signer.registration_id,
            application_id=signer.application_id,
            details=details,
        )
        trail.record(session, event)
