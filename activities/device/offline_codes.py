"""Codes that people copy from their phones: checked like signatures, by the same counters (`powerauth-protocol.md` §7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.device.code_keys import CodeMatch
from activities.device.signatures import Signatures, SignatureVerdict
from activities.powerauth import offline
from activities.powerauth.signature_type import SignatureType
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Session
from activities.store.signers import Signer


@dataclass(frozen=True, slots=True)
class OfflineCode:
    """A code, as `offline.read_code` returns it, and what it is to be of; see `offline.candidates`.

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

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    def check(self, session: Session, signer: Signer, code: OfflineCode) -> SignatureVerdict:
        """The verdict on a code of a signer whose row is locked. What moves, and its audit, is the caller's transaction's.

        A code that is none is booked on possession and knowledge.
        """
        found = self._find(session, signer, code)
        signature_type = SignatureType.POSSESSION_KNOWLEDGE if found is None else found.candidate.signature_type
        verdict, failure = self._signatures.record_result(session, signer, signature_type, found)
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

    def _find(self, session: Session, signer: Signer, code: OfflineCode) -> CodeMatch | None:
        if code.nonce is None:
            return None
        possible = offline.candidates(
            operation_id=code.operation_id,
            data=code.data,
            nonce=code.nonce,
            biometry_allowed=code.biometry_allowed,
            totps=code.totps,
        )
        return self._signatures.codes.copied(session, signer).find(code.code, possible)
