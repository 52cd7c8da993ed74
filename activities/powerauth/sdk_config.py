"""The one value that an app is shipped with: `mobileSdkConfig` (`powerauth-protocol.md` §0.4)."""

from dataclasses import dataclass, field

from activities.powerauth.base64_text import Base64Invalid, decode, encode
from activities.powerauth.keys import KeyInvalid, PublicKey, public_bytes, public_key

_VERSION = 1
_P256 = 1
_SIZE = 16
_MAX_CHARACTERS = 1024


class SdkConfigInvalid(ValueError):
    """A text is no configuration of this version."""


@dataclass(frozen=True, slots=True)
class SdkConfig:
    """What an app must know of its application. Key and secret are base64 of 16 bytes."""

    application_key: str
    application_secret: str = field(repr=False)
    master_public_key: PublicKey


def write(config: SdkConfig) -> str:
    """The configuration as text: 103 bytes in base64."""
    key, secret = (decode(text, size=_SIZE) for text in (config.application_key, config.application_secret))
    keys = _count(1) + bytes([_P256]) + _with_length(public_bytes(config.master_public_key))
    return encode(bytes([_VERSION]) + _with_length(key) + _with_length(secret) + keys)


def read(text: object) -> SdkConfig:
    """The configuration in a text. Raises `SdkConfigInvalid`."""
    try:
        if not isinstance(text, str) or len(text) > _MAX_CHARACTERS:
            raise SdkConfigInvalid
        data = _Reader(decode(text))
        data.expect(_VERSION)
        key, secret = data.read_counted(), data.read_counted()
        data.expect(1)
        data.expect(_P256)
        point = data.read_counted()
        if len(key) != _SIZE or len(secret) != _SIZE or data.rest:
            raise SdkConfigInvalid
        return SdkConfig(encode(key), encode(secret), public_key(point))
    except (Base64Invalid, KeyInvalid):
        raise SdkConfigInvalid from None


def _with_length(value: bytes) -> bytes:
    return _count(len(value)) + value


def _count(number: int) -> bytes:
    """A number in one, two or four bytes, big endian; the first bits say how many: 0, 10 or 11."""
    if number <= 0x7F:
        return bytes([number])
    if number <= 0x3FFF:
        return (number | 0x8000).to_bytes(2, "big")
    if number <= 0x3FFFFFFF:
        return (number | 0xC0000000).to_bytes(4, "big")
    raise ValueError("a count has 30 bits")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.rest = data

    def take(self, size: int) -> bytes:
        if len(self.rest) < size:
            raise SdkConfigInvalid
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def expect(self, byte: int) -> None:
        if self.take(1) != bytes([byte]):
            raise SdkConfigInvalid

    def count(self) -> int:
        first = self.take(1)
        size = (1, 1, 2, 4)[first[0] >> 6]
        raw = first + self.take(size - 1)
        number = int.from_bytes(raw, "big") & (1 << size * 8 - min(size, 2)) - 1
        if _count(number) != raw:
            raise SdkConfigInvalid
        return number

    def read_counted(self) -> bytes:
        return self.take(self.count())
