"""The eight digits that a device and its bank show, from the keys of both.

Source: `powerauth-protocol.md` §3.4, `powerauth-protocol-4.md` §5.4.
"""

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import base64_text, keys
from activities.powerauth.fingerprint import fingerprint
from activities.powerauth.v4.fingerprint import fingerprint as v4_fingerprint
from activities.secrets.sealing import Sealer
from activities.store import v4_keys
from activities.store.database import Database
from activities.store.registrations import Registration


class Fingerprints:
    """One per process."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._v4_keys = V4DeviceKeys(sealer)

    def of(self, row: Registration) -> str:
        """The registration's. Raises `ValueError` where no device has sent its keys."""
        if row.algorithm is None:
            return fingerprint(
                device=keys.public_key(base64_text.decode(row.device_public_key)),
                server=keys.public_key(base64_text.decode(row.server_public_key)),
                activation_id=row.registration_id,
            )
        with self._database.read() as session:
            stored = v4_keys.find(session, row.registration_id)
        if stored is None:
            raise ValueError("the registration has no keys")
        opened = self._v4_keys.open(stored)
        return v4_fingerprint(
            device=opened.device_public, server=opened.server_public, activation_id=row.registration_id
        )
