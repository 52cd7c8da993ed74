"""Approval without a network: a QR code in, digits out (`powerauth-protocol.md` §7)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from api.demo.device import points, signing, wire
from api.demo.device.failures import Unreadable

_URI_ID = "/operation/authorize/offline"
_SECRET = "offline"  # noqa: S105 - the protocol has this word in place of the app's secret
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class OfflineOperation:
    """What a QR code says. `title` and `message` are unescaped, `totp` is null without proximity check, `nonce` has 16 bytes.

    `personal`: signed by the activation's server key, otherwise by the master key. `signed_data` are the bytes under `signature`.
    """

    operation_id: str
    title: str
    message: str
    data: str
    flags: str
    totp: str | None
    nonce: bytes
    personal: bool
    signature: bytes
    signed_data: bytes

    @property
    def allows_biometry(self) -> bool:
        """Whether the user may approve by fingerprint or face; otherwise it is the PIN."""
        return "B" in self.flags

    def verify(self, *, server: points.PublicKey, master: points.PublicKey) -> None:
        """Raises `Untrusted` unless the named key signed it."""
        points.verify(server if self.personal else master, self.signature, self.signed_data, "the offline operation")

    def code(self, keys: Iterable[bytes], counter_data: bytes, *, digits: int) -> str:
        """The digits that approve: so many for each factor key, joined by dashes."""
        parts = [self.operation_id, self.data] + ([] if self.totp is None else [self.totp])
        data = signing.base_string("POST", _URI_ID, self.nonce, "&".join(parts).encode(), _SECRET)
        return signing.decimal(keys, counter_data, data, digits=digits)


def parse(text: str) -> OfflineOperation:
    """Read a QR code's text. Raises `Unreadable`. Attributes of a later protocol, before the nonce, are skipped."""
    lines = text.split("\n")
    if len(lines) < 7:
        raise Unreadable("an offline operation has seven lines or more")
    last = lines[-1]
    if last[:1] not in ("0", "1"):
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
        personal=last[0] == "1",
        signature=signature,
        signed_data=text[: len(text) - len(last) + 1].encode(),
    )


def _plain(text: str) -> str:
    """Undo the two escapes, for a line feed and for the backslash itself."""
    return _ESCAPE.sub(lambda match: {"n": "\n", "\\": "\\"}.get(match[1], match[0]), text)
