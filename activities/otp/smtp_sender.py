"""One-time passwords carried by electronic mail: to a mail server, over TLS, unless that is on this machine."""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage

from activities.otp.sending import NotDelivered, OtpMessage
from activities.otp.smtp_line import TimedSmtp, TimedSmtps
from config.addresses import is_loopback

# A caller waits for it.
_SECONDS = 8


@dataclass(frozen=True, slots=True)
class MailServer:
    """`is_tls`: from the first byte; else STARTTLS is asked for."""

    host: str
    port: int
    is_tls: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


class SmtpSender:
    """`tls`: whom to trust; null: whom the machine trusts. `seconds`: how long handing over may take."""

    def __init__(self, server: MailServer, *, tls: ssl.SSLContext | None = None, seconds: float = _SECONDS) -> None:
        self._server, self._seconds = server, seconds
        self._tls = tls or ssl.create_default_context()

    def send(self, message: OtpMessage) -> None:
        """See `OtpSender`."""
        mail = self._mail(message)
        until = time.monotonic() + self._seconds
        try:
            with self._connected() as server:
                if self._server.user:
                    server.login(self._server.user, self._server.password)
                server.send_message(mail)
        except ssl.SSLError:
            raise NotDelivered("TLS_FAILED") from None
        except smtplib.SMTPAuthenticationError:
            raise NotDelivered("SMTP_LOGIN_FAILED") from None
        except smtplib.SMTPResponseException as error:
            raise NotDelivered(f"SMTP_{error.smtp_code}") from None
        except smtplib.SMTPRecipientsRefused:
            raise NotDelivered("SMTP_RECIPIENT_REFUSED") from None
        except (smtplib.SMTPException, OSError) as error:
            # To the library a reply that did not come in time is a connection that was cut.
            is_late = isinstance(error, TimeoutError) or time.monotonic() >= until
            raise NotDelivered("TIMED_OUT" if is_late else "CONNECTION_FAILED") from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """What was taken is delivered, however the server takes leave: the library's own `with` would raise then."""
        known = self._server
        if known.is_tls:
            server: TimedSmtp = TimedSmtps(known.host, known.port, seconds=self._seconds, context=self._tls)
        else:
            server = TimedSmtp(known.host, known.port, seconds=self._seconds)
        try:
            if not known.is_tls and not is_loopback(known.host):
                server.starttls(context=self._tls)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _mail(self, message: OtpMessage) -> EmailMessage:
        if message.email is None:
            raise NotDelivered("NO_CONTACT")
        mail = EmailMessage()
        try:
            mail["To"] = Address(addr_spec=message.email)
        except (ValueError, IndexError, HeaderParseError):
            raise NotDelivered("CONTACT_INVALID") from None
        mail["From"], mail["Subject"] = self._server.sender, message.subject
        mail.set_content(message.text)
        mail["Content-Language"] = message.language  # whatever begins so is dropped with the content before
        return mail
