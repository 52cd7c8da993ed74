"""Who carries one-time passwords, as the settings may say it."""

import pytest

from api.otp_senders import carrier, otp_sender
from config.settings import SettingsInvalid, load


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({}, "NoSender"),
        ({"otp_sender": "log"}, "LogSender"),
        ({"otp_sender": "https://sms.bank.example/send"}, "WebhookSender"),
        ({"otp_sender": "http://127.0.0.1:9000/send", "otp_sender_secret": "whsec_AAAA"}, "WebhookSender"),
        ({"otp_sender": "smtp://mail.bank.example", "otp_sender_from": "bank@bank.example"}, "SmtpSender"),
        ({"otp_sender": "smtps://mail.bank.example:4650", "otp_sender_from": "bank@bank.example"}, "SmtpSender"),
        ({"otp_sender": "activities.otp.sending:LogSender"}, "LogSender"),
    ],
)
def test_a_sender_is_named_in_one_of_these_ways(values, kind):
    assert type(carrier(load(**values))).__name__ == kind


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"otp_sender": "sms"}, "off, log"),
        ({"otp_sender": "http://sms.bank.example/send"}, "must be https"),
        ({"otp_sender": "ftp://sms.bank.example"}, "not a web address"),
        ({"otp_sender": "https://user:secret@sms.bank.example"}, "not a web address"),
        ({"otp_sender": "smtp://mail.bank.example"}, "NEXTSTEP_OTP_SENDER_FROM"),
        ({"otp_sender": "smtp://user@mail.bank.example", "otp_sender_from": "a@b.example"}, "no mail server"),
        ({"otp_sender": "smtp://", "otp_sender_from": "a@b.example"}, "no mail server"),
        ({"otp_sender": "https://sms.bank.example", "otp_sender_secret": "plain"}, "whsec_"),
        ({"otp_sender": "https://sms.bank.example", "otp_sender_secret": "whsec_?"}, "whsec_"),
    ],
)
def test_what_names_no_sender_is_refused(values, words):
    with pytest.raises(SettingsInvalid, match=words) as refused:
        load(**values)
    assert "secret@" not in str(refused.value)


def test_a_class_that_cannot_be_made_is_told():
    with pytest.raises(SettingsInvalid, match="NEXTSTEP_OTP_SENDER"):
        otp_sender(load(otp_sender="no.such:Sender"))
