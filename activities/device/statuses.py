"""The status of a registration, as only its phone can read it (`powerauth-protocol.md` §3.6)."""

from activities.device import allowed_algorithms
from activities.device.device_keys import DeviceKeys
from activities.powerauth import base64_text, status_blob
from activities.powerauth.status_blob import Status, StatusAnswer, StatusCode
from activities.powerauth.v4 import version as v4_version
from activities.powerauth.version import MAJOR, ProtocolVersion
from activities.store import applications, signers
from activities.store.database import Database
from activities.store.signers import Signer
from config.clock import now_ms


class Statuses:
    """Answers phones; one per process."""

    def __init__(self, database: Database, device_keys: DeviceKeys) -> None:
        self._database = database
        self._keys = device_keys

    def of(self, registration_id: str, challenge: bytes | None) -> StatusAnswer:
        """The encrypted status. Where there are no keys yet, or no registration, what looks like one to everybody else.

        An upgrade to version 4 is on offer where the application allows any of its algorithms.
        """
        with self._database.read() as session:
            signer = signers.find(session, registration_id)
            offered = None if signer is None else applications.algorithms(session, signer.application_id)
        if signer is None or signer.device_public_key is None or signer.ctr_data is None or _too_old(signer, challenge):
            return status_blob.answer_unknown(challenge=challenge)
        return status_blob.answer(
            Status(
                code=current_status(signer),
                failed_attempts=signer.failed_attempts,
                max_failed_attempts=signer.max_failed_attempts,
                counter=signer.counter,
                ctr_data=base64_text.decode(signer.ctr_data),
                upgrade_version=v4_version.MAJOR if allowed_algorithms.read(offered) else MAJOR,
            ),
            transport_key=self._keys.agree(signer).transport,
            challenge=challenge,
        )


def _too_old(signer: Signer, challenge: bytes | None) -> bool:
    """A question without a challenge is of the protocol's first version."""
    return challenge is None and not signer.serves(ProtocolVersion.V3_0)


def current_status(signer: Signer) -> StatusCode:
    """The status of now."""
    return StatusCode.REMOVED if signer.has_lapsed(now_ms()) else StatusCode[signer.status]
