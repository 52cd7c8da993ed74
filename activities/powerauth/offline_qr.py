"""The QR code of an operation that is approved without a network (`powerauth-protocol.md` §7.1).

Titles and messages also follow `mobile-and-cloud.md` §4: repeated spaces become one.
"""

import re
from enum import StrEnum

from activities.powerauth.base64_text import encode
from activities.powerauth.keys import PrivateKey, sign

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
    """Whose signature the phone is to verify."""

    NON_PERSONALISED = "0"  # the master key's, where the activation is not known yet
    PERSONALISED = "1"  # the activation's server key's


class OfflineQrInvalid(ValueError):
    """A text that no line of the QR code can hold."""


class OfflineQrTooLong(OfflineQrInvalid):
    """More than a QR code can hold."""


def qr_text(
    *,
    operation_id: str,
    title: str,
    message: str,
    data: str,
    flags: str,
    nonce: bytes,
    key_type: KeyType,
    signing_key: PrivateKey,
    totp: str | None = None,
) -> str:
    """The signed text, seven lines, or eight with a proximity check's `totp`, of at most `MAX_BYTES` in UTF-8.

    Raises `OfflineQrInvalid`, or `OfflineQrTooLong`, which does not depend on how long the signature turned out.

    Flags are upper-case letters in any order: B biometry is allowed, X flip the buttons, C not during a call, F fraud warning.
    """
    if not operation_id or not _FLAGS.fullmatch(flags) or len(nonce) != NONCE_SIZE:
        raise OfflineQrInvalid
    lines = [_line(operation_id), _escape(title), _escape(message), _line(data), flags]
    if totp is not None:
        if not _TOTP.fullmatch(totp):
            raise OfflineQrInvalid
        lines.append(totp)
    signed = "\n".join([*lines, encode(nonce), key_type])
    if len(signed.encode()) + _SIGNATURE > MAX_BYTES:
        raise OfflineQrTooLong
    return signed + encode(sign(signing_key, signed.encode()))


def _escape(text: str) -> str:
    """A text of several lines in one."""
    return _line(_SPACES.sub(" ", text).replace("\\", "\\\\").replace("\n", "\\n"))


def _line(text: str) -> str:
    if _CONTROL.search(text):
        raise OfflineQrInvalid
    return text
