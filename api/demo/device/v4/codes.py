"""Authentication codes (`powerauth-protocol-4.md` §6.3)."""

from collections.abc import Iterable

from api.demo.device import wire
from api.demo.device.v4.kmac import kmac256


def online(keys: Iterable[bytes], counter_data: bytes, data: bytes) -> str:
    """The code of a request: Base64 of 32 bytes for each factor."""
    return wire.b64(b"".join(components(keys, counter_data, data)))


def decimal(keys: Iterable[bytes], counter_data: bytes, data: bytes, *, digits: int) -> str:
    """The code as so many digits for each factor, joined by dashes."""
    numbers = [int.from_bytes(one[-4:], "big") & 0x7FFFFFFF for one in components(keys, counter_data, data)]
    return "-".join(f"{number % 10**digits:0{digits}}" for number in numbers)


def components(keys: Iterable[bytes], counter_data: bytes, data: bytes) -> list[bytes]:
    """32 bytes for each factor key, each of which depends on those before it."""
    derived, found = b"", []
    for key in keys:
        derived = kmac256(key, counter_data + derived, "PA4CODE")
        found.append(kmac256(derived, data, "PA4CODE"))
    return found
