"""Codes that users copied from phones without a network, to approve operations (`mobile-and-cloud.md` §3.2, §4).

A code goes the way of a phone's answer: it is checked once, and its workflow hears of the verdict. For a closed operation it is
refused unchecked. A right code that comes again while the operation is open has the first one's answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from activities.audit import origin
from activities.device.approvals import OFFLINE
from activities.idempotency.keys import check_same
from activities.powerauth import base64_text, offline
from activities.powerauth.offline_qr import NONCE_SIZE
from activities.store import signed_requests
from activities.store.database import Database
from activities.store.registrations import Registration
from activities.store.signed_requests import SignedRequest
from config import exact_json
from config.clock import now_ms
from config.random_names import random_hex
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthStepResult, OperationStatus
from workflows.approval.checked_answers import CheckedAnswers
from workflows.approval.offline_devices import OfflineDevices
from workflows.approval.offline_qr_codes import check_scannable
from workflows.operation.client.cloud_operations import CloudOperation, CloudOperations
from workflows.operation.outcome import is_taken
from workflows.operation.template_flow import TOKEN_WORKS


@dataclass(frozen=True, slots=True)
class OfflineOtp:
    """What a user copied from the phone, and the nonce of the QR code that was scanned, base64."""

    otp: str = field(repr=False)
    nonce: str


@dataclass(frozen=True, slots=True)
class OfflineVerdict:
    """Whether the code approved the operation, and how its device stands now."""

    valid: bool
    device: Registration
    status: str
    signature_type: str
    remaining_attempts: int


class OfflineAnswers:
    """One per process; safe for threads."""

    def __init__(
        self,
        database: Database,
        cloud_operations: CloudOperations,
        devices: OfflineDevices,
        answers: CheckedAnswers,
    ) -> None:
        self._database = database
        self._operations = cloud_operations
        self._devices = devices
        self._answers = answers

    def verify(
        self,
        operation_id: str,
        applications: Collection[str],
        registration_id: str,
        otp: OfflineOtp,
        key: str | None,
    ) -> OfflineVerdict:
        """Approve a pending operation by a code. A wrong one is counted, on the operation and on the device.

        Raises `Refused` OFFLINE_CODE_INVALID (it cannot be a code: nothing is counted), REQUEST_INVALID (nor the nonce one),
        KEY_REUSED (`key`, the caller's idempotency key, was used for another request), OPERATION_NOT_FOUND,
        OPERATION_NOT_PENDING, REGISTRATION_NOT_FOUND; `EngineUnavailable` where the fate of the code is unknown.
        """
        body = _read(otp)
        update_id = f"offline {key or random_hex()}"
        operation = self._operations.get(operation_id, applications)
        device = self._devices.find_named(operation, applications, registration_id)
        if not self._is_recorded(operation, update_id, body):
            if operation.status is not OperationStatus.PENDING:
                raise Refused(Reason.OPERATION_NOT_PENDING)
            check_scannable(operation)
            self._devices.check_flags(operation, device)
        answer = self._answers.decide(
            operation.view,
            _signed_request(operation, device, update_id, body),
            signature_types=operation.pinned_template.factors,
            eligibility=TOKEN_WORKS,
        )
        verdict = answer.verdict
        taken = is_taken(answer.state, answer.update_id, AuthStepResult.CONFIRMED)
        if answer.is_late or (verdict.failure is None and not taken):
            raise Refused(Reason.OPERATION_NOT_PENDING)
        return OfflineVerdict(
            valid=verdict.failure is None,
            device=device,
            status=verdict.status,
            signature_type=verdict.signature_type,
            remaining_attempts=verdict.remaining_attempts,
        )

    def _is_recorded(self, operation: CloudOperation, update_id: str, body: Mapping[str, str]) -> bool:
        """Whether this very request came before. Raises `Refused` where its key was used for another."""
        with self._database.read() as session:
            recorded = signed_requests.find(session, operation.view.row.operation_id, update_id)
        if recorded is not None:
            check_same(recorded.body_digest, signed_requests.digest(exact_json.write(body)))
        return recorded is not None


def _signed_request(
    operation: CloudOperation, device: Registration, update_id: str, body: Mapping[str, str]
) -> SignedRequest:
    """The code as it is kept with its operation."""
    return SignedRequest(
        workflow_id=operation.view.row.operation_id,
        update_id=update_id,
        registration_id=device.registration_id,
        header=None,
        resource_id=OFFLINE,
        body=exact_json.write(body),
        members=body,
        context=exact_json.write({"applicationId": device.application_id}),
        recorded_ms=now_ms(),
        request_id=origin.current().request_id,
    )


def _read(code: OfflineOtp) -> dict[str, str]:
    """The code as it is compared, and its nonce. Raises `Refused`."""
    try:
        otp = offline.read_code(code.otp)
    except offline.OfflineCodeInvalid:
        raise Refused(Reason.OFFLINE_CODE_INVALID) from None
    try:
        base64_text.decode(code.nonce, size=NONCE_SIZE)
    except base64_text.Base64Invalid:
        raise Refused(Reason.REQUEST_INVALID, f"nonce: is not the base64 of {NONCE_SIZE} bytes") from None
    return {"otp": otp, "nonce": code.nonce}
