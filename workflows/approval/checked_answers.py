"""Answers of phones on their way: each is checked once, and its operation's workflow hears of the verdict."""

from collections.abc import Collection
from dataclasses import dataclass

from activities.device.approvals import PhoneChecks
from activities.device.phone_verdicts import UNTOLD, PhoneVerdict
from activities.store import operation_intents, signed_requests
from activities.store.database import Database
from activities.store.signed_requests import SignedRequest
from config.clock import now_ms
from config.refused import Refused
from workflows.operation import machine
from workflows.operation.client.read_model import OperationView, ReadModel
from workflows.operation.client.workflow_client import WorkflowClient
from workflows.operation.messages import PhoneAnswer
from workflows.operation.model import Eligibility, OperationState
from workflows.temporal.transport import Gone


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What became of an answer: the operation's state, and under which update it heard of the verdict.

    `is_refused`: the workflow refused it. `is_late`: others had closed the operation, or moved it on, before it heard of this.
    """

    state: OperationState
    update_id: str
    verdict: PhoneVerdict
    is_refused: bool = False
    is_late: bool = False


class CheckedAnswers:
    """One per process; safe for threads."""

    def __init__(
        self, database: Database, workflow_client: WorkflowClient, read_model: ReadModel, checks: PhoneChecks
    ) -> None:
        self._database = database
        self._workflow_client = workflow_client
        self._read_model = read_model
        self._checks = checks

    def decide(
        self,
        view: OperationView,
        request: SignedRequest,
        *,
        signature_types: Collection[str],
        eligibility: Eligibility,
        reason: str | None = None,
    ) -> AnswerOutcome:
        """Have `request` checked, and the operation of `view` told; a verdict that nobody is to hear of leaves it as it is.

        `signature_types`: those that the operation takes; `reason`: the phone rejects.
        Raises `EngineUnavailable` where the answer's fate is unknown.
        """
        operation_id = view.row.operation_id
        with self._database.write() as session:
            checked = self._checks.check_answer(
                session,
                request,
                signature_types=tuple(signature_types),
                step_requests=[entry.request_id for entry in view.state.history if entry.request_id],
            )
            verdict, update_id = checked.verdict, checked.update_id
            if verdict.failure in UNTOLD:
                return AnswerOutcome(view.state, update_id, verdict)
            operation_intents.record(session, operation_id, update_id, now_ms())
        try:
            answered = self._workflow_client.answer(operation_id, PhoneAnswer(eligibility, verdict, reason), update_id)
        except (Refused, Gone) as error:
            state = self._last_state(operation_id, update_id)
            is_late = not _has_step_of(state, update_id)
            if is_late:
                with self._database.write() as session:
                    signed_requests.delete_request(session, operation_id, update_id)
            return AnswerOutcome(state, update_id, verdict, is_refused=isinstance(error, Refused), is_late=is_late)
        self._read_model.settle(view.row, answered.state, update_id)
        return AnswerOutcome(answered.state, update_id, verdict)

    def _last_state(self, operation_id: str, update_id: str) -> OperationState:
        """The operation was closed by somebody else in the meantime: what it is now is the answer."""
        _, last = self._read_model.after_the_end(operation_id, update_id)
        return machine.expire(last, now_ms())


def _has_step_of(state: OperationState, update_id: str) -> bool:
    return any(entry.request_id == update_id for entry in state.history)
