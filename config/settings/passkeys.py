"""Passkeys: the domain that authenticators sign for, and the pages that may ask them."""

import ipaddress
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from config.settings.values import SettingsPart, split_list


class PasskeySettings(SettingsPart):
    """Without a domain there are no passkeys."""

    passkey_rp_id: str = Field("", max_length=253)
    """The domain that passkeys are registered for (WebAuthn's relying party id), such as `bank.example`:
    passkeys of one domain are of no use at another, so it cannot be changed later. Without it there are none.
    """
    passkey_rp_name: str = Field("", max_length=64)
    """What authenticators call the bank; the domain, where it is not set."""
    passkey_origins: str = Field("", max_length=2000)
    """The pages that may ask for passkeys, between commas: `https://login.bank.example`. Each is of the domain
    or of one below it; `https://` and the domain where it is not set.
    """
    passkey_lifetime: int = Field(300, ge=30, le=3600)
    """Seconds in which a user answers the browser's dialog: after that its challenge is of no use."""

    @field_validator("passkey_rp_id")
    @classmethod
    def _domain(cls, value: str) -> str:
        if value and (value != value.lower() or not _is_domain(value)):
            raise ValueError("is no domain: write it in lower case, without scheme and port, as bank.example")
        return value

    @model_validator(mode="after")
    def _pages(self) -> "PasskeySettings":
        if self.passkey_origins and not self.passkey_rp_id:
            raise ValueError("NEXTSTEP_PASSKEY_ORIGINS needs NEXTSTEP_PASSKEY_RP_ID, the domain of the pages")
        for origin in split_list(self.passkey_origins):
            _check_origin(origin, self.passkey_rp_id)
        return self

    @property
    def passkey_origin_list(self) -> tuple[str, ...]:
        """The pages' origins, as browsers write them."""
        return split_list(self.passkey_origins) or (f"https://{self.passkey_rp_id}",)


def _is_domain(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return urlsplit(f"https://{value}").netloc == value == urlsplit(f"https://{value}").hostname
    return False


def _check_origin(origin: str, domain: str) -> None:
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    is_local = host == "localhost" or host.endswith(".localhost")
    written = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    if origin != written or (parts.scheme != "https" and not (parts.scheme == "http" and is_local)):
        raise ValueError(
            f"NEXTSTEP_PASSKEY_ORIGINS: {origin!r} is no origin: write https://HOST, or http://localhost:PORT for development"
        )
    if host != domain and not host.endswith(f".{domain}"):
        raise ValueError(f"NEXTSTEP_PASSKEY_ORIGINS: {origin} is not of the domain {domain}: no browser would serve it")
