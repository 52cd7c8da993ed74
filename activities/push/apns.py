"""Apple's push service (`mobile-and-cloud.md` §5.4): a request of HTTP/2 a message, under a JWT of ours."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from activities.deliveries.sender import DeliveryOutcome
from activities.push import apns_payload, provider
from activities.push.credentials import ApnsCredentials
from activities.push.http import Clients, read_object
from activities.push.message import PushMessage
from activities.push.provider import TAKEN, ProviderResponse, PushDevice
from activities.push.signed_jwt import sign
from config.clock import now_ms
from config.path_segment import segment
from config.vocabulary import PushEnvironment

log = logging.getLogger(__name__)

MAX_PAYLOAD = 4096

_MINUTE_MS = 60_000
# Apple refuses JWTs older than an hour, and new ones made less than 20 minutes after the last.
_USED_FOR_MS = 40 * _MINUTE_MS
_LEAST_USED_FOR_MS = 20 * _MINUTE_MS

_EXPIRED = "ExpiredProviderToken"
_GONE = {"BadDeviceToken", "DeviceTokenNotForTopic", "TopicDisallowed", "Unregistered", "ExpiredToken"}
_CREDENTIALS = {
    "BadCertificate",
    "BadCertificateEnvironment",
    "BadEnvironmentKeyIdInToken",
    "Forbidden",
    "InvalidProviderToken",
    "MissingProviderToken",
    "UnrelatedKeyIdInToken",
}
_LATER = {_EXPIRED, "IdleTimeout", "InternalServerError", "ServiceUnavailable", "Shutdown"}
_LATER |= {"TooManyProviderTokenUpdates", "TooManyRequests"}


@dataclass(frozen=True, slots=True)
class ApnsUrls:
    """Where Apple's two servers are, without a slash at the end."""

    production: str
    development: str

    def of(self, environment: PushEnvironment) -> str:
        """The server of an environment."""
        return self.production if environment is PushEnvironment.PRODUCTION else self.development


class ApnsJwts:
    """The JWTs in use, one for each credentials; one per process."""

    def __init__(self, clock: Callable[[], int] = now_ms) -> None:
        self._clock = clock
        self._tokens: dict[ApnsCredentials, tuple[str, int]] = {}

    def of(self, credentials: ApnsCredentials) -> str:
        """The JWT to be sent now."""
        now = self._clock()
        known = self._tokens.get(credentials)
        if known is None or now - known[1] >= _USED_FOR_MS:
            claims: dict[str, str | int] = {"iss": credentials.team_id, "iat": now // 1000}
            known = self._tokens[credentials] = (sign(claims, credentials.key(), key_id=credentials.key_id), now)
        return known[0]

    def renew(self, credentials: ApnsCredentials) -> None:
        """Apple finds the JWT too old: make another one, unless this one is so young that only clocks can differ."""
        known = self._tokens.get(credentials)
        if known is not None and self._clock() - known[1] >= _LEAST_USED_FOR_MS:
            self._tokens.pop(credentials, None)


class Apns:
    """APNs for one app of Apple's."""

    def __init__(self, http: Clients, urls: ApnsUrls, jwts: ApnsJwts, credentials: ApnsCredentials) -> None:
        self._http = http
        self._urls = urls
        self._jwts = jwts
        self._credentials = credentials

    def send(self, device: PushDevice, message: PushMessage, *, delivery_id: str) -> ProviderResponse:
        """See `Provider`; the delivery's id becomes the message's at Apple."""
        ours = self._credentials.environment
        environment = device.environment or ours
        if ours is PushEnvironment.PRODUCTION and environment is PushEnvironment.DEVELOPMENT:
            return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.ENVIRONMENT)
        payload = apns_payload.payload(message)
        if len(payload) > MAX_PAYLOAD:
            return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.MESSAGE)
        headers = {
            "authorization": f"bearer {self._jwts.of(self._credentials)}",
            "apns-topic": self._credentials.topic,
            "apns-id": delivery_id,
            **apns_payload.headers(message),
        }
        url = f"{self._urls.of(environment)}/3/device/{segment(device.token)}"
        try:
            response = self._http.post(url, content=payload, headers=headers)
        except httpx.HTTPError as error:
            log.warning("APNs cannot be reached for delivery %s: %s", delivery_id, type(error).__name__)
            return ProviderResponse(DeliveryOutcome.RETRY, provider.UNREACHABLE)
        if response.status_code == 200:
            return TAKEN
        reason = str(read_object(response).get("reason", ""))
        if reason == _EXPIRED:
            self._jwts.renew(self._credentials)
        log.warning("APNs refused delivery %s: %s %.60r", delivery_id, response.status_code, reason)
        return read_refusal(response.status_code, reason)


def read_refusal(status: int, reason: str) -> ProviderResponse:
    """What Apple's refusal means. A fault of our credentials says nothing about the device, and leaves its token alone."""
    if reason in _GONE or status == 410:
        return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.TOKEN_GONE)
    if reason in _LATER or status == 429 or status >= 500:
        return ProviderResponse(DeliveryOutcome.RETRY, provider.UNAVAILABLE)
    if reason in _CREDENTIALS or status in (401, 403):
        return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.CREDENTIALS)
    return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.MESSAGE)
