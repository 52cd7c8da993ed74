"""One-time passwords: who carries them to users."""

import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from config.settings.bank_servers import gateway_address, signing_secret
from config.settings.secret_files import Secret
from config.settings.values import SettingsPart

_CLASS = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class OtpSettings(SettingsPart):
    """`otp_sender`: `off`, `log`, an address of http, https, smtp or smtps, or a class as `package.module:Name`."""

    otp_sender: str = Field("off", max_length=2000)
    """Who carries one-time passwords to users: `off`, unless in embedded mode, where the web flow's pages show them;
    `log`, for development, which writes them with their values into the API's log; `https://HOST/PATH`, a gateway
    of the bank's, which is sent a POST with text, language and the user's contacts, signed as callbacks are;
    `smtp://HOST:PORT` (by STARTTLS) or `smtps://HOST:PORT`, a mail server; or a class of your own, `package.module:Name`.
    """
    otp_sender_user: str = Field("", max_length=255)
    """The mail server's user."""
    otp_sender_secret: Secret = SecretStr("")
    """The key of the gateway's signatures (`whsec_...`), or the mail server's password."""
    otp_sender_from: str = Field("", max_length=320)
    """The address that mails come from."""

    @field_validator("otp_sender")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value in ("off", "log"):
            return value
        scheme, separator, _ = value.partition("://")
        if separator and scheme in ("smtp", "smtps"):
            return _mail_server(value)
        if separator:
            return gateway_address(value)
        if not _CLASS.fullmatch(value):
            raise ValueError(
                "is off, log, https://HOST/PATH, smtp://HOST:PORT, smtps://HOST:PORT or package.module:Name"
            )
        return value

    @model_validator(mode="after")
    def _has_sender(self) -> "OtpSettings":
        if self.otp_sender.startswith("smtp") and not self.otp_sender_from:
            raise ValueError(
                "NEXTSTEP_OTP_SENDER is a mail server: set NEXTSTEP_OTP_SENDER_FROM, the address that sends"
            )
        if self.otp_sender.startswith("http"):
            signing_secret(self.otp_sender_secret)
        return self


def _mail_server(value: str) -> str:
    try:
        parts = urlsplit(value)
        found = parts.hostname, parts.port
    except ValueError:
        found = None, None
    if not found[0] or parts.username or parts.path.strip("/") or parts.query:
        raise ValueError(
            "is no mail server: write smtp://HOST:PORT or smtps://HOST:PORT, the user and the secret apart"
        )
    return value
