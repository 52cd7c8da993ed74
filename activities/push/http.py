"""How providers are reached: HTTP/2 over TLS, connections kept, and an answer within seconds."""

import ssl
from collections.abc import Mapping
from queue import Empty, LifoQueue
from typing import Any

import httpx

_TIMES = httpx.Timeout(4.0, connect=3.0)
_CONNECTIONS = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=300)


class Clients:
    """Posts for threads. Each client serves one request at a time, the one that was free last first.

    On one client's HTTP/2 connection several threads may send the heads of their streams in another order than they numbered
    them, and the server ends it with all that is under way (httpcore 1.0.9).
    """

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        """`trust`: whom to believe instead of the authorities that everybody believes."""
        self._trust = trust or httpx.create_ssl_context()
        self._free: LifoQueue[httpx.Client] = LifoQueue()

    def post(self, url: str, **request: Any) -> httpx.Response:
        """See `httpx.Client.post`."""
        try:
            client = self._free.get_nowait()
        except Empty:
            client = httpx.Client(http2=True, verify=self._trust, timeout=_TIMES, limits=_CONNECTIONS)
        try:
            return client.post(url, **request)
        finally:
            self._free.put(client)

    def close(self) -> None:
        """Close what is free; to be called when nothing is under way."""
        while not self._free.empty():
            self._free.get_nowait().close()


def read_object(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object that a provider answered; empty where it is none."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
