"""Keys of factors that a phone replaces: its PIN's, and biometry's (`powerauth-protocol-4.md` §6.5).

They are replaced in the transaction that found the phone's code right, which has locked its registration. In a later one a change
that was delayed could replace the key of the change after it, which the phone has been given, and uses.
"""

from collections.abc import Callable

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import json_object
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.v4 import shared_secret
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.shared_secret import SharedSecret, SharedSecretInvalid
from activities.store import v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session
from activities.store.signers import Signer
from activities.store.v4_keys import StoredV4Keys
from config.vocabulary import RegistrationStatus

_MAX_BYTES = 65_536


class FactorKeyChanges:
    """One per process."""

    def __init__(self, device_keys: V4DeviceKeys) -> None:
        self._keys = device_keys

    def change_password(self, session: Session, signer: Signer, plaintext: bytes) -> SharedSecret | None:
        """Another key for the PIN, which waits until a code proves that the phone has it.

        `plaintext`: the request for it. Null: refused, as keys of another algorithm are than the registration's.
        """
        return self._agree(session, signer, plaintext, FactorKeys.with_password, Action.PASSWORD_CHANGE)

    def add_biometry(self, session: Session, signer: Signer, plaintext: bytes) -> SharedSecret | None:
        """A key for biometry, which is on from now on. It waits, as the PIN's does, where there is one already."""
        return self._agree(session, signer, plaintext, FactorKeys.with_biometry, Action.BIOMETRY_ADD)

    def remove_biometry(self, session: Session, signer: Signer) -> bool:
        """Biometry is off, and its keys are gone. Says whether the registration may change them."""
        stored = _changeable(session, signer)
        if stored is None:
            return False
        self._replace(session, signer, stored, FactorKeys.without_biometry, Action.BIOMETRY_REMOVE)
        return True

    def _agree(
        self,
        session: Session,
        signer: Signer,
        plaintext: bytes,
        change: Callable[[FactorKeys, bytes], FactorKeys],
        action: Action,
    ) -> SharedSecret | None:
        try:
            request = shared_secret.read(json_object.read(plaintext, most_bytes=_MAX_BYTES))
        except (JsonObjectInvalid, SharedSecretInvalid):
            return None
        stored = _changeable(session, signer)
        if stored is None or request.algorithm.value != stored.algorithm:
            return None
        agreement = shared_secret.agree(request)
        self._replace(session, signer, stored, lambda keys: change(keys, agreement.secret), action)
        return agreement

    def _replace(
        self,
        session: Session,
        signer: Signer,
        stored: StoredV4Keys,
        change: Callable[[FactorKeys], FactorKeys],
        action: Action,
    ) -> None:
        keys = change(self._keys.open(stored).factor_keys)
        sealed = self._keys.seal_factor_keys(stored, keys)
        v4_keys.replace_factor_keys(session, stored.registration_id, sealed, biometry_enabled=keys.biometry_enabled)
        event = Event(
            action,
            user_id=signer.user_id,
            registration_id=signer.registration_id,
            application_id=signer.application_id,
        )
        trail.record(session, event)


def _changeable(session: Session, signer: Signer) -> StoredV4Keys | None:
    """The registration's keys, which the verdict may just have settled; null where it may not change them."""
    stored = v4_keys.find(session, signer.registration_id)
    may = signer.status == RegistrationStatus.ACTIVE and stored is not None and stored.is_confirmed
    return stored if may else None
