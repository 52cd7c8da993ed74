"""Whose request it is where proxies stand before the server: the address that the nearest untrusted one was seen at.

Each proxy appends to `X-Forwarded-For` the address that it was called from. What stands in front of that was said by the caller
and may be invented, so the field is read from its end, and only as far as those who wrote it are trusted.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from config.addresses import Network

FIELD = "HTTP_X_FORWARDED_FOR"

# An IPv4 address may have its port behind it; an IPv6 address stands in brackets then.
_HOP = re.compile(r"\[([^\]]*)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")


def seeing_through(application: WSGIApplication, networks: Sequence[Network]) -> WSGIApplication:
    """`application`, where `REMOTE_ADDR` is the caller's address also behind proxies of `networks`, which are trusted."""
    if not networks:
        return application

    def with_callers_address(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = caller(environ.get("REMOTE_ADDR", ""), environ.get(FIELD, ""), networks)
        return application(environ, start_response)

    return with_callers_address


def caller(peer: str, forwarded_for: str, networks: Sequence[Network]) -> str:
    """The last address on the way from `peer` back to the caller that somebody trusted vouches for."""
    nearest = _address(peer)
    if nearest is None:
        return peer
    for hop in reversed(forwarded_for.split(",")):
        if not any(nearest in network for network in networks):
            break
        before = _address(hop.strip())
        if before is None:  # none, or a word that hides it
            break
        nearest = before
    return str(nearest)


def is_trusted(peer: str, networks: Sequence[Network]) -> bool:
    """Whether connections from `peer` are those of a trusted proxy, and so of many callers."""
    address = _address(peer)
    return address is not None and any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    ported = _HOP.fullmatch(text)
    try:
        address = ip_address((ported[1] or ported[2]) if ported else text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        # A socket for both families writes IPv4 addresses so; a zone is of the proxy's own machine.
        return address.ipv4_mapped or IPv6Address(int(address))
    return address
