"""Providers, made of an application's credentials (`mobile-and-cloud.md` §5.4)."""

import ssl
from dataclasses import dataclass

from activities.push.apns import Apns, ApnsJwts, ApnsUrls
from activities.push.credentials import ApnsCredentials, Credentials
from activities.push.fcm import Fcm
from activities.push.fcm_access import FcmAccess
from activities.push.http import Clients
from activities.push.provider import Provider


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where providers are: their own addresses, or those of somebody who stands in for them. No slash at the end."""

    apns: ApnsUrls
    fcm: str
    fcm_token: str


class Providers:
    """One per process; safe for threads. `trust`: whom to believe instead of the authorities that everybody believes."""

    def __init__(self, addresses: Addresses, trust: ssl.SSLContext | None = None) -> None:
        self._addresses = addresses
        self._http = Clients(trust)
        self._jwts = ApnsJwts()
        self._access = FcmAccess(self._http, addresses.fcm_token)

    def of(self, credentials: Credentials) -> Provider:
        """The provider that these credentials are for."""
        if isinstance(credentials, ApnsCredentials):
            return Apns(self._http, self._addresses.apns, self._jwts, credentials)
        return Fcm(self._http, self._addresses.fcm, self._access, credentials)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()
