"""Temporary keys of version 4.0: agreed with phones that ask, found again when they are used (`powerauth-protocol-4.md` §4.5)."""

import logging
import uuid

from activities.device.applications import Applications, AppVersion
from activities.device.v4.keys import V4DeviceKeys, V4OpenedKeys
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.purpose import Scope
from activities.powerauth.temporary_key import LIFETIME_MS, TemporaryKeyRequestInvalid
from activities.powerauth.v4 import shared_secret, temporary_key
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.temporary_key import RequestingActivation, V4TemporaryKeyRequest
from activities.secrets.sealing import Sealer
from activities.store import signers, v4_keys
from activities.store import v4_temporary_keys as stored_keys
from activities.store.database import Database, Session
from activities.store.v4_temporary_keys import StoredV4TemporaryKey
from config.clock import now_ms

log = logging.getLogger(__name__)


def find_keys(session: Session, keys: V4DeviceKeys, version: AppVersion, registration_id: str) -> V4OpenedKeys:
    """The keys of the application's registration; otherwise keys that nobody knows.

    In whatever state it is: one that is removed may ask too, so its phone learns that it is.
    """
    signer, stored = signers.find(session, registration_id), v4_keys.find(session, registration_id)
    is_its = signer is not None and signer.application_id == version.application_id
    return keys.open(stored if stored is not None and is_its else keys.nobody)


class V4TemporaryKeys:
    """Gives and finds temporary keys; one per process."""

    def __init__(
        self, database: Database, sealer: Sealer, device_keys: V4DeviceKeys, applications: Applications
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._keys = device_keys
        self._applications = applications

    def create(self, jwt: str) -> str:
        """The JWS that answers a phone's JWT: a new secret agreed with it. Raises `TemporaryKeyRequestInvalid`.

        What is asked for in an activation's scope is answered by its server keys, otherwise by the application's master keys.
        It is checked in one transaction and stored in another, so that none is long: what happens in between is as if it had
        happened afterwards, for whoever uses a key is checked again.
        """
        request = temporary_key.read(jwt)
        with self._database.read() as session:
            scope, signing_keys = self._verify(session, request)
        agreement, key_id, now = shared_secret.agree(request.shared_secret), str(uuid.uuid4()), now_ms()
        sealed = self._sealer.seal(agreement.secret, *_sealing_context(key_id))
        registration_id = request.activation_id if scope is Scope.ACTIVATION else None
        answer = temporary_key.answer(request, scope, agreement, key_id=key_id, now_ms=now, signers=signing_keys)
        stored = StoredV4TemporaryKey(key_id, request.application_key, registration_id, sealed, now + LIFETIME_MS)
        with self._database.write() as session:
            stored_keys.add(session, stored)
        return answer

    def secret(self, session: Session, key_id: str, application_key: str, registration_id: str | None) -> bytes:
        """The secret of one that lives, for the same application and registration. Raises `EncryptionFailed`."""
        key = stored_keys.find(session, key_id)
        if key is None or key.expires_ms <= now_ms():
            raise EncryptionFailed(EncryptionFailure.KEY)
        if (key.application_key, key.registration_id) != (application_key, registration_id):
            raise EncryptionFailed(EncryptionFailure.KEY)
        return self._sealer.open(key.secret, *_sealing_context(key_id))

    def _verify(self, session: Session, request: V4TemporaryKeyRequest) -> tuple[Scope, KeyPairs]:
        """The scope of who signed the request, and the keys that sign the answer.

        A registration lives on by an algorithm that its application allows no more. In the application's scope that algorithm is
        refused: there phones ask for new registrations and for upgrades alone, which may not be of it either, and nothing is to
        be encrypted by what a bank has taken away.
        """
        version = self._applications.version(session, request.application_key)
        if version is None or not version.supported:
            raise TemporaryKeyRequestInvalid
        named = None
        if request.activation_id is not None:
            named = find_keys(session, self._keys, version, request.activation_id)
        activation = None if named is None else RequestingActivation(named.secret, named.algorithm)
        scope = temporary_key.verify(request, application_secret=version.application_secret, activation=activation)
        if named is not None and scope is Scope.ACTIVATION:
            return scope, named.server
        algorithm = request.shared_secret.algorithm
        if algorithm not in version.algorithms:
            log.info("a temporary key of %s was refused: %s does not allow it", algorithm.value, version.application_id)
            raise TemporaryKeyRequestInvalid
        return scope, self._applications.v4_master_keys(session, version, algorithm)


def _sealing_context(key_id: str) -> tuple[str, str, str]:
    return ("v4_temporary_key", key_id, "secret")
