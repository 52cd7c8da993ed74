"""The check of a phone's answer to an operation: a request is checked once, and whoever sends it again is told the same.

Verdict, counters and the request itself are written in one transaction, before the operation's workflow hears of the verdict:
amounts, accounts and addresses stay out of histories. A process that dies in between leaves a verdict that the next copy of the
request adopts. Source: `mobile-and-cloud.md` §1.2 (1 to 6); for codes that people copy from their phones, §4.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from activities.audit import origin
from activities.audit.origin import Origin
from activities.device import answer_evidence, phone_verdicts, signatures
from activities.device.offline_codes import OfflineCode, OfflineCodes
from activities.device.phone_verdicts import ApprovalFailure, PhoneVerdict
from activities.device.proximity import Proximity
from activities.device.signatures import Signatures, SignatureVerdict
from activities.powerauth import base64_text, offline
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.signature_type import SignatureType
from activities.secrets.sealing import Sealer
from activities.store import offline_nonces, operations, signed_requests, signers, templated_operations
from activities.store.database import Session
from activities.store.offline_nonces import UnusedNonce
from activities.store.signed_requests import SignedRequest
from activities.store.signers import Signer
from activities.store.templated_operations import TemplatedOperation
from config.actors import DEVICE

AUTHORIZE, CANCEL, OFFLINE = "/operation/authorize", "/operation/cancel", offline.RESOURCE_ID


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """The verdict on a request, and the update by which its operation hears of it: of a copy, that of the first."""

    update_id: str
    verdict: PhoneVerdict


@dataclass(frozen=True, slots=True)
class _ApprovalTerms:
    """What a phone answers to: an operation's data, and what its template said of it; null where there is none."""

    operation_id: str
    signature_types: tuple[str, ...] | None
    data: str | None
    pinned_template: TemplatedOperation | None


class PhoneChecks:
    """Checks phones' answers in their callers' transactions; one per process, safe for threads."""

    def __init__(self, sealer: Sealer, checker: Signatures) -> None:
        self._sealer = sealer
        self._proximity = Proximity(sealer)
        self._signatures = checker
        self._codes = OfflineCodes(checker)

    def check_answer(
        self,
        session: Session,
        request: SignedRequest,
        *,
        signature_types: tuple[str, ...] | None,
        step_requests: Collection[str] = (),
    ) -> CheckedAnswer:
        """The verdict on an answer to an operation that waits for it.

        `signature_types`: those that the operation takes; null: whatever the API took. `step_requests`: the requests by which its
        steps were taken so far.
        """
        # Copies that come at once wait here for the first, and then find its verdict.
        signer = signers.lock(session, request.registration_id)
        before = request.update_id
        if request.resource_id == OFFLINE:
            before = phone_verdicts.find_right_before(session, request) or before
        verdict = phone_verdicts.find_verdict(session, request.workflow_id, before)
        if verdict is None:
            verdict = self._check_first(
                session, _terms_of(session, request.workflow_id, signature_types), request, signer
            )
        return CheckedAnswer(
            before, phone_verdicts.unless_overtaken(session, request.workflow_id, verdict, step_requests)
        )

    def check_alone(self, session: Session, request: SignedRequest) -> CheckedAnswer:
        """The verdict on an answer that nobody waits for: its signature alone is checked, and moves the counters."""
        signer = signers.lock(session, request.registration_id)
        verdict = phone_verdicts.find_verdict(session, request.workflow_id, request.update_id)
        if verdict is None:
            found = self._check_signature(session, request, signer)
            verdict = _verdict_of(found, ApprovalFailure.OPERATION if found.valid else _wrong(found))
            if signer is not None and found.fits:  # else anybody could fill the table
                phone_verdicts.record(session, request.workflow_id, request.update_id, verdict)
        return CheckedAnswer(request.update_id, verdict)

    def _check_first(
        self, session: Session, terms: _ApprovalTerms, request: SignedRequest, signer: Signer | None
    ) -> PhoneVerdict:
        qr_text = None
        if request.resource_id == OFFLINE:
            with _by_phone(request):
                found, failure, qr_text = self._check_code(session, terms, request, signer)
        else:
            found = self._check_signature(session, request, signer)
            failure = self._find_failure(terms, request, found) if found.valid else _wrong(found)
        if failure is ApprovalFailure.FOREIGN:
            return _verdict_of(found, failure)
        verdict = _verdict_of(found, failure)
        evidence = answer_evidence.seal(
            self._sealer, request, found, verdict, signer=signer, data=terms.data, qr_text=qr_text
        )
        signed_requests.record(session, request, evidence)
        phone_verdicts.record(session, request.workflow_id, request.update_id, verdict)
        return verdict

    def _check_signature(self, session: Session, request: SignedRequest, signer: Signer | None) -> SignatureVerdict:
        if request.header is None:
            raise LookupError("a signature without its header")
        signed = signatures.SignedCall(request.header, "POST", request.resource_id, request.body.encode())
        with _by_phone(request):
            return self._signatures.check_locked(session, signed, signer)

    def _check_code(
        self, session: Session, terms: _ApprovalTerms, request: SignedRequest, signer: Signer | None
    ) -> tuple[SignatureVerdict, ApprovalFailure | None, str | None]:
        """A code is of the operation's own data; its nonce is used up by a code that is right, and by no other.

        With the verdict, the text of the QR code that has this nonce.
        """
        if signer is None or terms.data is None:
            raise LookupError("a code for no registration or no operation")
        members = request.members
        unused = offline_nonces.find_unused(session, terms.operation_id, signer.registration_id)
        scan = next((one for one in unused if constant_time_equal(one.nonce, members["nonce"] or "")), None)
        accepted = terms.signature_types or ()
        code = OfflineCode(
            operation_id=terms.operation_id,
            data=terms.data,
            code=members["otp"] or "",
            nonce=None if scan is None else base64_text.decode(scan.nonce),
            biometry_allowed=SignatureType.POSSESSION_BIOMETRY in accepted,
            totps=self._proximity.passwords(terms.pinned_template),
        )
        found = self._codes.check(session, signer, code)
        qr_text = None if scan is None else self._open_text(terms.operation_id, scan)
        if scan is None or not found.valid:
            return found, _wrong(found), qr_text
        offline_nonces.use(session, terms.operation_id, scan.nonce)
        # Where possession is enough, so is more.
        enough = {found.signature_type, SignatureType.POSSESSION} & set(accepted)
        return found, None if enough else ApprovalFailure.FACTOR, qr_text

    def _open_text(self, operation_id: str, nonce: UnusedNonce) -> str | None:
        if nonce.qr_text is None:
            return None
        context = offline_nonces.sealing_context(operation_id, nonce.registration_id)
        return self._sealer.open(nonce.qr_text, *context).decode()

    def _find_failure(
        self, terms: _ApprovalTerms, request: SignedRequest, verdict: SignatureVerdict
    ) -> ApprovalFailure | None:
        """What keeps a rightly signed approval from being one (`mobile-and-cloud.md` §1.2, 6); a rejection is one."""
        if request.resource_id != AUTHORIZE:
            return None
        data = request.members.get("data")
        if terms.data is None or data is None or not constant_time_equal(data, terms.data):
            return ApprovalFailure.DATA
        if terms.signature_types is not None and verdict.signature_type not in terms.signature_types:
            return ApprovalFailure.FACTOR
        return (
            None
            if self._proximity.is_proved(terms.pinned_template, request.members.get("proximity_otp"))
            else ApprovalFailure.PROXIMITY
        )


def _wrong(verdict: SignatureVerdict) -> ApprovalFailure:
    return ApprovalFailure.SIGNATURE if verdict.fits else ApprovalFailure.FOREIGN


def _by_phone(request: SignedRequest) -> AbstractContextManager[None]:
    """What is checked was done by the phone, whoever brought it."""
    return origin.assume(Origin(DEVICE, "POST", request.resource_id, request_id=request.request_id))


def _verdict_of(verdict: SignatureVerdict, failure: ApprovalFailure | None) -> PhoneVerdict:
    return PhoneVerdict(
        failure=failure,
        registration_id=verdict.registration_id,
        signature_type=verdict.signature_type,
        status=verdict.status,
        remaining_attempts=verdict.remaining_attempts,
        user_id=verdict.user_id,
        application_id=verdict.application_id,
    )


def _terms_of(session: Session, operation_id: str, signature_types: tuple[str, ...] | None) -> _ApprovalTerms:
    stored = operations.find(session, operation_id)
    return _ApprovalTerms(
        operation_id=operation_id,
        signature_types=signature_types,
        data=stored.row.operation_data if stored else None,
        pinned_template=templated_operations.find(session, operation_id),
    )
