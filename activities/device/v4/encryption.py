"""Encrypted requests by version 4.0: opened with the temporary key that they name, each once (`powerauth-protocol-4.md` §4)."""

from activities.device.applications import Applications
from activities.device.v4.keys import V4DeviceKeys
from activities.device.v4.temporary_keys import V4TemporaryKeys, find_keys
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.v4.e2ee import V4Opened, open_request
from activities.powerauth.v4.encrypted_request import V4EncryptedRequest
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.replay import check_time, remember_until_ms, replay_value
from activities.powerauth.v4.sender import V4Sender
from activities.store import seen_requests
from activities.store.database import Session
from config.clock import now_ms


class V4Encryption:
    """Opens requests; one per process."""

    def __init__(self, device_keys: V4DeviceKeys, applications: Applications, temporary_keys: V4TemporaryKeys) -> None:
        self._keys = device_keys
        self._applications = applications
        self._temporary_keys = temporary_keys

    def open(
        self, session: Session, purpose: V4Purpose, header: V4EncryptionHeader, request: V4EncryptedRequest
    ) -> V4Opened:
        """The request's plaintext, and what answers it. Raises `EncryptionFailed`, whatever was wrong.

        That it came is noted in the caller's transaction: of two that come at once, one is refused. A registration in any state
        may ask; whether it is answered is for each endpoint to say.
        """
        check_time(request, now_ms())
        version = self._applications.version(session, header.application_key)
        if version is None or not version.supported:
            raise EncryptionFailed(EncryptionFailure.KEY)
        sender = V4Sender(version.application_key, version.application_secret)
        if header.activation_id is not None:
            keys = find_keys(session, self._keys, version, header.activation_id)
            sender = V4Sender(
                version.application_key, version.application_secret, header.activation_id_sent, keys.secret
            )
        secret = self._temporary_keys.secret(
            session, request.temporary_key_id, version.application_key, header.activation_id
        )
        opened = open_request(request, purpose, sender=sender, temporary_secret=secret)
        if not seen_requests.is_new(session, replay_value(request), expires_ms=remember_until_ms(request)):
            raise EncryptionFailed(EncryptionFailure.REPLAYED)
        return opened
