"""The bank's identity provider over HTTP: where its keys are (OpenID Connect Discovery 1.0, section 4), and what they are."""

import ssl
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from activities.access_tokens.key_set import KeySet, KeySetInvalid
from activities.access_tokens.refused import ProviderUnavailable
from activities.peers import client
from activities.peers.once import once
from config import strict_json
from config.addresses import AddressInvalid, provider_address
from config.settings import Settings

_DISCOVERY = "/.well-known/openid-configuration"
_MAX_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Safe for threads. `jwks_address`: where its keys are; empty: its own description says so.

    `authorities`: a PEM file of those who may vouch for it; null: those that everybody believes. `seconds`: for each answer,
    its whole way.
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
        address = self.jwks_address or self._find_keys()
        try:
            return KeySet.of(self._get(address))
        except KeySetInvalid as error:
            raise ProviderUnavailable(f"{address}: {error}") from None

    def _find_keys(self) -> str:
        described = self.issuer.rstrip("/") + _DISCOVERY
        said = self._get(described)
        if not isinstance(said, dict) or said.get("issuer") != self.issuer:
            raise ProviderUnavailable(f"{described}: its issuer is not NEXTSTEP_OIDC_ISSUER, to the letter")
        address = said.get("jwks_uri")
        try:
            if not isinstance(address, str) or not (address := provider_address(address)):
                raise AddressInvalid("is none")
            if self.issuer.startswith("https:") and not address.startswith("https:"):
                # This machine's own servers are not the provider's to have asked.
                raise AddressInvalid("must be https, as the issuer is")
        except AddressInvalid as error:
            raise ProviderUnavailable(f"{described}: its jwks_uri {error}") from None
        return address

    def _get(self, address: str) -> Any:
        make = partial(client.make, httpx.Timeout(self.seconds), tls=self._trust())
        try:
            return strict_json.read(once(make, lambda http: _exchange(http, address), seconds=self.seconds))
        except TimeoutError:
            raise ProviderUnavailable(f"{address}: no whole answer within {self.seconds:g} s") from None
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{address}: no answer ({type(error).__name__})") from None
        except (strict_json.JsonInvalid, client.AnswerUnfit) as error:
            raise ProviderUnavailable(f"{address}: {error}") from None

    def _trust(self) -> ssl.SSLContext:
        if self.authorities is None:
            return httpx.create_ssl_context(trust_env=False)
        try:
            return ssl.create_default_context(cafile=str(self.authorities))
        except (OSError, ssl.SSLError):
            raise ProviderUnavailable(f"NEXTSTEP_OIDC_CA: {self.authorities} has no certificates in PEM") from None


async def _exchange(http: httpx.AsyncClient, address: str) -> bytes:
    async with http.stream("GET", address, headers={"Accept": "application/json"}) as answer:
        if answer.status_code != 200:
            raise ProviderUnavailable(f"{address}: HTTP {answer.status_code}")
        return await client.read(answer, _MAX_BYTES)
