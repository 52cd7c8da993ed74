"""One-time passwords: who carries them to users."""

import base64
import binascii
import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from config.addresses import is_loopback, web_address
from config.settings.values import SettingsPart

_SIGNS = "whsec_"
_CLASS = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class OtpSettings(SettingsPart):
    """`otp_sender`: `off`, `log`, an address of http, https, smtp or smtps, or a class as `package.module:Name`."""

    otp_sender: str = Field("off", max_length=2000)
    otp_sender_user: str = Field("", max_length=255)
    otp_sender_secret: SecretStr = SecretStr("")
    otp_sender_from: str = Field("", max_length=320)

    @field_validator("otp_sender")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value in ("off", "log"):
            return value
        scheme, separator, _ = value.partition("://")
        if separator and scheme in ("smtp", "smtps"):
            return _mail_server(value)
        if separator:
            return _gateway(value)
        if not _CLASS.fullmatch(value):
            raise ValueError(
                "is off, log, https://HOST/PATH, smtp://HOST:PORT, smtps://HOST:PORT or package.module:Name"
            )
        return value

    @field_validator("otp_sender_secret")
    @classmethod
    def _secret(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text.startswith(_SIGNS):
            try:
                base64.b64decode(text.removeprefix(_SIGNS), validate=True)
            except binascii.Error:
                raise ValueError("is no key of signatures: write whsec_ and base64 behind it") from None
        return value

    @model_validator(mode="after")
    def _has_sender(self) -> "OtpSettings":
        if self.otp_sender.startswith("smtp") and not self.otp_sender_from:
            raise ValueError(
                "NEXTSTEP_OTP_SENDER is a mail server: set NEXTSTEP_OTP_SENDER_FROM, the address that sends"
            )
        secret = self.otp_sender_secret.get_secret_value()
        if self.otp_sender.startswith("http") and secret and not secret.startswith(_SIGNS):
            raise ValueError("NEXTSTEP_OTP_SENDER_SECRET is no key of signatures: write whsec_ and base64 behind it")
        return self


def _gateway(value: str) -> str:
    address = web_address(value)
    parts = urlsplit(address)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError("must be https: on the way others would read one-time passwords")
    return address


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
