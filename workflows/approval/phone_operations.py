"""Operations as a phone may see them: those of a template and those of a flow that wait for the mobile token look the same.

Source: `mobile-and-cloud.md` §1.7; `architecture.md`.
"""

from dataclasses import dataclass

from activities.store import operation_lists, operations, signers, templated_operations
from activities.store.database import Database, Session
from activities.store.operations import StoredOperation
from activities.store.signers import Signer
from activities.store.templated_operations import TemplatedOperation
from activities.store.user_methods import list_enabled
from activities.templates.mode import factors_of_mode
from config.clock import now_ms
from config.vocabulary import OperationStatus
from workflows.operation.client.eligibility import Activations, eligibility_by
from workflows.operation.client.pinned_flows import Flows
from workflows.operation.client.read_model import OperationView, ReadModel, skip_damaged
from workflows.operation.model import Eligibility
from workflows.operation.outcome import status_for_phone
from workflows.operation.template_flow import TOKEN_WORKS

MAX_LISTED = 100


@dataclass(frozen=True, slots=True)
class PhoneOperation:
    """An operation that concerns a phone. `signature_types`: those that approve it. `eligibility` is its user's."""

    view: OperationView
    status: OperationStatus
    pinned_template: TemplatedOperation | None
    signature_types: tuple[str, ...]
    eligibility: Eligibility


class PhoneOperations:
    """Reads them; one per process, safe for threads."""

    def __init__(self, database: Database, read_model: ReadModel, flows: Flows, activations: Activations) -> None:
        self._database = database
        self._read_model = read_model
        self._flows = flows
        self._activations = activations

    def find_signer(self, registration_id: str) -> Signer | None:
        """The registration; null where there is none."""
        return signers.find_alone(self._database, registration_id)

    def find(self, operation_id: str, signer: Signer | None) -> PhoneOperation | None:
        """The operation, where it is the phone's or waits to be claimed; null where it is another's, or none."""
        stored = operations.find_alone(self._database, operation_id)
        if stored is None or signer is None:
            return None
        # It may ask and write: no connection is held meanwhile.
        view = self._read_model.view(stored)
        with self._database.read() as session:
            pinned_template = templated_operations.find(session, operation_id)
            theirs = self._eligibility(session, signer) if pinned_template is None else None
            return self._phone_operation(session, view, pinned_template, signer, theirs)

    def pending(self, signer: Signer) -> list[PhoneOperation]:
        """What waits for the phone, newest first, at most `MAX_LISTED`."""
        found = self._of(signer, operation_lists.list_waiting(self._database, signer.user_id, now_ms()))
        return [operation for operation in found if operation.status is OperationStatus.PENDING][:MAX_LISTED]

    def history(self, signer: Signer) -> list[PhoneOperation]:
        """All that concerns the phone, finished or not, newest first, at most `MAX_LISTED`."""
        return self._of(signer, operation_lists.list_newest(self._database, signer.user_id))[:MAX_LISTED]

    def _of(self, signer: Signer, stored: list[StoredOperation]) -> list[PhoneOperation]:
        views = self._read_model.view_all(stored)
        with self._database.read() as session:
            pinned_template = templated_operations.of(session, [view.row.operation_id for view in views])
            asks_flow = any(view.row.operation_id not in pinned_template for view in views)
            theirs = self._eligibility(session, signer) if asks_flow else None
            flags = frozenset(signer.flags)
            found = []
            for view in views:
                template = pinned_template.get(view.row.operation_id)
                # A device without flags is shown everything: what it may not approve is told when it tries.
                flagged = template and template.activation_flag and flags and template.activation_flag not in flags
                if flagged or view.row.user_id is None:
                    continue
                with skip_damaged(view.row.operation_id):
                    seen = self._phone_operation(session, view, template, signer, theirs)
                    found += [] if seen is None else [seen]
        return found

    def _eligibility(self, session: Session, signer: Signer) -> Eligibility | None:
        """The eligibility of the phone's user in flows; null where this phone is not the one configured for the mobile token."""
        theirs = list_enabled(session, self._flows.methods(session), signer.user_id)
        configured = any(one.phone == signer.registration_id for one in theirs)
        return eligibility_by(session, theirs, self._activations) if configured else None

    def _phone_operation(
        self,
        session: Session,
        view: OperationView,
        pinned_template: TemplatedOperation | None,
        signer: Signer,
        theirs: Eligibility | None,
    ) -> PhoneOperation | None:
        status = status_for_phone(view.state)
        if status is None or view.row.user_id not in (None, signer.user_id):
            return None
        if pinned_template is not None:
            if signer.application_id not in pinned_template.application_ids:
                return None
            if pinned_template.registration_id not in (None, signer.registration_id):
                return None
            return PhoneOperation(view, status, pinned_template, pinned_template.factors, TOKEN_WORKS)
        if theirs is None or view.row.user_id is None:
            return None
        return PhoneOperation(view, status, None, self._accepted_factors(session, view.row.operation_name), theirs)

    def _accepted_factors(self, session: Session, operation_name: str) -> tuple[str, ...]:
        """The signature types of a flow's operation, as its configuration's mode of the mobile token names them."""
        config = self._flows.definitions(session).operations.get(operation_name)
        return factors_of_mode(config.mobile_token_mode if config else "{}")
