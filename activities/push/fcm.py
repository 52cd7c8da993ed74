"""Firebase Cloud Messaging, API v1 (`mobile-and-cloud.md` §5.4)."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from activities.deliveries.sender import DeliveryOutcome
from activities.push import fcm_payload, provider
from activities.push.credentials import FcmCredentials
from activities.push.fcm_access import AccessTokenUnavailable, FcmAccess
from activities.push.http import Clients, read_object
from activities.push.message import PushMessage
from activities.push.provider import TAKEN, ProviderResponse, PushDevice
from config.clock import now_ms

log = logging.getLogger(__name__)

_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"

_GONE = "UNREGISTERED"
_ARGUMENT = "INVALID_ARGUMENT"
_TOKEN_FIELD = "message.token"  # noqa: S105 - a field's name
# "The registration token is not a valid FCM registration token"
_TOKEN_WORDS = "registration token"  # noqa: S105 - of a sentence
_LATER = {"UNAVAILABLE", "INTERNAL", "QUOTA_EXCEEDED"}
_CREDENTIALS = {"SENDER_ID_MISMATCH", "THIRD_PARTY_AUTH_ERROR", "PERMISSION_DENIED"}
_UNAUTHORIZED = 401


class Fcm:
    """Firebase for one project."""

    def __init__(
        self,
        http: Clients,
        url: str,
        access: FcmAccess,
        credentials: FcmCredentials,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._http = http
        self._url = f"{url}/v1/projects/{quote(credentials.project_id, safe='')}/messages:send"
        self._access = access
        self._credentials = credentials
        self._clock = clock

    def send(self, device: PushDevice, message: PushMessage, *, delivery_id: str) -> ProviderResponse:
        """See `Provider`."""
        payload = fcm_payload.payload(message, device.token, self._clock())
        try:
            token = self._access.token(self._credentials)
            response = self._http.post(
                self._url,
                content=payload,
                headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
            )
        except AccessTokenUnavailable as refused:
            return refused.answer
        except httpx.HTTPError as error:
            log.warning("Firebase cannot be reached for delivery %s: %s", delivery_id, type(error).__name__)
            return ProviderResponse(DeliveryOutcome.RETRY, provider.UNREACHABLE)
        if response.status_code == 200:
            return TAKEN
        if response.status_code == _UNAUTHORIZED:
            self._access.renew(self._credentials)
        found = read_object(response).get("error")
        wrong = found if isinstance(found, dict) else {}
        log.warning("Firebase refused delivery %s: %s %.60r", delivery_id, response.status_code, code(wrong))
        return read_refusal(response.status_code, wrong)


def read_refusal(status: int, error: Mapping[str, Any]) -> ProviderResponse:
    """What Firebase's refusal means. What it finds wrong with our request says nothing about the device, but for its token."""
    word = code(error)
    if word == _GONE or (word == _ARGUMENT and _is_about_token(error)):
        return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.TOKEN_GONE)
    third_party = word == "THIRD_PARTY_AUTH_ERROR"
    if word in _LATER or status == 429 or status >= 500 or (status == _UNAUTHORIZED and not third_party):
        return ProviderResponse(DeliveryOutcome.RETRY, provider.UNAVAILABLE)
    if word in _CREDENTIALS or status == 403:
        return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.CREDENTIALS)
    return ProviderResponse(DeliveryOutcome.GIVE_UP, provider.MESSAGE)


def code(error: Mapping[str, Any]) -> str:
    """The code that Firebase gives an error; where it gives none, the general one of Google's."""
    found = [detail.get("errorCode") for detail in _details(error, _ERROR)]
    return str(found[0] if found else error.get("status", ""))


def _is_about_token(error: Mapping[str, Any]) -> bool:
    """By the fields that are wrong; where none is named, and Firebase names none of a token, by the error's sentence."""
    wrong = _wrong_fields(error)
    return _TOKEN_FIELD in wrong if wrong else _TOKEN_WORDS in str(error.get("message", "")).lower()


def _wrong_fields(error: Mapping[str, Any]) -> set[str]:
    violations = [one for detail in _details(error, _BAD_REQUEST) for one in detail.get("fieldViolations") or ()]
    return {str(one.get("field")) for one in violations if isinstance(one, dict)}


def _details(error: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    details = error.get("details")
    return [
        one
        for one in (details if isinstance(details, list) else ())
        if isinstance(one, dict) and one.get("@type") == kind
    ]
