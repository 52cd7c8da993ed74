"""Keys of factors that a phone replaces: its PIN's, and biometry's (`powerauth-protocol-4.md` §6.5).

Whoever asks has proved himself. A registration that has been blocked or removed since keeps its keys.
"""

from collections.abc import Callable

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.v4 import shared_secret
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.shared_secret import SharedSecret, SharedSecretRequest
from activities.store import signers, v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.v4_keys import StoredV4Keys
from config.vocabulary import RegistrationStatus


class FactorKeyChanges:
    """One per process."""

    def __init__(self, database: Database, device_keys: V4DeviceKeys) -> None:
        self._database = database
        self._keys = device_keys

    def change_password(self, registration_id: str, request: SharedSecretRequest) -> SharedSecret | None:
        """Another key for the PIN, which waits until a code proves that the phone has it. Null: refused, as keys of another
        algorithm are than the registration's.
        """
        return self._agree(registration_id, request, FactorKeys.with_password, Action.PASSWORD_CHANGE)

    def add_biometry(self, registration_id: str, request: SharedSecretRequest) -> SharedSecret | None:
        """A key for biometry, which is on from now on. It waits, as the PIN's does, where there is one already."""
        return self._agree(registration_id, request, FactorKeys.with_biometry, Action.BIOMETRY_ADD)

    def remove_biometry(self, registration_id: str) -> bool:
        """Biometry is off, and its keys are gone. Says whether the registration was there to be changed."""
        with self._database.write() as session:
            return self._change(session, registration_id, FactorKeys.without_biometry, Action.BIOMETRY_REMOVE)

    def _agree(
        self,
        registration_id: str,
        request: SharedSecretRequest,
        change: Callable[[FactorKeys, bytes], FactorKeys],
        action: Action,
    ) -> SharedSecret | None:
        agreement = shared_secret.agree(request)  # before anything is locked: it takes its time
        algorithm = request.algorithm.value
        with self._database.write() as session:
            agreed = self._change(
                session, registration_id, lambda keys: change(keys, agreement.secret), action, algorithm=algorithm
            )
        return agreement if agreed else None

    def _change(
        self,
        session: Session,
        registration_id: str,
        change: Callable[[FactorKeys], FactorKeys],
        action: Action,
        *,
        algorithm: str | None = None,
    ) -> bool:
        """Whether the keys were changed. `algorithm`: the one that the registration must be of."""
        signer = signers.lock(session, registration_id)
        stored = v4_keys.find(session, registration_id)
        if signer is None or signer.status != RegistrationStatus.ACTIVE or stored is None or not stored.is_confirmed:
            return False
        if algorithm not in (None, stored.algorithm):
            return False
        self._replace(session, stored, change(self._keys.open(stored).factor_keys))
        event = Event(
            action,
            user_id=signer.user_id,
            registration_id=registration_id,
            application_id=signer.application_id,
        )
        trail.record(session, event)
        return True

    def _replace(self, session: Session, stored: StoredV4Keys, keys: FactorKeys) -> None:
        sealed = self._keys.seal_factor_keys(stored, keys)
        v4_keys.replace_factor_keys(session, stored.registration_id, sealed, biometry_enabled=keys.biometry_enabled)
