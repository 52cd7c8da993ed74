"""The API's certificate, without which it serves this machine or a gateway alone; and the address of those who operate it."""

from typing import Literal, Self

from pydantic import field_validator, model_validator

from config.addresses import socket_address
from config.settings.environment import PREFIX
from config.settings.identity_provider import IdentityProviderSettings
from config.settings.listening import ListeningSettings
from config.settings.values import AnyPath


class TlsSettings(ListeningSettings, IdentityProviderSettings):
    """TLS of the API, and of its management address."""

    tls_certificate: AnyPath = None
    """A file in PEM: the certificate with its chain; the API then speaks HTTPS. It is read again when it changes."""
    tls_key: AnyPath = None
    """A file in PEM: the certificate's key. It is read again when it changes."""
    tls_key_password_file: AnyPath = None
    """A file with the password of an encrypted key."""
    tls_least: Literal["1.2", "1.3"] = "1.2"
    """The least version of TLS."""
    management_address: str = ""
    """`host:port` at which alone health, metrics and documentation are served, and no API is; without it they
    stand beside the APIs.
    """
    management_tls: bool = False
    """At that address by TLS too, with the same certificate."""

    @field_validator("management_address")
    @classmethod
    def _management(cls, value: str) -> str:
        return socket_address(value)

    @model_validator(mode="after")
    def _check_exposure(self) -> Self:
        if self.loopback or self.trust_network:
            return self
        reason, otherwise = None, ""
        if "nextstep" in self.doors and not self.oidc_nextstep:
            reason = "the Next Step API has no authentication of its own"
            otherwise = (
                f"leave nextstep out of {PREFIX}DOORS, or have it ask for access tokens by {PREFIX}OIDC_NEXTSTEP=true"
            )
        elif self.tls_certificate is None:
            reason = "passwords, and what people confirm, would be read on the way"
            otherwise = f"set {PREFIX}TLS_CERTIFICATE and {PREFIX}TLS_KEY"
        if reason:
            raise ValueError(
                f"{PREFIX}HOST: {self.host} is not a loopback address, and {reason}. Set {PREFIX}TRUST_NETWORK=true if a "
                f"gateway protects it, which ends TLS, or {otherwise}"
            )
        return self

    @model_validator(mode="after")
    def _check_tls_pair(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            given, absent = ("KEY", "CERTIFICATE") if self.tls_certificate is None else ("CERTIFICATE", "KEY")
            raise ValueError(f"{PREFIX}TLS_{absent}: is required: {PREFIX}TLS_{given} is set")
        if self.tls_key is None and self.tls_key_password_file is not None:
            raise ValueError(f"{PREFIX}TLS_KEY: is required: {PREFIX}TLS_KEY_PASSWORD_FILE is set")
        if self.management_tls and not (self.management_address and self.tls_certificate):
            raise ValueError(
                f"{PREFIX}MANAGEMENT_TLS: needs {PREFIX}MANAGEMENT_ADDRESS, {PREFIX}TLS_CERTIFICATE and {PREFIX}TLS_KEY"
            )
        return self

    @property
    def scheme(self) -> str:
        """How the API is spoken with: `https` where it has a certificate."""
        return "https" if self.tls_certificate else "http"

    @property
    def own_url(self) -> str:
        """The API at its own address, gateways or not."""
        return f"{self.scheme}://{self.address}"

    @property
    def management_url(self) -> str:
        """Where health, metrics and documents are: the API's own address, unless they have another."""
        if not self.management_address:
            return self.own_url
        return f"{'https' if self.management_tls else 'http'}://{self.management_address}"

    @property
    def base_url(self) -> str:
        """Where callers find this server: `public_url`, or else the API's own address. No trailing slash."""
        return self.public_url or self.own_url
