"""The bank's identity provider over HTTP: where its keys are (OpenID Connect Discovery 1.0, section 4), and what they are."""

import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from activities.access_tokens.key_set import KeySet, KeySetInvalid
from activities.access_tokens.refused import ProviderUnavailable
from config import strict_json
from config.addresses import AddressInvalid, provider_address
from config.settings import Settings

_DISCOVERY = "/.well-known/openid-configuration"
_MAX_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Safe for threads. `jwks_address`: where its keys are; empty: its own description says so.

    `authorities`: a PEM file of those who may vouch for it; null: those that everybody believes. `seconds`: for each answer,
    its whole way. Follows no redirect, uses no proxy of the environment.
    """

    issuer: str
    jwks_address: str = ""
    authorities: Path | None = None
    seconds: float = 3.0

    @classmethod
    def of(cls, settings: Settings) -> "IdentityProvider":
        """The one of the settings."""
        return cls(settings.oidc_issuer, settings.oidc_jwks_url, settings.oidc_ca, settings.oidc_timeout)

    def fetch(self) -> KeySet:
        """Its keys, as they are now. Raises `ProviderUnavailable`."""
        with httpx.Client(verify=self._trust(), timeout=self.seconds, trust_env=False) as client:
            address = self.jwks_address or self._find_keys(client)
            try:
                return KeySet.of(self._get(client, address))
            except KeySetInvalid as error:
                raise ProviderUnavailable(f"{address}: {error}") from None

    def _find_keys(self, client: httpx.Client) -> str:
        described = self.issuer.rstrip("/") + _DISCOVERY
        said = self._get(client, described)
        if not isinstance(said, dict) or said.get("issuer") != self.issuer:
            raise ProviderUnavailable(f"{described}: its issuer is not NEXTSTEP_OIDC_ISSUER, to the letter")
        address = said.get("jwks_uri")
        try:
            if not isinstance(address, str) or not (address := provider_address(address)):
                raise AddressInvalid("is none")
        except AddressInvalid as error:
            raise ProviderUnavailable(f"{described}: its jwks_uri {error}") from None
        return address

    def _get(self, client: httpx.Client, address: str) -> Any:
        until = time.monotonic() + self.seconds
        body = bytearray()
        try:
            with client.stream("GET", address, headers={"Accept": "application/json"}) as answer:
                if answer.status_code != 200:
                    raise ProviderUnavailable(f"{address}: HTTP {answer.status_code}")
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _MAX_BYTES:
                        raise ProviderUnavailable(f"{address}: the answer is longer than {_MAX_BYTES} bytes")
                    if time.monotonic() > until:
                        raise ProviderUnavailable(f"{address}: no whole answer within {self.seconds:g} s")
            return strict_json.read(bytes(body))
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{address}: no answer ({type(error).__name__})") from None
        except strict_json.JsonInvalid as error:
            raise ProviderUnavailable(f"{address}: {error}") from None

    def _trust(self) -> ssl.SSLContext:
        if self.authorities is None:
            return httpx.create_ssl_context(trust_env=False)
        try:
            return ssl.create_default_context(cafile=str(self.authorities))
        except (OSError, ssl.SSLError):
            raise ProviderUnavailable(f"NEXTSTEP_OIDC_CA: {self.authorities} has no certificates in PEM") from None
