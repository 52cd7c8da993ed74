"""What counts as one caller, by its network address."""

import ipaddress
from functools import lru_cache

# Whoever has one IPv6 address has its network.
_IPV6_NETWORK_BITS = 64


@lru_cache(4096)
def caller_network(address: str) -> str:
    """The address, of IPv6 its network; what is no address is itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK_BITS), strict=False))
