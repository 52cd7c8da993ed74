"""How providers are reached: HTTP/2 over TLS, connections kept, and an answer within seconds."""

import ssl
from collections.abc import Mapping
from typing import Any

import httpx

from activities.peers import client
from activities.peers.http_loop import HttpLoop
from config import strict_json

_TIMES = httpx.Timeout(4.0, connect=3.0)
_CONNECTIONS = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=300)
# Of the whole way of an answer, however it drips; what providers answer is some hundred bytes.
_SECONDS = 15
_MOST_BYTES = 65_536


class _Free:
    """Clients of one loop, each of which serves one request at a time, the one that was free last first.

    On one client's HTTP/2 connection the heads of several streams may be sent in another order than they were numbered, and the
    server ends it with all that is under way (httpcore 1.0.9).
    """

    def __init__(self, trust: ssl.SSLContext) -> None:
        self._trust = trust
        self._clients: list[httpx.AsyncClient] = []

    async def post(self, url: str, **request: Any) -> httpx.Response:
        """Status and body: an empty one in the place of what is too long or compressed."""
        used = self._clients.pop() if self._clients else self._make()
        is_whole = False
        try:
            async with used.stream("POST", url, **request) as answer:
                try:
                    body, is_whole = await client.read(answer, _MOST_BYTES), True
                except client.AnswerUnfit:
                    body = b""
                return httpx.Response(answer.status_code, content=body)
        finally:
            if is_whole:
                self._clients.append(used)
            else:  # the rest may still be on its way
                await used.aclose()

    def _make(self) -> httpx.AsyncClient:
        # Of a bank's machines some reach the Internet by a proxy alone; these servers are there.
        return client.make(_TIMES, tls=self._trust, limits=_CONNECTIONS, http2=True, by_proxy=True)

    async def aclose(self) -> None:
        """Close what is free."""
        while self._clients:
            await self._clients.pop().aclose()


class Clients:
    """Posts for threads."""

    def __init__(self, trust: ssl.SSLContext | None = None, *, seconds: float = _SECONDS) -> None:
        """`trust`: whom to believe instead of the authorities that everybody believes."""
        trusted = trust or httpx.create_ssl_context()
        self._http = HttpLoop(lambda: _Free(trusted), seconds=seconds)

    def post(self, url: str, **request: Any) -> httpx.Response:
        """See `httpx.Client.post`. Raises `httpx.HTTPError`."""
        try:
            return self._http.run(lambda free: free.post(url, **request))
        except TimeoutError:
            raise httpx.ReadTimeout("no whole answer in time") from None

    def close(self) -> None:
        """Close what is free; to be called when nothing is under way."""
        self._http.stop()


def read_object(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object that a provider answered; empty where it is none."""
    try:
        found = strict_json.read(response.content)
    except strict_json.JsonInvalid:
        return {}
    return found if isinstance(found, dict) else {}
