"""Approval without a network: a QR code in, digits out (`powerauth-protocol.md` §7)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from api.demo.device import points, signing, wire
from api.demo.device.failures import Unreadable, Untrusted

_URI_ID = "/operation/authorize/offline"
_SECRET = "offline"  # noqa: S105 - the protocol has this word in place of the app's secret
_ESCAPE = re.compile(r"\\(.)")


class QrKeyKind(StrEnum):
    """Whose key signed a QR code."""

    MASTER = "0"
    SERVER = "1"  # the activation's, up to protocol 3.3
    SHARED = "2"  # the activation's, in protocol 4: what is called a signature is a MAC


@dataclass(frozen=True, slots=True)
class OfflineOperation:
    """What a QR code says. `title` and `message` are unescaped, `totp` is null without proximity check, `nonce` has 16 bytes.

    `signed_data` are the bytes under `signature`.
    """

    operation_id: str
    title: str
    message: str
    data: str
    flags: str
    totp: str | None
    nonce: bytes
    key_kind: QrKeyKind
    signature: bytes
    signed_data: bytes

    @property
    def allows_biometry(self) -> bool:
        """Whether the user may approve by fingerprint or face; otherwise it is the PIN."""
        return "B" in self.flags

    @property
    def personal(self) -> bool:
        """Whether it is for one activation alone."""
        return self.key_kind is not QrKeyKind.MASTER

    def verify(self, *, server: points.PublicKey, master: points.PublicKey) -> None:
        """For a phone up to protocol 3.3: raises `Untrusted` unless the named key signed it."""
        if self.key_kind is QrKeyKind.SHARED:
            raise Untrusted("the offline operation is for a phone of protocol 4")
        points.verify(server if self.personal else master, self.signature, self.signed_data, "the offline operation")

    def code(self, keys: Iterable[bytes], counter_data: bytes, *, digits: int) -> str:
        """For such a phone the digits that approve: so many for each factor key, joined by dashes."""
        return signing.decimal(keys, counter_data, self.base_string(), digits=digits)

    def base_string(self) -> bytes:
        """What is approved."""
        parts = [self.operation_id, self.data] + ([] if self.totp is None else [self.totp])
        return signing.base_string("POST", _URI_ID, self.nonce, "&".join(parts).encode(), _SECRET)


def parse(text: str) -> OfflineOperation:
    """Read a QR code's text. Raises `Unreadable`. Attributes of a later protocol, before the nonce, are skipped."""
    lines = text.split("\n")
    if len(lines) < 7:
        raise Unreadable("an offline operation has seven lines or more")
    last = lines[-1]
    if last[:1] not in list(QrKeyKind):
        raise Unreadable(f"the kind of key {last[:1]!r} is unknown")
    try:
        nonce, signature = wire.from_b64(lines[-2]), wire.from_b64(last[1:])
    except ValueError:
        raise Unreadable("the nonce or signature of the offline operation is damaged") from None
    if len(nonce) != 16:
        raise Unreadable("the nonce of the offline operation has not 16 bytes")
    return OfflineOperation(
        operation_id=lines[0],
        title=_plain(lines[1]),
        message=_plain(lines[2]),
        data=lines[3],
        flags=lines[4],
        totp=lines[-3] if len(lines) > 7 and re.fullmatch("[0-9]+", lines[-3]) else None,
        nonce=nonce,
        key_kind=QrKeyKind(last[0]),
        signature=signature,
        signed_data=text[: len(text) - len(last) + 1].encode(),
    )


def _plain(text: str) -> str:
    """Undo the two escapes, for a line feed and for the backslash itself."""
    return _ESCAPE.sub(lambda match: {"n": "\n", "\\": "\\"}.get(match[1], match[0]), text)
