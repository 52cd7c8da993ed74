"""Keys of what a phone keeps locked, told to whoever has proved the factors for them (`powerauth-protocol-4.md` §8)."""

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.v4 import vault
from activities.powerauth.v4.vault import VaultRequest
from activities.store import signers, v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from config.vocabulary import RegistrationStatus


class V4Vault:
    """One per process."""

    def __init__(self, database: Database, device_keys: V4DeviceKeys) -> None:
        self._database = database
        self._keys = device_keys

    def answer(self, registration_id: str, request: VaultRequest) -> bytes | None:
        """The plaintext that holds the key; null where the registration is not ACTIVE."""
        with self._database.write() as session:
            signer, stored = signers.find(session, registration_id), v4_keys.find(session, registration_id)
            if signer is None or signer.status != RegistrationStatus.ACTIVE or stored is None:
                return None
            event = Event(
                Action.VAULT_UNLOCK,
                user_id=signer.user_id,
                registration_id=registration_id,
                application_id=signer.application_id,
                details={"reason": request.reason, "key": request.key.name},
            )
            trail.record(session, event)
        return vault.answer(request.key, self._keys.open(stored).secret)
