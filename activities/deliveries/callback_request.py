"""The request that a callback sends: its body and its headers, signed."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from config import exact_json
from config.callbacks import CallbackAuthentication

IDEMPOTENCY_KEY = "Idempotency-Key"
TIMESTAMP = "X-Nextstep-Timestamp"
SIGNATURE = "X-Nextstep-Signature"


def body_of(payload: Mapping[str, Any]) -> bytes:
    """The bytes that are sent, and signed: the same at each attempt."""
    return exact_json.write(payload).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v1=` and the hex of HMAC-SHA256, keyed with the secret's letters, over the timestamp, a full stop and the body."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def headers_of(
    *,
    delivery_id: str,
    secret: str,
    authentication: CallbackAuthentication,
    credentials: Mapping[str, str],
    body: bytes,
    now_ms: int,
) -> dict[str, str]:
    """All headers of ours. `credentials` are `username` and `password`, or `token`, or nothing."""
    timestamp = str(now_ms)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "nextstep",
        IDEMPOTENCY_KEY: delivery_id,
        TIMESTAMP: timestamp,
        SIGNATURE: signature(secret, timestamp, body),
    }
    match authentication:
        case CallbackAuthentication.BASIC:
            pair = f"{credentials['username']}:{credentials['password']}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        case CallbackAuthentication.BEARER:
            headers["Authorization"] = f"Bearer {credentials['token']}"
        case CallbackAuthentication.NONE:
            pass
    return headers
