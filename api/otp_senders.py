"""Who carries one-time passwords, as the settings say."""

from typing import cast
from urllib.parse import urlsplit

from activities.otp.patient_sender import PatientSender
from activities.otp.sending import LogSender, NoSender, OtpSender
from activities.otp.smtp_sender import MailServer, SmtpSender
from activities.otp.webhook_sender import WebhookSender
from activities.peers.patience import PeerPatience
from api.providers import make
from config.settings import Settings

_PORTS = {"smtp": 587, "smtps": 465}


def otp_sender(settings: Settings) -> OtpSender:
    """The carrier, for which a quarter of the threads wait where it is slow. Raises as `carrier` does."""
    return PatientSender(carrier(settings), PeerPatience("the carrier of one-time passwords", settings.threads // 4))


def carrier(settings: Settings) -> OtpSender:
    """Raises `SettingsInvalid` where a class is named that cannot be made."""
    name, secret = settings.otp_sender, settings.otp_sender_secret.get_secret_value()
    if name == "off":
        return NoSender()
    if name == "log":
        return LogSender()
    if "://" not in name:
        return cast("OtpSender", make("otp_sender", name))
    parts = urlsplit(name)
    if parts.scheme not in _PORTS:
        return WebhookSender(name, secret, private=settings.callbacks_private)
    return SmtpSender(
        MailServer(
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            is_tls=parts.scheme == "smtps",
            sender=settings.otp_sender_from,
            user=settings.otp_sender_user,
            password=secret,
        )
    )
