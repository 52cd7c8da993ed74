"""Deliveries of kind "callback": a POST to the bank's server (`powerauth-protocol.md` §9.4)."""

import json
import ssl
from collections.abc import Set

from activities.callbacks.destinations import NOT_RESOLVED, DestinationRefused, parse, resolve
from activities.callbacks.http_post import NoAnswer, Poster
from activities.callbacks.secrets import secrets_of
from activities.callbacks.signed_request import headers_of
from activities.deliveries import destination
from activities.deliveries.outbox import Delivery
from activities.deliveries.sender import DeliveryOutcome
from activities.secrets.sealing import Sealer
from activities.store import callbacks
from activities.store.callbacks import StoredCallback
from activities.store.database import Database
from config.clock import now_ms

_GONE = 410
# There is no answer, or another server tells that there is none from where it should come.
_NOBODY = {NOT_RESOLVED, "CONNECTION_FAILED", "TLS_FAILED", "TIMED_OUT", "PROTOCOL_ERROR"}
_AWAY = frozenset(_NOBODY | {"HTTP_429", "HTTP_502", "HTTP_503", "HTTP_504"})


def credentials_context(callback_id: str) -> tuple[str, str, str]:
    """What a callback's credentials are sealed for."""
    return ("callback", callback_id, "credentials")


class CallbackSender:
    """Reads the callback as it is now, address, secrets and credentials; the body is the event's.

    `private` lets it go to loopback and private networks. `tls`: whom to trust; null: whom the machine trusts.
    """

    def __init__(self, database: Database, sealer: Sealer, *, private: bool, tls: ssl.SSLContext | None = None) -> None:
        self._database = database
        self._sealer = sealer
        self._private = private
        self._poster = Poster(tls or ssl.create_default_context())

    away: Set[str] = _AWAY

    def send(self, delivery: Delivery) -> tuple[DeliveryOutcome, str]:
        """2xx is delivered, 410 is given up, as is what the bank has removed or disabled; the rest is tried again."""
        with self._database.read() as session:
            callback = callbacks.find(session, delivery.target)
        if callback is None:
            return DeliveryOutcome.GIVE_UP, "CALLBACK_REMOVED"
        if not callback.enabled:
            return DeliveryOutcome.GIVE_UP, "CALLBACK_DISABLED"
        outcome, reason = self._attempt(callback, delivery)
        is_last = callback.max_attempts is not None and delivery.attempts >= callback.max_attempts
        return (DeliveryOutcome.GIVE_UP if outcome is DeliveryOutcome.RETRY and is_last else outcome), reason

    def _attempt(self, callback: StoredCallback, delivery: Delivery) -> tuple[DeliveryOutcome, str]:
        try:
            url = parse(callback.url)
            destination.tell(url.host)
            found = resolve(url, private=self._private)
            status = self._poster.post(url, found, headers=self._headers(callback, delivery), body=delivery.payload)
        except (DestinationRefused, NoAnswer) as error:
            return DeliveryOutcome.RETRY, error.word
        if 200 <= status < 300:
            return DeliveryOutcome.DELIVERED, ""
        return (DeliveryOutcome.GIVE_UP if status == _GONE else DeliveryOutcome.RETRY), f"HTTP_{status}"

    def _headers(self, callback: StoredCallback, delivery: Delivery) -> dict[str, str]:
        now = now_ms()
        credentials: dict[str, str] = {}
        if callback.credentials is not None:
            credentials = json.loads(
                self._sealer.open(callback.credentials, *credentials_context(callback.callback_id))
            )
        return headers_of(
            delivery_id=delivery.delivery_id,
            secrets=secrets_of(callback, self._sealer, now),
            authentication=callback.authentication,
            credentials=credentials,
            body=delivery.payload,
            now_ms=now,
        )
