"""Temporary keys of protocol 3.3: given to phones that ask, and found again when they are used (`powerauth-protocol.md` §2.6)."""

import uuid

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from activities.device.applications import Applications
from activities.device.device_keys import DeviceKeys
from activities.powerauth import keys, temporary_key
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.temporary_key import LIFETIME_MS, TemporaryKeyRequest, TemporaryKeyRequestInvalid
from activities.powerauth.version import ProtocolVersion
from activities.secrets.sealing import Sealer
from activities.store import signers
from activities.store import temporary_keys as stored_keys
from activities.store.database import Database, Session
from activities.store.signers import Signer
from activities.store.temporary_keys import StoredKey
from config.clock import now_ms
from config.vocabulary import RegistrationStatus

_TALKS = (RegistrationStatus.ACTIVE, RegistrationStatus.BLOCKED)


class TemporaryKeys:
    """Gives and finds temporary keys; one per process."""

    def __init__(self, database: Database, sealer: Sealer, device_keys: DeviceKeys, applications: Applications) -> None:
        self._database = database
        self._sealer = sealer
        self._keys = device_keys
        self._applications = applications

    def create(self, jwt: str) -> str:
        """The JWT that answers a phone's: a new key, signed. Raises `TemporaryKeyRequestInvalid`."""
        request = temporary_key.read(jwt)
        key_id, pair, now = str(uuid.uuid4()), keys.generate(), now_ms()
        sealed = self._sealer.seal(keys.private_bytes(pair), *_sealing_context(key_id))
        registration_id = request.activation_id
        with self._database.write() as session:
            signing_key = self._verify_request(session, request)
            stored_keys.add(
                session, StoredKey(key_id, request.application_key, registration_id, sealed, now + LIFETIME_MS)
            )
        return temporary_key.answer(
            request, key_id=key_id, public_key=pair.public_key(), now_ms=now, signing_key=signing_key
        )

    def private(
        self, session: Session, key_id: str, application_key: str, registration_id: str | None
    ) -> EllipticCurvePrivateKey:
        """The private key of one that lives, for the same application and registration. Raises `EncryptionFailed`."""
        key = stored_keys.find(session, key_id)
        if key is None or key.expires_ms <= now_ms():
            raise EncryptionFailed(EncryptionFailure.KEY)
        if (key.application_key, key.registration_id) != (application_key, registration_id):
            raise EncryptionFailed(EncryptionFailure.KEY)
        return keys.private_key(self._sealer.open(key.private_key, *_sealing_context(key_id)))

    def _verify_request(self, session: Session, request: TemporaryKeyRequest) -> EllipticCurvePrivateKey:
        """The key that signs the answer, after the request's own signature was found right."""
        version = self._applications.version(session, request.application_key)
        if version is None or not version.supported or version.least_protocol > ProtocolVersion.V3_3:
            raise TemporaryKeyRequestInvalid
        secret = version.application_secret
        if request.activation_id is None:
            temporary_key.verify(request, application_secret=secret, transport_key=None)
            return self._applications.master_key_of(session, version)
        signer = signers.find(session, request.activation_id)
        talks = signer is not None and signer.application_id == version.application_id and signer.status in _TALKS
        verifier: Signer = signer if signer is not None and talks else self._keys.nobody
        transport_key = self._keys.agree(verifier).transport
        temporary_key.verify(request, application_secret=secret, transport_key=transport_key)
        return self._keys.server(verifier)


def _sealing_context(key_id: str) -> tuple[str, str, str]:
    return ("temporary_key", key_id, "private_key")
