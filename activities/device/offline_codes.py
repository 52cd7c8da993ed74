"""Codes that people copy from their phones: checked like signatures, by the same counters (`powerauth-protocol.md` §7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.device.device_keys import DeviceKeys
from activities.device.signatures import Signatures, SignatureVerdict
from activities.powerauth import base64_text, counter, offline
from activities.powerauth.signature import Match
from activities.powerauth.signature_type import SignatureType
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Session
from activities.store.signers import Signer


@dataclass(frozen=True, slots=True)
class OfflineCode:
    """A code, as `offline.read_code` returns it, and what it is to be of; see `offline.find`.

    `nonce` null: the one that came with the code is not this operation's, or was used. No code is right then.
    """

    operation_id: str
    data: str = field(repr=False)
    code: str = field(repr=False)
    nonce: bytes | None
    biometry_allowed: bool
    totps: Sequence[str] | None = field(repr=False)


class OfflineCodes:
    """Checks codes; one per process."""

    def __init__(self, signatures: Signatures, device_keys: DeviceKeys) -> None:
        self._signatures = signatures
        self._keys = device_keys

    def check(self, session: Session, signer: Signer, code: OfflineCode) -> SignatureVerdict:
        """The verdict on a code of a signer whose row is locked. What moves, and its audit, is the caller's transaction's.

        A code that is none is booked on possession and knowledge.
        """
        match = self._match(signer, code)
        signature_type = SignatureType.POSSESSION_KNOWLEDGE if match is None else match.candidate.signature_type
        verdict, failure = self._signatures.record_result(session, signer, signature_type, match)
        event = Event(
            Action.OTP,
            failure or OK,
            user_id=signer.user_id,
            registration_id=signer.registration_id,
            operation_id=code.operation_id,
            application_id=signer.application_id,
            details={"id": code.operation_id},
        )
        trail.record(session, event)
        return verdict

    def _match(self, signer: Signer, code: OfflineCode) -> Match | None:
        if code.nonce is None:
            return None
        return offline.find(
            code.code,
            operation_id=code.operation_id,
            data=code.data,
            nonce=code.nonce,
            biometry_allowed=code.biometry_allowed,
            totps=code.totps,
            keys=self._keys.agree(signer),
            ctr_data=base64_text.decode(signer.ctr_data) if signer.ctr_data else counter.generate(),
        )
