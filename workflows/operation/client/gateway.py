"""The way from the APIs to operations: creates them, sends them events, and keeps the read model in step.

What dies where: an update's intent is noted before it is sent and cleared with its answer, in the transaction that writes the
answer. Whoever finds an old intent asks the workflow (see `read_model`). A repeated update carries the same id, and is answered
the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from activities.idempotency.keys import check_same
from activities.projection.operation import OperationProjector
from activities.store import operation_intents, operations, organizations, templated_operations
from activities.store.database import Database, Session
from activities.store.operations import Operation, StoredOperation
from activities.store.templated_operations import TemplatedOperation
from config.clock import now_ms
from config.random_names import random_hex
from config.reasons import Reason
from config.refused import Refused
from workflows.operation import machine
from workflows.operation.client.eligibility import Activations
from workflows.operation.client.eligibility import eligibility as eligibility_of
from workflows.operation.client.pinned_flows import Flows
from workflows.operation.client.read_model import OperationView, ReadModel, state_of
from workflows.operation.client.workflow_client import Listing, WorkflowClient, digest
from workflows.operation.messages import StartOperation
from workflows.operation.model import AssignUser, Eligibility, Event, Flow, OperationState, TakeStep
from workflows.operation.projection import projection
from workflows.operation.template_flow import TOKEN_WORKS
from workflows.temporal.transport import Gone

# A finished operation answers by its state alone; no rule of its flow is asked any more.
_NO_FLOW = Flow(operation_name="", rules=(), limits={}, lifetime_ms=0)


@dataclass(frozen=True, slots=True)
class NewOperation:
    """What an API knows of an operation to be created. JSON columns are given as text.

    `operation_id` is the caller's, or made from an idempotency key (`repeatable`: its repetition is answered, not refused), or
    `has_fresh_id`: at random, so that nobody needs to look whether there is such an operation.
    `request_digest` tells one request from another. Of a template: its `flow`, and what it said (`pinned_template`).
    `begun_ms`: since when it lives; null: since its workflow is asked for.
    """

    operation_name: str
    operation_id: str
    operation_data: str
    listing: Listing
    request_digest: str
    repeatable: bool = False
    has_fresh_id: bool = False
    user_id: str | None = None
    organization_id: str | None = None
    external_name: str | None = None
    params: str = "[]"
    form_data: str | None = None
    application: str | None = None
    language: str | None = None
    flow: Flow | None = None
    pinned_template: TemplatedOperation | None = None
    begun_ms: int | None = None


class Gateway:
    """One per process; safe for threads. `on_start` is told an operation's name; `on_finish` and `on_step` see `ReadModel`."""

    def __init__(
        self,
        database: Database,
        workflow_client: WorkflowClient,
        projector: OperationProjector,
        flows: Flows,
        activations: Activations,
        *,
        on_start: Callable[[str], None] = lambda _name: None,
        on_finish: Callable[[str, str], None] = lambda _name, _status: None,
        on_step: Callable[[str, str, int], None] = lambda _method, _result, _ms: None,
    ) -> None:
        self.read_model = ReadModel(database, workflow_client, projector, on_finish, on_step)
        self._database = database
        self._projector = projector
        self._workflow_client = workflow_client
        self._flows = flows
        self._activations = activations
        self._on_start, self._on_finish = on_start, on_finish

    def create(self, new: NewOperation) -> OperationView:
        """The new operation, started and stored.

        Raises `Refused` OPERATION_ALREADY_EXISTS, CONFIGURATION_INVALID, ORGANIZATION_NOT_FOUND, or KEY_REUSED where an
        idempotency key is repeated with another request; `EngineUnavailable`, `StoreUnavailable`.
        """
        stored = None if new.has_fresh_id else operations.find_alone(self._database, new.operation_id)
        if stored is not None:
            return self._answer_repetition(new, stored)
        flow = new.flow if new.organization_id is None else None
        if flow is None:
            with self._database.read() as session:
                organizations.check(session, new.organization_id)
                flow = new.flow or self._flows.flow(session, new.operation_name)
        state = machine.begin(
            flow,
            now_ms() if new.begun_ms is None else new.begun_ms,
            user_id=new.user_id,
            organization_id=new.organization_id,
            eligibility=TOKEN_WORKS if new.pinned_template else None,
        )
        start = StartOperation(new.operation_id, flow, state, new.request_digest)
        if not self._workflow_client.start(start, new.listing):
            return self._adopt(new)
        row, _ = self._store(new, state)
        self._on_start(new.operation_name)
        return OperationView(row, state)

    def find_repeated(self, operation_id: str, request_digest: str) -> OperationView | None:
        """What a request with an idempotency key has created before; null where it has not.

        Raises `Refused` as `create` does where the key was used for another request.
        """
        stored = operations.find_alone(self._database, operation_id)
        return None if stored is None else self._view_if_same(request_digest, stored)

    def change(
        self,
        operation_id: str,
        event: Event,
        key: str | None = None,
        eligibility: Eligibility | None = None,
        *,
        language: str | None = None,
    ) -> OperationView:
        """The operation after the event. `key` is the caller's idempotency key, which makes a repetition safe.

        `eligibility`: what holds of the user, where the caller knows it; else it is read. `language`: what the user reads, if the
        caller says it.

        Raises `Refused`; `EngineUnavailable` where the event's fate is unknown: repeat it with the same key.
        """
        update_id, request_digest = key or random_hex(), digest(operation_id, event)
        with self._database.write() as session:
            stored = operations.get(session, operation_id)
            is_open = stored.row.is_open
            if language is not None and language != stored.row.language:
                operations.record_language(session, operation_id, language)
            if isinstance(event, TakeStep):
                organizations.check(session, event.organization_id)
            if is_open or key:
                event = self.note(session, stored.row, event, update_id, is_known=eligibility is not None)
        if not is_open and key is None:
            return self._answer_closed(stored.row, state_of(stored.row), event)
        return self.send(stored.row, event, update_id, request_digest)

    def note(self, session: Session, row: Operation, event: Event, update_id: str, *, is_known: bool = False) -> Event:
        """The event with what holds of the user, unless that `is_known`; it is noted that it is about to be sent."""
        operation_intents.record(session, row.operation_id, update_id, now_ms())
        return event if is_known else self._eligibility(session, row, event)

    def send(self, row: Operation, event: Event, update_id: str, request_digest: str | None = None) -> OperationView:
        """The operation after an event that was noted under this id; its digest is made here where it is not given.

        Raises as `change` does.
        """
        operation_id = row.operation_id
        request_digest = request_digest or digest(operation_id, event)
        try:
            answer = self._workflow_client.send(operation_id, event, update_id, request_digest)
        except Refused:
            self._clear_intent(operation_id, update_id)
            raise
        except Gone:
            return self._after_the_end(operation_id, event, update_id)
        row = self.read_model.settle(row, answer.state, update_id)
        check_same(answer.request_digest, request_digest)
        return OperationView(row, answer.state)

    def assign_user(self, operation_id: str, event: AssignUser, account_status: str | None, key: str | None) -> None:
        """Whose operation it is: an update while it is open, SQL afterwards; the account's status decides nothing: SQL."""
        with self._database.write() as session:
            organizations.check(session, event.organization_id)
            operations.get(session, operation_id)
            if account_status is not None:
                operations.amend(session, operation_id, account_status=account_status)
        view = self.change(operation_id, event, key)
        if not view.state.is_open:
            values = {"user_id": event.user_id}
            if event.organization_id is not None:
                values["organization_id"] = event.organization_id
            with self._database.write() as session:
                operations.amend(session, operation_id, **values)

    def amend(self, operation_id: str, **content: str | None) -> None:
        """Change columns that nothing decides about, in any state. Raises `Refused` OPERATION_NOT_FOUND."""
        with self._database.write() as session:
            operations.amend(session, operation_id, **content)

    def amend_form(self, operation_id: str, change: Callable[[str | None], str]) -> None:
        """Replace the form by what `change` makes of it, with no other change in between."""
        with self._database.write() as session:
            form_data = operations.lock_form(session, operation_id)
            operations.amend(session, operation_id, form_data=change(form_data))

    def _eligibility(self, session: Session, row: Operation, event: Event) -> Event:
        if isinstance(event, AssignUser):
            return event
        user_id = (event.user_id if isinstance(event, TakeStep) else None) or row.user_id
        methods = self._flows.methods(session)
        return replace(event, eligibility=eligibility_of(session, methods, self._activations, user_id))

    def _clear_intent(self, operation_id: str, update_id: str) -> None:
        with self._database.write() as session:
            operation_intents.clear(session, operation_id, update_id)

    def _after_the_end(self, operation_id: str, event: Event, update_id: str) -> OperationView:
        """The workflow takes no more updates: what it said last is the answer."""
        return self._answer_closed(*self.read_model.after_the_end(operation_id, update_id), event)

    def _answer_closed(self, row: Operation, state: OperationState, event: Event) -> OperationView:
        if machine.expire(state, now_ms()).is_open:
            # Only an operator can have ended the workflow of an open operation.
            raise Refused(Reason.OPERATION_TERMINATED, "the workflow of the operation was terminated")
        return OperationView(row, machine.apply(_NO_FLOW, state, event, now_ms()))

    def _answer_repetition(self, new: NewOperation, stored: StoredOperation) -> OperationView:
        if not new.repeatable:
            raise Refused(Reason.OPERATION_ALREADY_EXISTS)
        return self._view_if_same(new.request_digest, stored)

    def _view_if_same(self, request_digest: str, stored: StoredOperation) -> OperationView:
        check_same(stored.row.request_digest, request_digest)
        return self.read_model.view(stored)

    def _adopt(self, new: NewOperation) -> OperationView:
        """There is a workflow of this id and no row: its creator died in between, or is about to store it."""
        snapshot = self._workflow_client.ask(new.operation_id)
        if snapshot is None:
            raise Refused(Reason.OPERATION_ALREADY_EXISTS)
        # What it is about its own creator alone knows, who stores it late, or comes again.
        if new.repeatable:
            check_same(snapshot.request_digest, new.request_digest)
        elif snapshot.request_digest != new.request_digest:
            raise Refused(Reason.OPERATION_ALREADY_EXISTS)
        row, is_new = self._store(new, snapshot.state)
        if is_new:
            self._on_start(row.operation_name)
        if is_new and not row.is_open:
            self._on_finish(row.operation_name, projection(row.operation_id, snapshot.state).progress.status)
        with self._database.read() as session:
            return self._answer_repetition(new, operations.get(session, new.operation_id))

    def _store(self, new: NewOperation, state: OperationState) -> tuple[Operation, bool]:
        """Its row, and whether it was stored now."""
        said = projection(new.operation_id, state)
        row = Operation(
            operation_name=new.operation_name,
            created_ms=state.created_ms,
            operation_data=new.operation_data,
            external_name=new.external_name,
            external_transaction_id=new.listing.external_id,
            params=new.params,
            form_data=new.form_data,
            application=new.application,
            language=new.language,
            request_digest=new.request_digest,
            **said.columns(),
        )
        with self._database.write() as session:
            if new.pinned_template is not None:
                templated_operations.insert(session, new.pinned_template)
            is_new = self._projector.insert(session, row, said)
        return row, is_new
