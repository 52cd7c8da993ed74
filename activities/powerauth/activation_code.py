"""Activation codes, what they are signed with, and their QR codes (`powerauth-protocol.md` §1)."""

import re
import secrets
from base64 import b32decode, b32encode

from activities.powerauth.base64_text import encode
from activities.powerauth.elliptic_curve import PrivateKey
from activities.powerauth.keys import sign

RANDOM_SIZE = 10
_FORM = re.compile("[A-Z2-7]{5}(-[A-Z2-7]{5}){3}")


def make(random: bytes | None = None) -> str:
    """A code of 10 random bytes, which are made unless given: four groups of five characters, e.g. `GYA4L-D4C7K-OP2NV-USYYQ`."""
    random = secrets.token_bytes(RANDOM_SIZE) if random is None else random
    if len(random) != RANDOM_SIZE:
        raise ValueError("a code is made of 10 bytes")
    text = b32encode(random + _checksum(random)).decode().rstrip("=")
    return "-".join(text[start : start + 5] for start in range(0, 20, 5))


def is_valid(code: object) -> bool:
    """Whether a code is of the form, in upper case, and its checksum is right."""
    if not isinstance(code, str) or not _FORM.fullmatch(code):
        return False
    text = code.replace("-", "")
    data = b32decode(text + "====")
    # The last character has 5 bits, of which the code uses one.
    canonical = b32encode(data).decode().rstrip("=") == text
    return canonical and data[RANDOM_SIZE:] == _checksum(data[:RANDOM_SIZE])


def signature(code: str, master: PrivateKey) -> str:
    """The application's signature over the code with its dashes, in base64; another one each time."""
    return encode(sign(master, code.encode()))


def qr_text(code: str, code_signature: str) -> str:
    """The text of the QR code; somebody who types enters what stands before `#`."""
    return f"{code}#{code_signature}"


def _checksum(data: bytes) -> bytes:
    """CRC-16/ARC: reflected polynomial 0xA001, initial value 0, big endian."""
    remainder = 0
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0xA001 if remainder & 1 else 0)
    return remainder.to_bytes(2, "big")
