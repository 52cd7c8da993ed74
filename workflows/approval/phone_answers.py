"""Phones' answers to operations: whose they are, checked, and counted once.

Source: `mobile-and-cloud.md` §1.2, §1.4. The request is checked before the workflow hears of it, by the verdict and the
update's id alone. That id is made of the request: a copy of it, at once or later, has the first one's answer and is not counted.
A signature for an operation that is closed, unknown or another's is checked too, but by itself: a stranger never loads somebody's
workflow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from activities.audit import origin
from activities.device.approvals import PhoneChecks
from activities.device.phone_verdicts import UNTOLD, ApprovalFailure, PhoneVerdict
from activities.idempotency.request_digest import digest_of
from activities.powerauth.phone_headers import PhoneAuthorization
from activities.store.database import Database
from activities.store.signed_requests import SignedRequest
from activities.store.signers import Signer
from config import exact_json
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthStepResult, OperationCancelReason, OperationStatus
from workflows.approval.checked_answers import CheckedAnswers
from workflows.approval.phone_operations import PhoneOperation, PhoneOperations
from workflows.operation.model import OperationState
from workflows.operation.outcome import is_taken, status_for_phone

# Onboarding is not finished: such a device approves nothing yet.
UNVERIFIED = frozenset({"VERIFICATION_PENDING", "VERIFICATION_IN_PROGRESS"})

# What an operation looks like to a phone's user, as JSON; null where nobody can say.
Show = Callable[[PhoneOperation], str | None]

# The phone hears no more than that its signature is not right.
_WRONG = UNTOLD | {ApprovalFailure.SIGNATURE}

_CLOSED = {
    OperationStatus.APPROVED: Reason.OPERATION_FINISHED,
    OperationStatus.REJECTED: Reason.OPERATION_FINISHED,
    OperationStatus.FAILED: Reason.OPERATION_FAILED,
    OperationStatus.CANCELED: Reason.OPERATION_CANCELED,
    OperationStatus.EXPIRED: Reason.OPERATION_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class PhoneRequest:
    """A phone's signed request. `authorization` is its header's text, `body` what was sent; `reason`: it rejects.

    `members`: what of the body is checked beside the signature, see `SignedRequest`.

    `context` is what a finished operation tells of its approval: addresses, and what the app added.
    """

    operation_id: str
    header: PhoneAuthorization
    authorization: str = field(repr=False)
    resource_id: str
    body: str = field(repr=False)
    members: Mapping[str, str | None] = field(repr=False)
    context: Mapping[str, object] = field(repr=False)
    reason: str | None = None

    @property
    def update_id(self) -> str:
        """By which the operation's workflow hears of it: a copy has the same."""
        return digest_of(self.operation_id, self.authorization, self.resource_id, self.body)

    @property
    def ends_with(self) -> AuthStepResult:
        """The step's result where it is taken."""
        return AuthStepResult.CONFIRMED if self.reason is None else AuthStepResult.CANCELED


class PhoneAnswers:
    """One per process; safe for threads."""

    def __init__(
        self,
        database: Database,
        phone_operations: PhoneOperations,
        checks: PhoneChecks,
        answers: CheckedAnswers,
    ) -> None:
        self._database = database
        self._operations = phone_operations
        self._checks = checks
        self._answers = answers

    def answer(self, request: PhoneRequest, show: Show = lambda _: None) -> None:
        """Approve, or with a reason reject. `show` says what the operation looked like to its user, as JSON.

        Raises `Refused`; `EngineUnavailable` where the answer's fate is unknown.
        """
        signer = self._operations.find_signer(request.header.activation_id)
        operation = self._operations.find(request.operation_id, signer)
        refused = _find_refusal(operation, signer, rejects=request.reason is not None)
        if operation is None or signer is None or refused is not None:
            self._check_alone(request, operation, signer)
            if operation is not None and is_taken(operation.view.state, request.update_id, request.ends_with):
                return  # a copy of the one that was taken
            raise refused or _unknown_refusal()
        self._send(request, operation, signer, show(operation))

    def _check_alone(self, request: PhoneRequest, operation: PhoneOperation | None, signer: Signer | None) -> None:
        """The signature alone moves the registration's counters. A wrong one is told first, unless the operation is closed."""
        with self._database.write() as session:
            checked = self._checks.check_alone(session, _signed_request(request, signer))
        closed = operation and _CLOSED.get(operation.status)
        if checked.verdict.failure in _WRONG and not closed:
            raise Refused(Reason.SIGNATURE_INVALID)

    def _send(self, request: PhoneRequest, operation: PhoneOperation, signer: Signer, display: str | None) -> None:
        answer = self._answers.decide(
            operation.view,
            replace(_signed_request(request, signer), display=display),
            signature_types=operation.signature_types,
            eligibility=operation.eligibility,
            reason=_known_reason(request.reason),
        )
        if answer.verdict.failure in UNTOLD:
            raise _failure_refusal(answer.verdict)
        _check_taken(answer.state, request, None if answer.is_refused else answer.verdict)


def _signed_request(request: PhoneRequest, signer: Signer | None) -> SignedRequest:
    """The request as it is kept with its operation."""
    application = {} if signer is None else {"applicationId": signer.application_id}
    return SignedRequest(
        workflow_id=request.operation_id,
        update_id=request.update_id,
        registration_id=request.header.activation_id,
        header=request.header,
        resource_id=request.resource_id,
        body=request.body,
        members=request.members,
        context=exact_json.write({**request.context, **application}),
        recorded_ms=now_ms(),
        request_id=origin.current().request_id,
    )


def _find_refusal(operation: PhoneOperation | None, signer: Signer | None, *, rejects: bool) -> Refused | None:
    """Why a rightly signed answer is refused all the same (`mobile-and-cloud.md` §1.2, 3 to 5)."""
    if operation is None or signer is None:
        return _unknown_refusal()
    flags = frozenset(signer.flags)
    if flags & UNVERIFIED and not rejects:
        return Refused(Reason.SIGNATURE_INVALID)
    if operation.status is not OperationStatus.PENDING:
        return Refused(_CLOSED[operation.status])
    flag = operation.pinned_template and operation.pinned_template.activation_flag
    if flag and flag not in flags:
        return Refused(Reason.FLAG_MISSING, flag)
    return None


def _check_taken(state: OperationState, request: PhoneRequest, verdict: PhoneVerdict | None) -> None:
    """Nothing, where the answer was taken. Raises `Refused`."""
    if not is_taken(state, request.update_id, request.ends_with):
        raise _closed_refusal(state) or _failure_refusal(verdict)


def _closed_refusal(state: OperationState) -> Refused | None:
    status = status_for_phone(state)
    reason = _CLOSED.get(status) if status else None
    return Refused(reason) if reason else None


def _failure_refusal(verdict: PhoneVerdict | None) -> Refused:
    if verdict is None:
        return _unknown_refusal()
    signature = verdict.failure is None or verdict.failure in _WRONG
    return Refused(Reason.SIGNATURE_INVALID) if signature else Refused(Reason.APPROVAL_FAILED)


def closed_reason(status: OperationStatus) -> Reason:
    """Why an operation that is not pending takes no answer."""
    return _CLOSED[status]


def _unknown_refusal() -> Refused:
    return Refused(Reason.OPERATION_NOT_FOUND)


def _known_reason(reason: str | None) -> str | None:
    """The reason as histories may have it: one of the known words, for an app may send a user's own."""
    if reason is None:
        return None
    return reason if reason in set(OperationCancelReason) else OperationCancelReason.UNKNOWN
