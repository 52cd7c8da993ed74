"""The one value that an app is shipped with: `mobileSdkConfig` (`powerauth-protocol.md` §0.4, `powerauth-protocol-4.md` §12).

A phone passes over keys whose kind it does not know: those of protocol 3 read the configuration of both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.powerauth import elliptic_curve
from activities.powerauth.base64_text import Base64Invalid, decode, encode
from activities.powerauth.elliptic_curve import KeyInvalid, PublicKey, public_bytes
from activities.powerauth.keys import public_key
from activities.powerauth.v4 import ecdsa, mldsa
from activities.powerauth.v4.mldsa import MlDsa

_VERSION = 1
_SIZE = 16
# Four keys take 6.3 kB.
_MAX_CHARACTERS = 16_384
_P256, _P384 = 1, 2
_ML_DSA = {3: MlDsa.ML_DSA_65, 4: MlDsa.ML_DSA_87}


class SdkConfigInvalid(ValueError):
    """A text is no configuration of this version."""


@dataclass(frozen=True, slots=True)
class SdkConfig:
    """What an app must know of its application. Key and secret are base64 of 16 bytes. Protocol 4 needs the last two."""

    application_key: str
    application_secret: str = field(repr=False)
    master_public_key: PublicKey
    p384_key: elliptic_curve.PublicKey | None = None
    ml_dsa_keys: Mapping[MlDsa, mldsa.PublicKey] = field(default_factory=dict)


def write(config: SdkConfig) -> str:
    """The configuration as text: 103 bytes in base64 with one key."""
    key, secret = (decode(text, size=_SIZE) for text in (config.application_key, config.application_secret))
    keys = {_P256: public_bytes(config.master_public_key)}
    if config.p384_key is not None:
        keys[_P384] = elliptic_curve.public_bytes(config.p384_key)
    for kind, parameters in _ML_DSA.items():
        if parameters in config.ml_dsa_keys:
            keys[kind] = mldsa.public_bytes(config.ml_dsa_keys[parameters])
    written = b"".join(bytes([kind]) + _with_length(data) for kind, data in keys.items())
    return encode(bytes([_VERSION]) + _with_length(key) + _with_length(secret) + _count(len(keys)) + written)


def read(text: object) -> SdkConfig:
    """The configuration in a text. Raises `SdkConfigInvalid`."""
    try:
        if not isinstance(text, str) or len(text) > _MAX_CHARACTERS:
            raise SdkConfigInvalid
        data = _Reader(decode(text))
        data.expect(_VERSION)
        key, secret = data.read_counted(), data.read_counted()
        keys = data.read_keys()
        if len(key) != _SIZE or len(secret) != _SIZE or data.rest or _P256 not in keys:
            raise SdkConfigInvalid
        return SdkConfig(
            encode(key),
            encode(secret),
            public_key(keys[_P256]),
            ecdsa.public_key(keys[_P384], may_be_compressed=True) if _P384 in keys else None,
            {parameters: parameters.public_key(keys[kind]) for kind, parameters in _ML_DSA.items() if kind in keys},
        )
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

    def read_keys(self) -> dict[int, bytes]:
        """Keys by their kinds, in any order; none of a kind is there twice."""
        keys: dict[int, bytes] = {}
        for _ in range(self.count()):
            kind = self.take(1)[0]
            if kind in keys:
                raise SdkConfigInvalid
            keys[kind] = self.read_counted()
        return keys
