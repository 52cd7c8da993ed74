"""The request that a callback sends: its body and its headers, signed by the Standard Webhooks rules (version 1.0.0)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from activities.callbacks.signing_secret import PREFIX
from config import exact_json, spans
from config.callbacks import CallbackAuthentication

# Of the reference; its value is the message's id.
IDEMPOTENCY_KEY = "Idempotency-Key"
ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"
# Of W3C's Trace Context; it is not signed, since it says nothing of the event.
TRACEPARENT = "traceparent"


def body_of(payload: Mapping[str, Any]) -> bytes:
    """The bytes that are signed and sent. Made once an event, when it is noted: attempts are given them."""
    return exact_json.encode(payload)


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, with full stops between them."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def gateway_headers(secret: str, message_id: str, body: bytes, *, now_ms: int) -> dict[str, str]:
    """Those of a message to a server of the bank's that the settings name: signed by `secret`, or not where that is empty."""
    return headers_of(
        delivery_id=message_id,
        secrets=(secret,) if secret else (),
        authentication=CallbackAuthentication.NONE,
        credentials={},
        body=body,
        now_ms=now_ms,
    )


def headers_of(
    *,
    delivery_id: str,
    secrets: Sequence[str],
    authentication: CallbackAuthentication,
    credentials: Mapping[str, str],
    body: bytes,
    now_ms: int,
) -> dict[str, str]:
    """All headers of ours; the timestamp is the attempt's, in seconds.

    There is a signature by each of the `secrets`, with spaces between them. `credentials` are `username` and `password`, or
    `token`, or nothing. While a span is recorded, the request says to be a part of it.
    """
    timestamp = str(now_ms // 1000)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "nextstep",
        IDEMPOTENCY_KEY: delivery_id,
        ID: delivery_id,
        TIMESTAMP: timestamp,
        SIGNATURE: " ".join(signature(secret, delivery_id, timestamp, body) for secret in secrets),
    }
    match authentication:
        case CallbackAuthentication.BASIC:
            pair = f"{credentials['username']}:{credentials['password']}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        case CallbackAuthentication.BEARER:
            headers["Authorization"] = f"Bearer {credentials['token']}"
        case CallbackAuthentication.NONE:
            pass
    traceparent = spans.current()
    return headers if traceparent is None else {**headers, TRACEPARENT: traceparent}
