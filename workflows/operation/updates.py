"""The updates by which an operation's state moves. Timelines show their names: what was right, and what was wrong."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from config.reasons import Reason
    from config.refused import Refused
    from workflows.operation import current_details, machine, phone_steps, search_attributes
    from workflows.operation.messages import OperationReply, PhoneAnswer, Snapshot, StartOperation
    from workflows.operation.model import AssignUser, ChooseMethod, Event, OperationState, SetMobileToken, TakeStep


class OperationUpdates:
    """No handler waits for anything: what it decides, it answers in the same task, and none comes in between."""

    def __init__(self, start: StartOperation) -> None:
        self._start = start
        self._state = start.state
        self._was_asked = False
        self._idle_updates = 0
        self._publish_details(start.state)

    @workflow.update(description="A step was confirmed")
    async def step_confirmed(self, event: TakeStep, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="An attempt was wrong, or its method failed for good")
    async def step_failed(self, event: TakeStep, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The bank, its web flow or an operator by a command canceled")
    async def step_canceled(self, event: TakeStep, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The user went over to another method")
    async def step_changed(self, event: TakeStep, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The user chose one of the offered methods")
    async def choose_method(self, event: ChooseMethod, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The mobile token may, or may no longer, answer the current offer")
    async def set_mobile_token(self, event: SetMobileToken, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The operation's user became known")
    async def assign_user(self, event: AssignUser, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The user approved on the phone")
    async def phone_approved(self, answer: PhoneAnswer, request_digest: str) -> OperationReply:
        return self._reply(self._decide_by_phone(answer), request_digest)

    @workflow.update(description="The phone's signature was wrong, or is not taken")
    async def phone_failed(self, answer: PhoneAnswer, request_digest: str) -> OperationReply:
        return self._reply(self._decide_by_phone(answer), request_digest)

    @workflow.update(description="The user rejected on the phone")
    async def phone_rejected(self, answer: PhoneAnswer, request_digest: str) -> OperationReply:
        return self._reply(self._decide_by_phone(answer), request_digest)

    # A refusal changes nothing, so it is given before anything is recorded.
    @step_confirmed.validator
    @step_failed.validator
    @step_canceled.validator
    @step_changed.validator
    def _check_step(self, event: TakeStep, request_digest: str) -> None:
        self._admit(self._decide(event))

    @choose_method.validator
    def _check_choice(self, event: ChooseMethod, request_digest: str) -> None:
        self._admit(self._decide(event))

    @set_mobile_token.validator
    def _check_mobile_token(self, event: SetMobileToken, request_digest: str) -> None:
        self._admit(self._decide(event))

    @assign_user.validator
    def _check_user(self, event: AssignUser, request_digest: str) -> None:
        self._admit(self._decide(event))

    @phone_approved.validator
    @phone_failed.validator
    @phone_rejected.validator
    def _check_answer(self, answer: PhoneAnswer, request_digest: str) -> None:
        self._admit(self._decide_by_phone(answer))

    @workflow.query(description="What the operation is, and its whole state")
    def snapshot(self) -> Snapshot:
        return Snapshot(self._start.flow.operation_name, self._state, self._start.request_digest)

    def _receive(self, event: Event, request_digest: str) -> OperationReply:
        return self._reply(self._decide(event), request_digest)

    def _reply(self, state: OperationState, request_digest: str) -> OperationReply:
        self._was_asked = True
        self._idle_updates += state is self._state
        self._move(state)
        return OperationReply(self._state, request_digest)

    def _admit(self, state: OperationState) -> None:
        """Raises the refusal of what changes nothing, once there was so much of it.

        Temporal refuses every further update of a workflow that has had 2,000, a cancellation too.
        """
        if state is self._state and self._idle_updates >= machine.MAX_CHANGES:
            raise _refusal(Refused(Reason.TOO_MANY_CHANGES, "the operation was told too often what it knew"))

    def _decide(self, event: Event) -> OperationState:
        try:
            return machine.apply(self._start.flow, self._state, event, now_ms())
        except Refused as refusal:
            raise _refusal(refusal) from None

    def _decide_by_phone(self, answer: PhoneAnswer) -> OperationState:
        update = workflow.current_update_info()
        step = phone_steps.step(answer, update.id if update else "")
        if step is None:
            return self._state
        try:
            return machine.answer_by_phone(self._start.flow, self._state, step, now_ms())
        except Refused as refusal:
            raise _refusal(refusal) from None

    def _move(self, state: OperationState) -> None:
        before, self._state = self._state, state
        if state is before:
            return
        self._publish_details(state)
        told_anew = search_attributes.changes(before, state)
        if told_anew:
            workflow.upsert_search_attributes(told_anew)

    def _publish_details(self, state: OperationState) -> None:
        workflow.set_current_details(current_details.details(self._start.flow.operation_name, state))


def now_ms() -> int:
    """The time of the current task, which replay finds again."""
    return workflow.time_ns() // 1_000_000


def _refusal(refusal: Refused) -> ApplicationError:
    return ApplicationError(refusal.detail, type=refusal.reason, non_retryable=True)
