"""One POST to a server that we know nothing good of: to a checked address, within a time, and only the status is read."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import httpx

from activities.peers import client
from activities.peers.http_loop import HttpLoop

_TIMEOUT = httpx.Timeout(60, connect=5)
# Lanes bound what is under way; no connection is kept.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=0)
# However a server drips its answer. Connecting is tried at so many addresses of a name.
_SECONDS = 75
_ADDRESSES = 3


class NoAnswer(Exception):
    """There was no answer. `word` is a constant that says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Poster:
    """Posts for threads."""

    def __init__(self, tls: ssl.SSLContext, *, seconds: float = _SECONDS) -> None:
        """`tls`: whom to trust; `seconds`: how long a post may take."""
        self._http = HttpLoop(partial(client.make, _TIMEOUT, tls=tls, limits=_LIMITS), seconds=seconds)

    def post(self, url: httpx.URL, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer. Connects to `addresses` and to nothing else; follows no redirect; uses no proxy.

        Raises `NoAnswer` CONNECTION_FAILED, TLS_FAILED, TIMED_OUT or PROTOCOL_ERROR.
        """
        try:
            return self._http.run(lambda http: _post(http, url, addresses[:_ADDRESSES], headers, body))
        except (TimeoutError, httpx.TimeoutException):
            raise NoAnswer("TIMED_OUT") from None
        except httpx.ConnectError as error:
            raise NoAnswer("TLS_FAILED" if _is_of_tls(error) else "CONNECTION_FAILED") from None
        except httpx.NetworkError:
            raise NoAnswer("CONNECTION_FAILED") from None
        except httpx.HTTPError:
            raise NoAnswer("PROTOCOL_ERROR") from None


async def _post(
    http: httpx.AsyncClient, url: httpx.URL, addresses: Sequence[str], headers: Mapping[str, str], body: bytes
) -> int:
    *others, last = addresses
    for address in others:
        try:
            return await _send(http, url, address, headers, body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if _is_of_tls(error):
                raise
    return await _send(http, url, last, headers, body)


async def _send(http: httpx.AsyncClient, url: httpx.URL, address: str, headers: Mapping[str, str], body: bytes) -> int:
    """The certificate and the virtual host are those of the name, the connection is to the address."""
    request = http.build_request(
        "POST",
        url.copy_with(host=address),
        content=body,
        headers={"Host": url.netloc.decode(), "Accept": "*/*", "Connection": "close", **headers},
        extensions={"sni_hostname": url.raw_host.decode()},
    )
    response = await http.send(request, stream=True)
    await response.aclose()  # whatever the body is, nobody reads it
    return response.status_code


def _is_of_tls(error: BaseException) -> bool:
    return any(isinstance(one, ssl.SSLError) for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
