"""Encrypted requests of phones: opened with the key that they were made for, each once (`powerauth-protocol.md` §2)."""

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from activities.device.applications import Applications, AppVersion
from activities.device.device_keys import DeviceKeys
from activities.device.temporary_keys import TemporaryKeys
from activities.powerauth.ecies import Opened, open_request
from activities.powerauth.encrypted_request import EncryptedRequest
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.purpose import Purpose
from activities.powerauth.replay import check_time, remember_until_ms, replay_value
from activities.powerauth.shared_info import Sender
from activities.store import seen_requests, signers
from activities.store.database import Session
from activities.store.signers import Signer
from config.clock import now_ms
from config.vocabulary import RegistrationStatus

# A blocked phone may still ask; whether it is answered is for each endpoint to say.
_TALKS = (RegistrationStatus.ACTIVE, RegistrationStatus.BLOCKED)


class Encryption:
    """Opens requests; one per process."""

    def __init__(self, device_keys: DeviceKeys, applications: Applications, temporary_keys: TemporaryKeys) -> None:
        self._keys = device_keys
        self._applications = applications
        self._temporary_keys = temporary_keys

    def open(
        self,
        session: Session,
        purpose: Purpose,
        header: EncryptionHeader,
        request: EncryptedRequest,
        *,
        allow_unsupported: bool = False,
    ) -> Opened:
        """The request's plaintext, and what answers it. Raises `EncryptionFailed`, whatever was wrong.

        That it came is noted in the caller's transaction: of two that come at once, one is refused. `allow_unsupported`: what
        comes from a version of the application, or by a version of the protocol, that is not served is opened too, as far as no
        temporary key is asked for, which it cannot have.
        """
        now = now_ms()
        check_time(request, now)
        version = self._applications.version(session, header.application_key)
        opens = allow_unsupported and request.temporary_key_id is None
        if version is None or not (opens or (version.supported and header.version >= version.least_protocol)):
            raise EncryptionFailed(EncryptionFailure.KEY)
        signer = self._signer(session, version, header, allow_unserved=opens)
        sender, recipient = self._ends(session, version, header, request, signer)
        opened = open_request(request, purpose, sender=sender, recipient=recipient)
        if signer is not None:
            signers.record_protocol(session, signer, header.version)
        value, expires_ms = replay_value(request, header.activation_id), remember_until_ms(request)
        if value is None or expires_ms is None:  # a version in which nothing tells a repetition
            return opened
        if not seen_requests.is_new(session, value, expires_ms=expires_ms):
            raise EncryptionFailed(EncryptionFailure.REPLAYED)
        return opened

    def _ends(
        self,
        session: Session,
        version: AppVersion,
        header: EncryptionHeader,
        request: EncryptedRequest,
        signer: Signer | None,
    ) -> tuple[Sender, EllipticCurvePrivateKey]:
        """Who sent the request, and the private key that it was encrypted for."""
        key, secret = version.application_key, version.application_secret
        if signer is None:
            sender = Sender(key, secret)
        else:
            transport_key = self._keys.agree(signer).transport
            sender = Sender(key, secret, header.activation_id_sent, transport_key)
        if request.temporary_key_id is not None:
            registration_id = None if signer is None else signer.registration_id
            return sender, self._temporary_keys.private(session, request.temporary_key_id, key, registration_id)
        if signer is not None:
            return sender, self._keys.server(signer)
        return sender, self._applications.master_key_of(session, version)

    def _signer(
        self, session: Session, version: AppVersion, header: EncryptionHeader, *, allow_unserved: bool
    ) -> Signer | None:
        """The registration, if the request is of one; where it may not talk, one whose keys nobody knows.

        `allow_unserved`: it may talk by a version of the protocol that it is not served by.
        """
        if header.activation_id is None:
            return None
        signer = signers.find(session, header.activation_id)
        if signer is None or signer.application_id != version.application_id or signer.status not in _TALKS:
            return self._keys.nobody
        return signer if allow_unserved or signer.serves(header.version) else self._keys.nobody
