"""The one string that an app is shipped with: its key, its secret, and the server's master keys.

Source: `powerauth-protocol.md` §0.4, `powerauth-protocol-4.md` §12.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from api.demo.device import points, wire
from api.demo.device.failures import Unreadable, Untrusted

_VERSION = 1
_P256 = 1  # the kind of master key that protocols 3.0 to 3.3 use


@dataclass(frozen=True, slots=True)
class PhoneSdkConfig:
    """`application_key` and `application_secret` are Base64 of 16 bytes each, as text.

    `further_master_keys` are those of other kinds, as they are written: protocol 4 reads those that it knows.
    """

    application_key: str
    application_secret: str
    master_public_key: points.PublicKey
    further_master_keys: Mapping[int, bytes] = field(default_factory=dict)


def parse(text: str) -> PhoneSdkConfig:
    """Read `mobileSdkConfig`. Raises `Unreadable`."""
    try:
        source = BytesIO(wire.from_b64(text))
        _expect(source.read(1) == bytes([_VERSION]), "its version is unknown")
        key, secret = _chunk(source), _chunk(source)
        _expect(len(key) == len(secret) == 16, "key and secret have 16 bytes")
        masters = _master_keys(source)
        _expect(not source.read(), "something follows the master keys")
        _expect(_P256 in masters, "there is no master key on P-256")
        master = points.public_key(masters.pop(_P256))
    except (ValueError, Untrusted) as error:
        raise Unreadable(f"the SDK configuration is damaged: {error}") from None
    return PhoneSdkConfig(wire.b64(key), wire.b64(secret), master, masters)


def _master_keys(source: BytesIO) -> dict[int, bytes]:
    """The keys by their kinds; a kind that nobody knows is no fault."""
    found: dict[int, bytes] = {}
    for _ in range(_count(source)):
        kind = source.read(1)
        _expect(bool(kind), "it ends early")
        _expect(kind[0] not in found, "two master keys are of one kind")
        found[kind[0]] = _chunk(source)
    return found


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
