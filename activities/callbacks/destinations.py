"""Where callbacks may go: the bank names an address, and must not reach through us what it cannot reach itself.

A name is judged by the addresses that it has now, and the request goes to just those: a name that is another tomorrow, or the
moment after, gains nothing.
"""

import ipaddress
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import httpx

NOT_RESOLVED = "NOT_RESOLVED"

_MAX_LETTERS = 2000
# Where clouds tell a machine its secrets, beside the link-local ones.
_METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PRIVATE = tuple(
    map(ipaddress.ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
# The only IPv6 addresses that anybody has been given to be reached at.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# IANA's registries of special-purpose addresses and of multicast, as of 2025, not leaning on what a Python release knows of them:
# this network, carriers, links, protocols, documentation, anycast of AS112 and AMT, relays, benchmarks, multicast, reserved.
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24"),
            *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)


class DestinationRefused(Exception):
    """An address that callbacks must not go to. `word` is a constant for operators, the text says what is wrong."""

    def __init__(self, word: str, detail: str) -> None:
        super().__init__(detail)
        self.word = word


def parse(url: str) -> httpx.URL:
    """The address of a callback. Raises `DestinationRefused`: it is none, not of http or https, or has credentials in it."""
    if len(url) > _MAX_LETTERS or not url.isprintable() or " " in url:
        raise DestinationRefused("URL_INVALID", f"must be an address of at most {_MAX_LETTERS} letters, without spaces")
    try:
        found = httpx.URL(url)
        host = found.host  # decoded only now: not all that begins as a name in ASCII for one in other letters is one
    except (httpx.InvalidURL, ValueError):
        raise DestinationRefused("URL_INVALID", "is not an address") from None
    if found.scheme not in ("http", "https") or not host:
        raise DestinationRefused("URL_INVALID", "must begin with https:// or http:// and name a host")
    if found.port is not None and not 0 < found.port < 65536:
        raise DestinationRefused("URL_INVALID", "names a port that there is not")
    if found.userinfo:
        raise DestinationRefused("URL_INVALID", "must not hold credentials; set the authentication instead")
    if found.fragment:
        raise DestinationRefused("URL_INVALID", "must not have a fragment")
    return found


def resolve(url: httpx.URL, *, private: bool) -> list[str]:
    """The IP addresses of the URL's host, as they are to be connected to. `private` lets loopback and private networks through.

    Raises `DestinationRefused` ADDRESS_REFUSED where any of them is not allowed, NOT_RESOLVED where there are none. Asks the name
    servers, and may take as long as they do: for the name in ASCII, by which the certificate and the server know it. The system
    would make another one of some letters of other scripts.
    """
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    try:
        found = socket.getaddrinfo(url.raw_host.decode(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DestinationRefused(NOT_RESOLVED, "names a host that is not known") from None
    names = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if not all(_is_allowed(name, private=private) for name in names):
        raise DestinationRefused("ADDRESS_REFUSED", "leads to a network that callbacks must not reach")
    return names


def _is_allowed(text: str, *, private: bool) -> bool:
    if "%" in text:  # a scope: the address is of a link
        return False
    address = _unwrap(ipaddress.ip_address(text))
    if address in _METADATA or _within(address, _SPECIAL):
        return False
    if _within(address, _PRIVATE):
        return private
    return isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST


def _within(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _unwrap(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, by any of the ways to write it so."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address
