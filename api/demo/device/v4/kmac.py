"""KMAC256, and the keys derived by it (`powerauth-protocol-4.md` §1)."""

from Crypto.Hash.cSHAKE128 import cSHAKE_XOF

from api.demo.device.wire import prefix_length

SIZE = 32
_RATE = 136  # bytes that the sponge takes in at once
_CAPACITY = 512


def kmac256(key: bytes, message: bytes, custom: str, size: int = SIZE) -> bytes:
    """KMAC256 of SP 800-185 §4, from its definition by cSHAKE256: the library's own refuses keys below 32 bytes."""
    padded = _left_encode(_RATE) + _encode_string(key)
    padded += bytes(-len(padded) % _RATE)
    sponge = cSHAKE_XOF(padded + message + _right_encode(size * 8), custom.encode(), _CAPACITY, b"KMAC")
    found: bytes = sponge.read(size)
    return found


def kdf(key: bytes, label: str, diversifier: bytes = b"", *, size: int = SIZE) -> bytes:
    """The key that belongs to a label."""
    return kmac256(key, prefix_length(label.encode()) + prefix_length(diversifier), "PA4KDF", size)


def derive(secret: bytes, path: str) -> bytes:
    """The key of `group/name` that follows from an activation's secret: by the group first, then by the whole label."""
    return kdf(kdf(secret, path.partition("/")[0]), path)


def stretch(pin: str, salt: bytes) -> bytes:
    """The key that a PIN opens."""
    return kmac256(pin.encode(), salt, "PA4PBKDF")


def _encode_string(value: bytes) -> bytes:
    return _left_encode(len(value) * 8) + value


def _left_encode(number: int) -> bytes:
    digits = _digits(number)
    return bytes([len(digits)]) + digits


def _right_encode(number: int) -> bytes:
    digits = _digits(number)
    return digits + bytes([len(digits)])


def _digits(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
