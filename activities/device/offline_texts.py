"""Texts of QR codes with what the phone that scans them verifies (`powerauth-protocol.md` §7.1, `powerauth-protocol-4.md` §11).

A text for one phone is signed for the version that its registration is of. A text for any phone of an application can serve one
version alone, as they verify different signatures by a key of the same type. It is that of the oldest phones that the application
serves: these are never told otherwise, and a phone of version 4 is served by naming its registration or its user. Once an
application serves version 4 alone, so do these texts.
"""

from activities.device.applications import Applications
from activities.device.device_keys import DeviceKeys
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import offline_qr
from activities.powerauth.offline_qr import KeyType, QrContent
from activities.powerauth.v4 import offline_qr as v4_offline_qr
from activities.powerauth.version import ProtocolVersion
from activities.secrets.sealing import Sealer
from activities.store import v4_keys
from activities.store.database import Session
from activities.store.signers import Signer
from config.reasons import Reason
from config.refused import Refused


class OfflineTexts:
    """One per process. Everything raises `OfflineQrInvalid`, and `OfflineQrTooLong`."""

    def __init__(self, sealer: Sealer, applications: Applications) -> None:
        self._applications = applications
        self._keys = DeviceKeys(sealer)
        self._v4_keys = V4DeviceKeys(sealer)

    def personalised(self, session: Session, content: QrContent, signer: Signer) -> str:
        """The text for a registration.

        Raises `Refused` REGISTRATION_NOT_FOUND where no code would be right: its phone has not confirmed it, or its application
        serves version 3 no more.
        """
        if not signer.is_version_4:
            if not signer.serves(ProtocolVersion.V3_3):
                raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration is of protocol 3, which is not served")
            return offline_qr.qr_text(content, key_type=KeyType.PERSONALISED, signing_key=self._keys.server(signer))
        stored = v4_keys.find(session, signer.registration_id)
        if stored is None or not stored.is_confirmed:
            raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration is not confirmed by its phone")
        return v4_offline_qr.personalised_qr_text(content, self._v4_keys.open(stored).secret)

    def for_any(self, session: Session, content: QrContent, application_id: str) -> str:
        """The text for any phone of an application. Raises `Refused` APPLICATION_NOT_FOUND."""
        if self._applications.serves_version_4_alone(session, application_id):
            return v4_offline_qr.master_qr_text(content, self._applications.v4_master_key(session, application_id))
        master = self._applications.master_key(session, application_id)
        return offline_qr.qr_text(content, key_type=KeyType.NON_PERSONALISED, signing_key=master)
