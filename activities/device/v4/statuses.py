"""The status of a registration by version 4.0, which is told to its phone alone (`powerauth-protocol-4.md` §5.5)."""

from activities.device.applications import Applications, AppVersion
from activities.device.statuses import current_status
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.base64_text import decode
from activities.powerauth.v4 import status_blob
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.status_blob import StatusFlag, V4Status
from activities.powerauth.v4.version import MAJOR
from activities.powerauth.version import MAJOR as FORMER_MAJOR
from activities.store import signers, v4_keys
from activities.store.database import Database
from activities.store.signers import Signer
from activities.store.v4_keys import StoredV4Keys


class V4Statuses:
    """Answers phones; one per process."""

    def __init__(self, database: Database, device_keys: V4DeviceKeys, applications: Applications) -> None:
        self._database = database
        self._keys = device_keys
        self._applications = applications

    def of(self, registration_id: str, application_key: str) -> str | None:
        """The status and its MAC in base64; null where there is none any more: the registration was erased in this moment.

        Of who asks it is known that he has the registration's keys, and the application's secret.
        """
        with self._database.read() as session:
            # In this order: an upgrade that is confirmed in between is told as waiting, and not by the counter of version 3.
            stored, signer = v4_keys.find(session, registration_id), signers.find(session, registration_id)
            version = self._applications.version(session, application_key)
        if signer is None or stored is None or signer.ctr_data is None:
            return None
        return status_blob.activation_status(_status(signer, stored, version), keys=self._keys.open(stored).secret)


def _status(signer: Signer, stored: StoredV4Keys, version: AppVersion | None) -> V4Status:
    """While an upgrade is not confirmed it has a counter of its own, which stands whatever is signed by version 3."""
    upgrading = stored.upgrade_position
    ctr_data, counter = upgrading or (signer.ctr_data or "", signer.counter)
    return V4Status(
        code=current_status(signer),
        flags=_flags(stored, version),
        failed_attempts=signer.failed_attempts,
        max_failed_attempts=signer.max_failed_attempts,
        counter=counter,
        ctr_data=decode(ctr_data),
        version=MAJOR if upgrading is None else FORMER_MAJOR,
    )


def _flags(stored: StoredV4Keys, version: AppVersion | None) -> StatusFlag:
    is_upgrading = stored.upgrade_ctr_data is not None
    waiting = StatusFlag.UPGRADE_CONFIRMATION_PENDING if is_upgrading else StatusFlag.CONFIRMATION_PENDING
    is_allowed = version is not None and Algorithm(stored.algorithm) in version.algorithms
    none = StatusFlag(0)
    return (
        (none if stored.is_confirmed else waiting)
        | (none if is_allowed else StatusFlag.ALGORITHM_NOT_SUPPORTED)
        | (StatusFlag.BIOMETRY if stored.biometry_enabled else none)
    )
