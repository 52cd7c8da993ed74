"""The code that starts an activation, typed or scanned (`powerauth-protocol.md` §1)."""

import base64
import re
from dataclasses import dataclass

from api.demo.device import points, wire
from api.demo.device.failures import Unreadable

_FORM = re.compile(r"[A-Z2-7]{5}(-[A-Z2-7]{5}){3}")


@dataclass(frozen=True, slots=True)
class ActivationCode:
    """`code` with its dashes; `signature` (DER) where it was scanned with one."""

    code: str
    signature: bytes | None

    def verify(self, master: points.PublicKey) -> None:
        """Raises `Untrusted` unless the server signed the code, or nobody claims that it did."""
        if self.signature is not None:
            points.verify(master, self.signature, self.code.encode(), "the activation code")


def parse(text: str) -> ActivationCode:
    """Read `CODE` or `CODE#SIGNATURE`. Raises `Unreadable`: a mistyped code is found before anybody is asked."""
    code, separator, signature = text.partition("#")
    if not _FORM.fullmatch(code):
        raise Unreadable("an activation code has the form AAAAA-BBBBB-CCCCC-DDDDD, of capitals and the digits 2 to 7")
    # 20 characters hold 100 bits, of which 96 count; the decoder wants its padding, and ignores the other four.
    decoded = base64.b32decode(code.replace("-", "") + "====")
    if crc16(decoded[:10]) != int.from_bytes(decoded[10:12], "big"):
        raise Unreadable(
            "a character of the activation code is wrong: its last ones, which check the others, do not fit"
        )
    if not separator:
        return ActivationCode(code, None)
    try:
        return ActivationCode(code, wire.from_b64(signature))
    except ValueError:
        raise Unreadable("the activation code's signature, which follows its #, is damaged") from None


def crc16(data: bytes) -> int:
    """CRC-16/ARC."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
    return register
