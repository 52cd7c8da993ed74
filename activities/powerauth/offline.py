"""Approval by a code that a person copies from the phone (`powerauth-protocol.md` §7.2, §7.3)."""

import re
from collections.abc import Sequence

from activities.powerauth.base_string import base_string
from activities.powerauth.signature import Candidate
from activities.powerauth.signature_type import SignatureType

RESOURCE_ID = "/operation/authorize/offline"
DIGITS = 8
# Stands where an application's secret does, and is known to everybody.
SECRET = "offline"  # noqa: S105


class OfflineCodeInvalid(ValueError):
    """A text that cannot be a code, right or wrong."""


def read_code(text: object, *, digits: int = DIGITS) -> str:
    """A code as it is compared: two groups. People type it without the dash, or as phones show it, in four groups of four digits.

    Raises `OfflineCodeInvalid`.
    """
    if not isinstance(text, str) or not any(re.fullmatch(form, text) for form in _forms(digits)):
        raise OfflineCodeInvalid
    code = text.replace("-", "")
    return f"{code[:digits]}-{code[digits:]}"


def signed_data(operation_id: str, data: str, totp: str | None = None) -> bytes:
    """What the phone signs of an operation; `data` is the very text of the QR code."""
    parts = [operation_id, data] if totp is None else [operation_id, data, totp]
    return "&".join(parts).encode()


def candidates(
    *,
    operation_id: str,
    data: str,
    nonce: bytes,
    biometry_allowed: bool,
    totps: Sequence[str] | None,
    digits: int = DIGITS,
) -> list[Candidate]:
    """What a code (as `read_code` returns it) may be of, in every version of the protocol: factors, and one of the base strings.

    With a proximity check `totps` are the passwords accepted now (`totp.codes`); null without. The counter is the one of online
    requests, and a failure counts for `possession_knowledge`.
    """
    types = [SignatureType.POSSESSION_KNOWLEDGE] + [SignatureType.POSSESSION_BIOMETRY] * biometry_allowed
    texts = base_strings(operation_id=operation_id, data=data, nonce=nonce, totps=totps)
    return [Candidate(one, text, digits) for one in types for text in texts]


def base_strings(*, operation_id: str, data: str, nonce: bytes, totps: Sequence[str] | None) -> list[bytes]:
    """What a code may be computed of: one text, or with a proximity check one for each password that is accepted now."""
    return [
        base_string(
            method="POST",
            resource_id=RESOURCE_ID,
            nonce=nonce,
            body=signed_data(operation_id, data, totp),
            application_secret=SECRET,
        )
        for totp in ([None] if totps is None else totps)
    ]


def _forms(digits: int) -> list[str]:
    if not 4 <= digits <= 8:
        raise ValueError("a factor has 4 to 8 digits")
    forms = [f"[0-9]{{{digits}}}-?[0-9]{{{digits}}}"]
    return [*forms, "[0-9]{4}(-[0-9]{4}){3}"] if digits == 8 else forms
