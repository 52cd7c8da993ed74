"""How providers are reached: HTTP/2 over TLS, connections kept, and an answer within seconds."""

import ssl
from collections.abc import Mapping
from typing import Any

import httpx

_TIMES = httpx.Timeout(4.0, connect=3.0)
_CONNECTIONS = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=300)


def client(trust: ssl.SSLContext | None = None) -> httpx.Client:
    """A client for threads. `trust`: whom to believe instead of the authorities that everybody believes."""
    return httpx.Client(http2=True, verify=True if trust is None else trust, timeout=_TIMES, limits=_CONNECTIONS)


def said(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object that a provider answered; empty where it is none."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
