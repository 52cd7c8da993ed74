"""One-time passwords on their way: to a gateway of the bank's, by mail, into a log, and what keeps them from their users."""

import email
import logging
from dataclasses import replace
from email.policy import default

import pytest

from activities.callbacks.signing_secret import new_secret
from activities.data_adapter.adapter import NoAdapter
from activities.otp.delivery import OtpDeliveries
from activities.otp.sending import LogSender, NoSender, NotDelivered, OtpMessage, OtpSending
from activities.otp.smtp_sender import MailServer as Target
from activities.otp.smtp_sender import SmtpSender
from activities.otp.webhook_sender import WebhookSender
from activities.store.tables import UserContactRow
from tests.activities.callbacks.server import self_signed, serving
from tests.activities.otp.endless import endless
from tests.activities.otp.mail_server import MailServer
from tests.recording import recording

SECRET = new_secret()
MESSAGE = OtpMessage(
    OtpSending("11111111-0000-0000-0000-000000000000", "SMS", "anna", "one"),
    language="cs",
    subject="Vaše jednorázové heslo",
    text="Platba 100 CZK\nVaše jednorázové heslo je 12345678.",
    phone="+420777000111",
    email="anna@bank.example",
)


@pytest.fixture
def bank():
    with serving() as server:
        yield server


@pytest.fixture
def mail_server():
    with MailServer().running() as server:
        yield server


def refused(sender, message=MESSAGE):
    with pytest.raises(NotDelivered) as refusal:
        sender.send(message)
    return refusal.value.word


def test_a_gateway_is_posted_the_text_and_the_contacts_signed_as_callbacks_are(bank):
    WebhookSender(bank.url, SECRET, private=True).send(MESSAGE)
    [heard] = bank.heard
    assert heard.is_signed_by(SECRET)
    assert heard.body == {
        "otpId": MESSAGE.sending.otp_id,
        "otpName": "SMS",
        "userId": "anna",
        "operationId": "one",
        "language": "cs",
        "phone": "+420777000111",
        "email": "anna@bank.example",
        "text": MESSAGE.text,
    }


@pytest.mark.parametrize("status", [302, 400, 500, 503])
def test_a_gateway_that_does_not_take_it_has_not_delivered_it(bank, status):
    bank.answer = status
    assert refused(WebhookSender(bank.url, SECRET, private=True)) == f"HTTP_{status}"


def test_a_gateway_in_a_network_that_callbacks_must_not_reach_is_not_asked(bank):
    assert refused(WebhookSender(bank.url, SECRET, private=False)) == "ADDRESS_REFUSED"
    assert bank.heard == []


def test_a_gateway_that_is_away_has_not_delivered_it(bank):
    url = bank.url
    bank.stop()
    assert refused(WebhookSender(url, SECRET, private=True)) == "CONNECTION_FAILED"


def smtp(server):
    return SmtpSender(Target("127.0.0.1", server.port, is_tls=False, sender="bank@bank.example"))


def test_a_mail_has_the_text_in_its_language(mail_server):
    smtp(mail_server).send(MESSAGE)
    mail = email.message_from_bytes(mail_server.mails[0], policy=default)
    assert mail.get_content().splitlines() == MESSAGE.text.splitlines()
    assert (mail["To"], mail["From"], mail["Subject"], mail["Content-Language"]) == (
        "anna@bank.example",
        "bank@bank.example",
        "Vaše jednorázové heslo",
        "cs",
    )


@pytest.mark.parametrize(
    ("contact", "word"),
    [
        (None, "NO_CONTACT"),
        ("", "CONTACT_INVALID"),
        ("anna@bank.example, eve@elsewhere.example", "CONTACT_INVALID"),
        ("anna@bank.example\r\nBcc: eve@elsewhere.example", "CONTACT_INVALID"),
        ("Anna <anna@bank.example>", "CONTACT_INVALID"),
    ],
)
def test_a_mail_goes_to_one_address_or_to_none(mail_server, contact, word):
    assert refused(smtp(mail_server), replace(MESSAGE, email=contact)) == word
    assert mail_server.recipients == []


@pytest.mark.parametrize(
    ("command", "answer", "word"),
    [
        ("RCPT", "550 nobody", "SMTP_RECIPIENT_REFUSED"),
        ("MAIL", "451 later", "SMTP_451"),
        ("DATA", "554 no", "SMTP_554"),
    ],
)
def test_a_mail_server_that_does_not_take_it_has_not_delivered_it(mail_server, command, answer, word):
    mail_server.answers[command] = answer
    assert refused(smtp(mail_server)) == word


def test_a_mail_server_elsewhere_has_to_speak_tls(mail_server, monkeypatch):
    monkeypatch.setattr("activities.otp.smtp_sender.is_loopback", lambda _host: False)
    assert refused(smtp(mail_server)) == "CONNECTION_FAILED"
    assert mail_server.mails == []


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("greeting", "piece", "word"),
    [
        (b"220-ready\r\n", b"220-and so on\r\n", "TIMED_OUT"),
        (b"220 re", b"a", "TIMED_OUT"),
        (b"", b"220-" + b"x" * 8000 + b"\r\n", "CONNECTION_FAILED"),
    ],
    ids=["line by line", "byte by byte", "too much"],
)
@pytest.mark.parametrize("is_tls", [False, True])
def test_a_mail_server_whose_reply_has_no_end_is_left_in_time(greeting, piece, word, is_tls, tmp_path):
    server, trusting = self_signed(tmp_path)
    with endless(greeting, piece, tls=server if is_tls else None) as port:
        target = Target("127.0.0.1", port, is_tls=is_tls, sender="bank@bank.example")
        seconds = 0.5 if word == "TIMED_OUT" else 8
        assert refused(SmtpSender(target, tls=trusting, seconds=seconds)) == word


def test_the_log_says_where_it_went(caplog):
    with caplog.at_level(logging.INFO):
        LogSender().send(MESSAGE)
    assert "+420777000111" in caplog.text
    assert "12345678" in caplog.text


def test_nobody_delivers_nothing():
    assert refused(NoSender()) == "NO_SENDER"


def test_a_messages_words_are_not_in_its_repr():
    assert not any(secret in repr(MESSAGE) for secret in ("12345678", "+420", "anna@"))


class Sender:
    def __init__(self):
        self.sent, self.fault = [], None

    def send(self, message):
        self.sent.append(message)
        if self.fault:
            raise NotDelivered(self.fault)


@pytest.mark.parametrize("fault", [None, "HTTP_500"])
def test_asked_again_it_is_not_sent_again_and_has_the_first_outcome(database, fault):
    sender = Sender()
    sender.fault = fault
    deliveries = OtpDeliveries(database, sender, NoAdapter())
    first = deliveries.deliver(MESSAGE)
    assert deliveries.deliver(MESSAGE) == first
    assert (first.fault, first.is_delivered, len(sender.sent)) == (fault, fault is None, 1)


@pytest.mark.parametrize("fault", [None, "HTTP_500"])
def test_sending_is_a_span_that_tells_of_nobody(database, fault):
    sender = Sender()
    sender.fault = fault
    with recording() as recorded:
        OtpDeliveries(database, sender, NoAdapter()).deliver(MESSAGE)
        [span] = recorded.spans()
    assert (span.name, span.attributes.get("error.type")) == ("send one-time password", fault)
    assert not any(secret in span.to_json() for secret in ("12345678", "+420", "anna"))


def test_it_goes_to_the_users_primary_contacts(database):
    contacts = [
        ("home", "PHONE", "+420", False),
        ("work", "PHONE", "+421", True),
        ("mail", "EMAIL", "a@b.example", True),
    ]
    with database.write() as session:
        for name, kind, value, primary in contacts:
            session.orm.add(
                UserContactRow(
                    user_id="anna",
                    contact_name=name,
                    contact_type=kind,
                    contact_value=value,
                    primary=primary,
                    created_ms=0,
                )
            )
    sender = Sender()
    OtpDeliveries(database, sender, NoAdapter()).deliver(replace(MESSAGE, phone=None, email=None))
    assert [(one.phone, one.email) for one in sender.sent] == [("+421", "a@b.example")]
