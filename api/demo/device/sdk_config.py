"""The one string that an app is shipped with: its key, its secret and the server's master key (`powerauth-protocol.md` §0.4)."""

from dataclasses import dataclass
from io import BytesIO

from api.demo.device import points, wire
from api.demo.device.failures import Unreadable, Untrusted

_VERSION = 1
_MASTER_KEY = 1  # the only kind of key there is: P-256


@dataclass(frozen=True, slots=True)
class PhoneSdkConfig:
    """`application_key` and `application_secret` are Base64 of 16 bytes each, as text."""

    application_key: str
    application_secret: str
    master_public_key: points.PublicKey


def parse(text: str) -> PhoneSdkConfig:
    """Read `mobileSdkConfig`. Raises `Unreadable`."""
    try:
        source = BytesIO(wire.from_b64(text))
        _expect(source.read(1) == bytes([_VERSION]), "its version is unknown")
        key, secret = _chunk(source), _chunk(source)
        _expect(len(key) == len(secret) == 16, "key and secret have 16 bytes")
        _expect(_count(source) == 1, "there is one master key")
        _expect(source.read(1) == bytes([_MASTER_KEY]), "the kind of the master key is unknown")
        master = points.public_key(_chunk(source))
        _expect(not source.read(), "something follows the master key")
    except (ValueError, Untrusted) as error:
        raise Unreadable(f"the SDK configuration is damaged: {error}") from None
    return PhoneSdkConfig(wire.b64(key), wire.b64(secret), master)


def _chunk(source: BytesIO) -> bytes:
    length = _count(source)
    value = source.read(length)
    _expect(len(value) == length, "it ends early")
    return value


def _count(source: BytesIO) -> int:
    """One byte below 128; two whose top bits are 10; four whose top bits are 11."""
    first = source.read(1)
    _expect(bool(first), "it ends early")
    if first[0] < 0x80:
        return first[0]
    further, mask = (1, 0x3FFF) if first[0] < 0xC0 else (3, 0x3FFFFFFF)
    rest = source.read(further)
    _expect(len(rest) == further, "it ends early")
    return int.from_bytes(first + rest, "big") & mask


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
