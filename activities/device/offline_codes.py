"""Codes that people copy from their phones: checked like signatures, by the same counters (`powerauth-protocol.md` §7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.audit import unproved
from activities.device.code_keys import CodeKeys, CodeMatch
from activities.device.signatures import Signatures, SignatureVerdict, unfit
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

        A code that is none is booked on possession and knowledge. Where no code could be right, since the phone has not confirmed
        its registration, or its version is not served, none is looked for, and none counts.
        """
        terms = self._signatures.codes.terms_of_copied(session, signer)
        if terms.misfit is not None:
            unproved.record(session, _event(signer, code, terms.misfit), signer.registration_id)
            return unfit(signer, SignatureType.POSSESSION_KNOWLEDGE)
        found = _find(terms.keys, code)
        signature_type = SignatureType.POSSESSION_KNOWLEDGE if found is None else found.candidate.signature_type
        verdict, failure = self._signatures.record_result(session, signer, signature_type, found)
        trail.record(session, _event(signer, code, failure or OK))
        return verdict


def _event(signer: Signer, code: OfflineCode, result: str) -> Event:
    return Event(
        Action.OTP,
        result,
        user_id=signer.user_id,
        registration_id=signer.registration_id,
        operation_id=code.operation_id,
        application_id=signer.application_id,
        details={"id": code.operation_id},
    )


def _find(keys: CodeKeys, code: OfflineCode) -> CodeMatch | None:
    if code.nonce is None:
        return None
    possible = offline.candidates(
        operation_id=code.operation_id,
        data=code.data,
        nonce=code.nonce,
        biometry_allowed=code.biometry_allowed,
        totps=code.totps,
    )
    return keys.find(code.code, possible)
