"""Requests that a page of another site has a browser send, with whatever the browser knows of its user (CSRF).

Browsers send forms, and so POST without JSON, anywhere, and with them the password that somebody gave them for this server: to
sign in for the Temporal UI, say. By such a request one administrator could have another one agree to his own change.
"""

from urllib.parse import urlsplit

from flask import request

from api.http.api_request import current

# A page of ours, and what is no page's but the user's own doing.
_OWN_SITE = frozenset({"same-origin", "none"})


def is_cross_site() -> bool:
    """Whether a browser says so of the current request. What is no browser says nothing of it, and is none.

    `Sec-Fetch-Site` (Fetch Metadata) is sent over https and to loopback; over http, pages are known by `Origin` alone.
    """
    headers = current().headers
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    if site is not None:
        return site not in _OWN_SITE
    return origin is not None and not _is_own(origin)


def _is_own(origin: str) -> bool:
    """By host and port: a proxy may speak https to browsers and http to us."""
    try:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:
        return False
