"""What the bank and the phones are told of operations: noted in the outbox, with the row, in one transaction.

Source: `mobile-and-cloud.md` §5.3, §8.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from activities.callbacks import enqueue
from activities.notifications import push_text
from activities.notifications.audience import phones
from activities.notifications.push_text import FormWords
from activities.push import extras, pushes
from activities.push.fitting import fit
from activities.push.message import PushMessage
from activities.secrets.sealing import Sealer
from activities.store import (
    operation_templates,
    operations,
    push_limits,
    signed_requests,
    templated_operations,
)
from activities.store.database import Session
from activities.store.operations import Operation, OperationProjection, Progress
from activities.store.signed_requests import StoredRequest
from activities.store.templated_operations import TemplatedOperation
from config import exact_json
from config.clock import now_ms
from config.definitions.templates import PushTexts
from locales.catalogs import Catalogs


def additional_data(request: StoredRequest, factors: str | None) -> dict[str, Any]:
    """What an operation tells of its phone's answer: from where it came, how it was signed, and what the app added."""
    by = {} if factors is None else {"authFactor": factors}
    caller = exact_json.read(request.caller) if request.caller else {}
    return {"activationId": request.registration_id, **by, **caller, **exact_json.read(request.context)}


class OperationNotifier:
    """Notes who is to hear of an operation, in the transaction of the change.

    `most`: pushes to a user in a minute, silent ones not counted.
    """

    def __init__(self, sealer: Sealer, catalogs: Catalogs, form_words: FormWords, *, most: int) -> None:
        self._sealer = sealer
        self._catalogs = catalogs
        self._form_words = form_words
        self._most = most

    def notify_waiting(self, session: Session, said: OperationProjection) -> None:
        """The operation, whose row is written, waits for a phone; each phone hears once, however often this runs."""
        row = operations.get(session, said.operation_id).row
        templated = templated_operations.find(session, row.operation_id)
        if row.asks_phone_since is None or row.user_id is None or (templated and templated.silent):
            return
        event_key = _change(said).event_key
        texts = operation_templates.push_texts(session, templated.template_name) if templated else []
        for registration_id, application_id in phones(session, row.user_id, templated):
            if not push_limits.allows(session, application_id, row.user_id, most=self._most, now_ms=now_ms()):
                continue  # the operation waits in the phone's list all the same
            make = partial(self._waiting_message, row, templated, texts, registration_id)
            self._push(session, registration_id, application_id, event_key, make)

    def notify_end(self, session: Session, said: OperationProjection) -> None:
        """The operation, whose row is written, has ended; bank and phones hear once, however often this runs."""
        row = operations.get(session, said.operation_id).row
        templated = templated_operations.find(session, row.operation_id)
        if templated is not None:
            self._call_back(session, row, templated, said)
        event_key = _change(said).event_key
        for registration_id, application_id in phones(session, row.user_id, templated):
            make = partial(_finished_message, row, said.progress.status, registration_id)
            self._push(session, registration_id, application_id, event_key, make)

    def _push(
        self,
        session: Session,
        registration_id: str,
        application_id: str,
        event_key: str,
        make: Callable[[], PushMessage],
    ) -> None:
        pushes.enqueue(
            session,
            self._sealer,
            registration_id=registration_id,
            application_id=application_id,
            event_key=event_key,
            message=pushes.make_or_log(make, event_key),
        )

    def _waiting_message(
        self, row: Operation, templated: TemplatedOperation | None, every: list[PushTexts], registration_id: str
    ) -> PushMessage:
        """The message that an operation waits."""
        words, otherwise = push_text.waiting(row, templated, every, self._catalogs, self._form_words)
        return fit(
            words,
            otherwise,
            sound="default",
            valid_until_ms=row.expires_ms,
            extras=extras.operation_init(
                operation_id=row.operation_id, operation_type=row.operation_name, registration_id=registration_id
            ),
        )

    def _call_back(
        self, session: Session, row: Operation, templated: TemplatedOperation, said: OperationProjection
    ) -> None:
        facts = _facts(session, row, templated, said.progress)
        for application_id in templated.application_ids:
            enqueue.enqueue_operation(
                session, self._sealer, application_id=application_id, change=_change(said), facts=facts
            )


def _change(said: OperationProjection) -> enqueue.StatusChange:
    return enqueue.StatusChange(said.operation_id, said.version, said.progress.at_ms)


def _finished_message(row: Operation, status: str, registration_id: str) -> PushMessage:
    """The silent message that an operation waits no longer."""
    said = extras.operation_finished(
        operation_id=row.operation_id,
        operation_type=row.operation_name,
        result=extras.RESULTS[status],
        registration_id=registration_id,
    )
    return PushMessage(silent=True, extras=said)


def _facts(session: Session, row: Operation, templated: TemplatedOperation, progress: Progress) -> dict[str, Any]:
    request = signed_requests.find(session, row.operation_id, progress.request_id) if progress.request_id else None
    added = additional_data(request, progress.factors) if request else {}
    return {
        "userId": row.user_id,
        "applications": templated.application_ids,
        "operationType": row.operation_name,
        "parameters": templated.values,
        "additionalData": added,
        "activationFlag": templated.activation_flag,
        "status": progress.status,
        "data": row.operation_data,
        "failureCount": progress.failure_count,
        "maxFailureCount": templated.max_failure_count,
        "signatureType": templated.factors,
        "externalId": row.external_transaction_id,
        "timestampCreated": row.created_ms,
        "timestampExpires": row.expires_ms,
        "timestampFinalized": progress.at_ms,
    }
