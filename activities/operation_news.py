"""What the bank and the phones are told of operations: noted in the outbox, with the row, in one transaction.

Operations tell from their own workflows, so that a door that dies loses nothing. Source: `mobile-and-cloud.md` §5.3, §8.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from temporalio.exceptions import ApplicationError

from activities import callbacks
from activities.clock import now_ms
from activities.deliveries import outbox
from activities.operation_audience import phones
from activities.push import extras, pushes
from activities.push.fitting import Words, fitted
from activities.push.message import Message
from activities.sealing import Sealer
from activities.store import (
    deliveries,
    operation_templates,
    operations,
    push_limits,
    signed_requests,
    templated_operations,
)
from activities.store.database import Database, Session
from activities.store.operations import Operation, Projection
from activities.store.signed_requests import NotedRequest
from activities.store.templated_operations import TemplatedOperation
from activities.templates.language import in_language
from activities.templates.push import title_and_summary
from config import exact_json
from config.definitions.templates import PushTexts
from locales.catalogs import Catalogs
from locales.languages import Language, chosen
from locales.templates import substitute

# The type of the failure where there is no row.
NOT_STORED_YET = "NOT_STORED_YET"

# Who creates or changes an operation hears of it from Temporal, and then writes the row: within milliseconds, or he is gone.
_LOOK_SECONDS = 0.02
_LOOKS = 25


class Moment(StrEnum):
    """What there is to tell."""

    WAITS = "WAITS"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class OperationNews:
    """An operation waits for a phone, or has ended. `status` is PowerAuth Cloud's; `request_id` names the phone's last answer.

    `at_ms`: when it came to this. `factors`: by which it was signed, where it was to approve.
    """

    moment: Moment
    projection: Projection
    status: str
    failure_count: int
    at_ms: int
    request_id: str | None
    factors: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """The ids of an event's deliveries that have not ended, and whether the row learned of the event from it."""

    delivery_ids: list[str]
    is_newer: bool


def additional_data(request: NotedRequest, factors: str | None) -> dict[str, Any]:
    """What an operation tells of its phone's answer: from where it came, how it was signed, and what the app added."""
    by = {} if factors is None else {"authFactor": factors}
    caller = exact_json.read(request.caller) if request.caller else {}
    return {"activationId": request.registration_id, **by, **caller, **exact_json.read(request.context)}


# What a stored form says of itself in a language. Forms are the doors' matter.
FormWords = Callable[[str, Language, Catalogs], Words]


class NewsDesk:
    """Holds what noting needs. `most`: pushes to a user in a minute, silent ones not counted."""

    def __init__(
        self, database: Database, sealer: Sealer, catalogs: Catalogs, form_words: FormWords, *, most: int
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._catalogs = catalogs
        self._form_words = form_words
        self._most = most

    def note(self, news: OperationNews) -> Noted:
        """Write the state into the row, and note the deliveries of an event, each once however often this runs.

        Whoever calls sees to them.

        Raises `ApplicationError` NOT_STORED_YET, to be tried again, while the operation has no row.
        """
        self._await_caller(news.projection)
        with self._database.write() as session:
            is_newer = operations.project(session, news.projection)
            stored = operations.find(session, news.projection.operation_id)
            if stored is None:
                raise ApplicationError("the operation has no row yet", type=NOT_STORED_YET)
            self.noted(session, news, stored.row)
            outbox.taken(session)
            return Noted(deliveries.waiting(session, _change(news).event_key), is_newer)

    def _await_caller(self, said: Projection) -> None:
        """Leave the row for a while to whoever caused the event: the audit then tells who it was."""
        for _ in range(_LOOKS):
            if not operations.has_caller(self._database, said.operation_id, said.version):
                return
            time.sleep(_LOOK_SECONDS)

    def noted(self, session: Session, news: OperationNews, row: Operation) -> None:
        """The same in the caller's transaction."""
        templated = templated_operations.find(session, row.operation_id)
        if news.moment is Moment.ENDED and templated is not None:
            self._call_back(session, row, templated, news)
        self._push(session, row, templated, news)

    def _push(
        self, session: Session, row: Operation, templated: TemplatedOperation | None, news: OperationNews
    ) -> None:
        asks = news.moment is Moment.WAITS
        if row.user_id is None or (templated and templated.silent and asks):
            return
        event_key = _change(news).event_key
        texts = operation_templates.push_texts(session, templated.template_name) if asks and templated else []
        for registration_id, application_id in phones(session, row.user_id, templated):
            if asks and not push_limits.allows(session, application_id, row.user_id, most=self._most, now_ms=now_ms()):
                continue  # the operation waits in the phone's list all the same
            make = (
                partial(self._asks, row, templated, texts, registration_id)
                if asks
                else partial(_tells, row, news, registration_id)
            )
            pushes.note(
                session,
                self._sealer,
                registration_id=registration_id,
                application_id=application_id,
                event_key=event_key,
                message=pushes.made(make, event_key),
            )

    def _asks(
        self, row: Operation, templated: TemplatedOperation | None, every: list[PushTexts], registration_id: str
    ) -> Message:
        """The message that an operation waits, in its language: the words of its template, or of its form."""
        wishes = templated.language if templated else row.language
        language = chosen(wishes, self._catalogs.languages)
        texts = self._catalogs.texts(language.text)
        otherwise = Words(
            texts["push.confirmOperation"], substitute(texts["push.data"], {"operationData": row.operation_data})
        )
        said = otherwise
        if templated is not None and (found := in_language(every, wishes)):
            said = Words(*title_and_summary(found[0], json.loads(templated.parameters)))
        elif templated is None and row.form_data is not None:
            said = self._form_words(row.form_data, language, self._catalogs)
        return fitted(
            said,
            otherwise,
            sound="default",
            valid_until_ms=row.expires_ms,
            extras=extras.operation_init(
                operation_id=row.operation_id, operation_type=row.operation_name, registration_id=registration_id
            ),
        )

    def _call_back(self, session: Session, row: Operation, templated: TemplatedOperation, news: OperationNews) -> None:
        facts = _facts(session, row, templated, news)
        change = _change(news)
        for application_id in json.loads(templated.applications):
            callbacks.note_operation(
                session,
                self._sealer,
                application_id=application_id,
                change=change,
                facts=facts,
            )


def _change(news: OperationNews) -> callbacks.Change:
    return callbacks.Change(news.projection.operation_id, news.projection.version, news.at_ms)


def _tells(row: Operation, news: OperationNews, registration_id: str) -> Message:
    """The silent message that an operation waits no longer."""
    said = extras.operation_finished(
        operation_id=row.operation_id,
        operation_type=row.operation_name,
        result=extras.RESULTS[news.status],
        registration_id=registration_id,
    )
    return Message(silent=True, extras=said)


def _facts(session: Session, row: Operation, templated: TemplatedOperation, news: OperationNews) -> dict[str, Any]:
    request = signed_requests.find(session, row.operation_id, news.request_id) if news.request_id else None
    added = additional_data(request, news.factors) if request else {}
    return {
        "userId": row.user_id,
        "applications": json.loads(templated.applications),
        "operationType": row.operation_name,
        "parameters": json.loads(templated.parameters),
        "additionalData": added,
        "activationFlag": templated.activation_flag,
        "status": news.status,
        "data": row.operation_data,
        "failureCount": news.failure_count,
        "maxFailureCount": templated.max_failure_count,
        "signatureType": json.loads(templated.signature_types),
        "externalId": row.external_transaction_id,
        "timestampCreated": row.created_ms,
        "timestampExpires": row.expires_ms,
        "timestampFinalized": news.at_ms,
    }
