"""One-time passwords sent to their users: each once, however often it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from activities.data_adapter.adapter import AdapterRequest, DataAdapter
from activities.otp.sending import NotDelivered, OtpMessage, OtpSender, OtpSending
from activities.store import primary_contacts, verdicts
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Database
from activities.store.verdicts import StoredVerdict
from config import spans
from config.clock import now_ms
from config.identity_vocabulary import ContactType
from config.spans import SpanKind

_SCOPE = "one-time passwords sent"


@dataclass(frozen=True, slots=True)
class OtpDelivery:
    """Whether it was delivered; `fault` says why not: a constant, or what a data adapter says."""

    fault: str | None

    @property
    def is_delivered(self) -> bool:
        return self.fault is None


class OtpDeliveries:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sender: OtpSender, adapter: DataAdapter) -> None:
        self._database = database
        self._sender = sender
        self._adapter = adapter

    def deliver(self, message: OtpMessage) -> OtpDelivery:
        """Send it to the user's primary contacts. What was tried before is not sent again, and has the first outcome.

        A process that dies over it has noted nothing: it may be sent twice, by one that is asked again.
        """
        with self._database.read() as session:
            theirs = primary_contacts.find(session, message.sending.user_id)
        addressed = replace(message, phone=theirs.get(ContactType.PHONE), email=theirs.get(ContactType.EMAIL))
        return self._once(message.sending, lambda: self._send(addressed))

    def deliver_by_adapter(self, sending: OtpSending, language: str) -> OtpDelivery:
        """Have it made and sent where its user is kept; the same holds. Raises what the adapter does."""
        request = AdapterRequest(sending.otp_id, sending.otp_name, sending.user_id, sending.operation_id)
        return self._once(sending, lambda: self._have_sent(request, language))

    def _once(self, sending: OtpSending, send: Callable[[], str | None]) -> OtpDelivery:
        with self._database.read() as session:
            before = verdicts.find(session, _SCOPE, sending.otp_id)
        if before is not None:
            return OtpDelivery(before.verdict["fault"])
        fault = send()
        with self._database.write() as session:
            if verdicts.find(session, _SCOPE, sending.otp_id) is None:
                verdicts.record(session, StoredVerdict(_SCOPE, sending.otp_id, "", {"fault": fault}, now_ms()))
            details = {"otpName": sending.otp_name, "otpId": sending.otp_id}
            event = Event(
                Action.OTP_SEND,
                OK if fault is None else "FAILED",
                user_id=sending.user_id,
                operation_id=sending.operation_id,
                details=details,
            )
            trail.record(session, event)
        return OtpDelivery(fault)

    def _send(self, message: OtpMessage) -> str | None:
        with spans.span("send one-time password", SpanKind.CLIENT) as span:
            try:
                self._sender.send(message)
            except NotDelivered as error:
                span.fail(error.word)
                return error.word
        return None

    def _have_sent(self, request: AdapterRequest, language: str) -> str | None:
        sent = self._adapter.send_otp(request, language)
        return None if sent.is_delivered else sent.message or "NOT_DELIVERED"
