"""The QR code of an operation that is approved without a network (`powerauth-protocol.md` §7.1).

Titles and messages also follow `mobile-and-cloud.md` §4: repeated spaces become one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from activities.powerauth.base64_text import encode
from activities.powerauth.elliptic_curve import PrivateKey
from activities.powerauth.keys import sign

NONCE_SIZE = 16
# Bytes of the largest QR code: version 40, level L.
MAX_BYTES = 2953
# Of a signature in base64: DER may be shorter, and differs from one signature to the next.
_SIGNATURE = 96
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(" {2,}")
_FLAGS = re.compile("[A-Z]*")
_TOTP = re.compile("[0-9]+")


class KeyType(StrEnum):
    """What the phone is to verify."""

    NON_PERSONALISED = "0"  # the master key's, where the activation is not known yet
    PERSONALISED = "1"  # the activation's server key's
    PERSONALISED_MAC = "2"  # a MAC by a key that the activation shares: protocol 4


class OfflineQrInvalid(ValueError):
    """A text that no line of the QR code can hold."""


class OfflineQrTooLong(OfflineQrInvalid):
    """More than a QR code can hold."""


@dataclass(frozen=True, slots=True)
class QrContent:
    """What a phone shows of an operation, and what it computes its code of; `totp` is a proximity check's.

    Flags are upper-case letters in any order: B biometry is allowed, X flip the buttons, C not during a call, F fraud warning.
    """

    operation_id: str
    title: str
    message: str
    data: str
    flags: str
    nonce: bytes
    totp: str | None = None


def qr_text(content: QrContent, *, key_type: KeyType, signing_key: PrivateKey) -> str:
    """The signed text, seven lines, or eight with a proximity check's `totp`, of at most `MAX_BYTES` in UTF-8.

    Raises `OfflineQrInvalid`, or `OfflineQrTooLong`, which does not depend on how long the signature turned out.
    """
    signed = text_to_sign(content, key_type, most_characters=_SIGNATURE)
    return signed + encode(sign(signing_key, signed.encode()))


def text_to_sign(content: QrContent, key_type: KeyType, *, most_characters: int) -> str:
    """The text up to its signature, which has at most so many characters. Raises as `qr_text`."""
    if not content.operation_id or not _FLAGS.fullmatch(content.flags) or len(content.nonce) != NONCE_SIZE:
        raise OfflineQrInvalid
    lines = [
        _line(content.operation_id),
        _escape(content.title),
        _escape(content.message),
        _line(content.data),
        content.flags,
    ]
    if content.totp is not None:
        if not _TOTP.fullmatch(content.totp):
            raise OfflineQrInvalid
        lines.append(content.totp)
    signed = "\n".join([*lines, encode(content.nonce), key_type])
    if len(signed.encode()) + most_characters > MAX_BYTES:
        raise OfflineQrTooLong
    return signed


def _escape(text: str) -> str:
    """A text of several lines in one."""
    return _line(_SPACES.sub(" ", text).replace("\\", "\\\\").replace("\n", "\\n"))


def _line(text: str) -> str:
    if _CONTROL.search(text):
        raise OfflineQrInvalid
    return text
