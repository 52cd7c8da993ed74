"""The form that the protocol's headers share: `PowerAuth name="value", name="value"` (`powerauth-protocol.md` §5.1)."""

import re
from collections.abc import Callable
from typing import TypeVar

from activities.powerauth.base64_text import decode
from activities.powerauth.identifier import identifier

MAX_CHARACTERS = 1024

_NAME_AND_VALUE = '([A-Za-z_]+)="([!#-\\[\\]-~]*)"'
_ONE = re.compile(_NAME_AND_VALUE)
_WHOLE = re.compile(f"PowerAuth +{_NAME_AND_VALUE}(?:(?: *, *| +){_NAME_AND_VALUE})* *")

MISSING = "the header is missing"
MALFORMED = "the header is malformed"
SIGNATURE_TYPE = "the signature type is unknown"

Value = TypeVar("Value")


class HeaderInvalid(ValueError):
    """A header that is not there, or not as its section says. `reason` is one of the constants above."""

    def __init__(self, reason: str = MALFORMED) -> None:
        super().__init__(reason)
        self.reason = reason


class Attributes:
    """The attributes of one header, in any order; names that no section knows are ignored. Raises `HeaderInvalid`."""

    def __init__(self, header: str | None) -> None:
        if not header:
            raise HeaderInvalid(MISSING)
        if len(header) > MAX_CHARACTERS or not _WHOLE.fullmatch(header):
            raise HeaderInvalid
        pairs = _ONE.findall(header)
        self._values: dict[str, str] = dict(pairs)
        if len(self._values) != len(pairs):
            raise HeaderInvalid

    def has(self, name: str) -> bool:
        """Whether the attribute is there, even if empty."""
        return name in self._values

    def text(self, name: str) -> str:
        """An attribute that must be there. Raises `HeaderInvalid`."""
        if not self._values.get(name):
            raise HeaderInvalid
        return self._values[name]

    def read(self, name: str, reader: Callable[[str], Value], reason: str = MALFORMED) -> Value:
        """An attribute as `reader` reads it, whose `ValueError` becomes a `HeaderInvalid` with the reason."""
        text = self.text(name)
        try:
            return reader(text)
        except ValueError:
            raise HeaderInvalid(reason) from None

    def data(self, name: str, size: int) -> bytes:
        """An attribute of so many bytes in base64. Raises `HeaderInvalid`."""
        return self.read(name, lambda text: decode(text, size=size))

    def identifier(self, name: str) -> str:
        """An identifier in lower case. Raises `HeaderInvalid`."""
        return self.read(name, identifier)

    def application_key(self, name: str) -> str:
        """An application key: base64 of 16 bytes, kept as text. Raises `HeaderInvalid`."""
        self.data(name, 16)
        return self.text(name)
