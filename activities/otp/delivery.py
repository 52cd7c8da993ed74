"""One-time passwords sent to their users: each once, however often it is asked for."""

from dataclasses import dataclass, replace

from activities.otp.sending import NotDelivered, OtpMessage, OtpSender
from activities.store import primary_contacts, verdicts
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Database
from activities.store.verdicts import StoredVerdict
from config.clock import now_ms
from config.identity_vocabulary import ContactType

_SCOPE = "one-time passwords sent"


@dataclass(frozen=True, slots=True)
class OtpDelivery:
    """Whether it was delivered; `fault` is a constant that says why not."""

    fault: str | None

    @property
    def is_delivered(self) -> bool:
        return self.fault is None


class OtpDeliveries:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sender: OtpSender) -> None:
        self._database = database
        self._sender = sender

    def deliver(self, message: OtpMessage) -> OtpDelivery:
        """Send it to the user's primary contacts. What was tried before is not sent again, and has the first outcome.

        A process that dies over it has noted nothing: it may be sent twice, by one that is asked again.
        """
        with self._database.read() as session:
            before = verdicts.find(session, _SCOPE, message.otp_id)
            theirs = primary_contacts.find(session, message.user_id)
        if before is not None:
            return OtpDelivery(before.verdict["fault"])
        addressed = replace(message, phone=theirs.get(ContactType.PHONE), email=theirs.get(ContactType.EMAIL))
        fault = self._send(addressed)
        with self._database.write() as session:
            if verdicts.find(session, _SCOPE, message.otp_id) is None:
                verdicts.record(session, StoredVerdict(_SCOPE, message.otp_id, "", {"fault": fault}, now_ms()))
            details = {"otpName": message.otp_name, "otpId": message.otp_id}
            event = Event(
                Action.OTP_SEND,
                fault or OK,
                user_id=message.user_id,
                operation_id=message.operation_id,
                details=details,
            )
            trail.record(session, event)
        return OtpDelivery(fault)

    def _send(self, message: OtpMessage) -> str | None:
        try:
            self._sender.send(message)
        except NotDelivered as error:
            return error.word
        return None
