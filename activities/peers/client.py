"""The HTTP client for servers of others: it goes where it is sent, remembers nothing of them, and bounds what it reads."""

import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20)


class AnswerUnfit(Exception):
    """An answer that is longer than it may be, or compressed: nobody knows how long it is."""


def forgetful() -> CookieJar:
    """A jar that keeps no cookie.

    A client's own one would grow by what each server says; and it knows a server by the address that is connected to, so that of
    two banks behind one address the one would be told the other's.
    """
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def make(
    timeout: httpx.Timeout,
    *,
    tls: ssl.SSLContext | None = None,
    limits: httpx.Limits = _LIMITS,
    http2: bool = False,
    by_proxy: bool = False,
) -> httpx.AsyncClient:
    """A client that follows no redirect, and asks for answers as they are.

    `tls`: whom to trust; null: those that everybody believes. `by_proxy`: it goes by the proxies that the environment names.
    """
    return httpx.AsyncClient(
        verify=tls or httpx.create_ssl_context(trust_env=False),
        trust_env=by_proxy,
        follow_redirects=False,
        timeout=timeout,
        limits=limits,
        http2=http2,
        cookies=forgetful(),
        headers={"Accept-Encoding": "identity"},
    )


async def read(answer: httpx.Response, most: int) -> bytes:
    """The bytes of a body. Raises `AnswerUnfit` where there are more than `most`, or they are compressed.

    Some bytes may stand for millions of times as many: none is expanded.
    """
    check_plain(answer)
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > most:
            raise AnswerUnfit(f"the answer is longer than {most} bytes")
    return bytes(body)


def check_plain(answer: httpx.Response) -> None:
    """Raises `AnswerUnfit` where the body is compressed."""
    if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise AnswerUnfit("the answer is compressed, which was not asked for")
