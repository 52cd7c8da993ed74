"""Access to Firebase: a JWT of the service account, exchanged for a token that serves about an hour (RFC 7523)."""

import logging
from collections.abc import Callable
from typing import TypeGuard

import httpx

from activities.deliveries.sender import DeliveryOutcome
from activities.push import provider
from activities.push.credentials import FcmCredentials
from activities.push.http import Clients, read_object
from activities.push.provider import ProviderResponse
from activities.push.signed_jwt import sign
from config.clock import now_ms

log = logging.getLogger(__name__)

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"

_HOUR_SECONDS = 3600
# Given up before it expires, for a request takes a while and clocks differ.
_MARGIN_MS = 300_000


class AccessTokenUnavailable(Exception):
    """There is no token; `answer` says what that means for the message."""

    def __init__(self, answer: ProviderResponse) -> None:
        super().__init__(answer.reason)
        self.answer = answer


class FcmAccess:
    """The access tokens in use, one for each credentials; one per process."""

    def __init__(self, http: Clients, token_url: str, clock: Callable[[], int] = now_ms) -> None:
        self._http = http
        self._token_url = token_url
        self._clock = clock
        self._access_tokens: dict[FcmCredentials, tuple[str, int]] = {}

    def token(self, credentials: FcmCredentials) -> str:
        """The token to be sent now. Raises `AccessTokenUnavailable`."""
        now = self._clock()
        known = self._access_tokens.get(credentials)
        if known is None or now >= known[1]:
            known = self._access_tokens[credentials] = self._grant(credentials, now)
        return known[0]

    def renew(self, credentials: FcmCredentials) -> None:
        """Firebase no longer accepts the token: have another one."""
        self._access_tokens.pop(credentials, None)

    def _grant(self, credentials: FcmCredentials, now: int) -> tuple[str, int]:
        seconds = now // 1000
        claims: dict[str, str | int] = {
            "iss": credentials.client_email,
            "scope": SCOPE,
            "aud": self._token_url,
            "iat": seconds,
            "exp": seconds + _HOUR_SECONDS,
        }
        assertion = sign(claims, credentials.key(), key_id=credentials.private_key_id)
        try:
            response = self._http.post(self._token_url, data={"grant_type": GRANT, "assertion": assertion})
        except httpx.HTTPError as error:
            log.warning("access to Firebase cannot be asked for: %s", type(error).__name__)
            raise AccessTokenUnavailable(ProviderResponse(DeliveryOutcome.RETRY, provider.UNREACHABLE)) from None
        answer = read_object(response)
        token, expires_in = answer.get("access_token"), answer.get("expires_in")
        if response.status_code == 200 and _is_sendable(token) and isinstance(expires_in, int):
            return token, now + expires_in * 1000 - _MARGIN_MS
        log.warning("access to Firebase was refused: %s %.60r", response.status_code, answer.get("error"))
        away = response.status_code == 429 or response.status_code >= 500 or response.status_code == 200
        refused = (
            ProviderResponse(DeliveryOutcome.RETRY, provider.UNAVAILABLE)
            if away
            else ProviderResponse(DeliveryOutcome.GIVE_UP, provider.CREDENTIALS)
        )
        raise AccessTokenUnavailable(refused)


def _is_sendable(token: object) -> TypeGuard[str]:
    """Whether it can stand in a header field; what cannot would be kept for an hour, and fail every message."""
    return isinstance(token, str) and token.isascii() and token.isprintable() and token.strip() != ""
