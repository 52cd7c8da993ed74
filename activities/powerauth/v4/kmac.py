"""KMAC256 of NIST SP 800-185, the protocol's one MAC (`powerauth-protocol-4.md` §1)."""

from Crypto.Hash import cSHAKE256
from Crypto.Hash.KMAC128 import KMAC_Hash

SIZE = 32
_RATE = 136
# The last arc of the object identifier, which only names the hash object.
_OID_ARC = "20"


def kmac256(key: bytes, data: bytes, *, custom: str, size: int = SIZE) -> bytes:
    """The MAC of `data`, `size` bytes; `custom` is the customization string S.

    The class is what `Crypto.Hash.KMAC256.new` itself makes. That function refuses keys below 32 bytes, which the standard allows
    and the protocol has: an application's secret has 16 bytes.
    """
    return KMAC_Hash(data, key, size, custom.encode(), _OID_ARC, cSHAKE256, _RATE).digest()
