"""Key pairs on P-256: their bytes, the shared secret of two, and ECDSA signatures (`powerauth-protocol.md` §0.2).

A private key is 32 bytes; a point 33 compressed (phones), and 65 as it is stored and sent.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from activities.powerauth.elliptic_curve import Curve, KeyInvalid, PrivateKey

_P256 = Curve(ec.SECP256R1(), SHA256(), 32)

generate, private_bytes, public_key = _P256.generate, _P256.private_bytes, _P256.public_key
sign, is_signed = _P256.sign, _P256.is_signed


def private_key(number: bytes) -> PrivateKey:
    """The private key of an unsigned big-endian number. Raises `KeyInvalid`.

    Our own are 32 bytes. Java writes the shortest signed number, so foreign ones may be shorter, or 33 bytes with a leading 00.
    """
    if not 1 <= len(number) <= _P256.size + 1:
        raise KeyInvalid
    return _P256.private_key(number)
