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

    def notify_waiting(self, session: Session, projection: OperationProjection) -> None:
        """The operation, whose row is written, waits for a phone; each phone hears once, however often this runs."""
        row = operations.get(session, projection.operation_id).row
        pinned_template = templated_operations.find(session, row.operation_id)
        if row.asks_phone_since is None or row.user_id is None or (pinned_template and pinned_template.silent):
            return
        event_key = _change(projection).event_key
        texts = operation_templates.push_texts(session, pinned_template.template_name) if pinned_template else []
        for registration_id, application_id in phones(session, row.user_id, pinned_template):
            if not push_limits.allows(session, application_id, row.user_id, most=self._most, now_ms=now_ms()):
                continue  # the operation waits in the phone's list all the same
            make = partial(self._waiting_message, row, pinned_template, texts, registration_id)
            self._push(session, registration_id, application_id, event_key, make)

    def notify_end(self, session: Session, projection: OperationProjection) -> None:
        """The operation, whose row is written, has ended; bank and phones hear once, however often this runs."""
        row = operations.get(session, projection.operation_id).row
        pinned_template = templated_operations.find(session, row.operation_id)
        if pinned_template is not None:
            self._call_back(session, row, pinned_template, projection)
        event_key = _change(projection).event_key
        for registration_id, application_id in phones(session, row.user_id, pinned_template):
            make = partial(_finished_message, row, projection.progress.status, registration_id)
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
        self, row: Operation, pinned_template: TemplatedOperation | None, every: list[PushTexts], registration_id: str
    ) -> PushMessage:
        """The message that an operation waits."""
        words, otherwise = push_text.waiting(row, pinned_template, every, self._catalogs, self._form_words)
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
        self, session: Session, row: Operation, pinned_template: TemplatedOperation, projection: OperationProjection
    ) -> None:
        facts = _facts(session, row, pinned_template, projection.progress)
        for application_id in pinned_template.application_ids:
            enqueue.enqueue_operation(
                session, self._sealer, application_id=application_id, change=_change(projection), facts=facts
            )


def _change(projection: OperationProjection) -> enqueue.StatusChange:
    return enqueue.StatusChange(projection.operation_id, projection.version, projection.progress.at_ms)


def _finished_message(row: Operation, status: str, registration_id: str) -> PushMessage:
    """The silent message that an operation waits no longer."""
    extra = extras.operation_finished(
        operation_id=row.operation_id,
        operation_type=row.operation_name,
        result=extras.RESULTS[status],
        registration_id=registration_id,
    )
    return PushMessage(silent=True, extras=extra)


def _facts(session: Session, row: Operation, pinned_template: TemplatedOperation, progress: Progress) -> dict[str, Any]:
    request = signed_requests.find(session, row.operation_id, progress.request_id) if progress.request_id else None
    added = additional_data(request, progress.factors) if request else {}
    return {
        "userId": row.user_id,
        "applications": pinned_template.application_ids,
        "operationType": row.operation_name,
        "parameters": pinned_template.values,
        "additionalData": added,
        "activationFlag": pinned_template.activation_flag,
        "status": progress.status,
        "data": row.operation_data,
        "failureCount": progress.failure_count,
        "maxFailureCount": pinned_template.max_failure_count,
        "signatureType": pinned_template.factors,
        "authenticationCodeType": pinned_template.factors,  # the same, by its name since 2.0
        "externalId": row.external_transaction_id,
        "timestampCreated": row.created_ms,
        "timestampExpires": row.expires_ms,
        "timestampFinalized": progress.at_ms,
    }
