"""A push message, whoever carries it (`mobile-and-cloud.md` §5.2, §5.4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from config import exact_json

# What apps read beside the texts: flat, for one of the providers knows nothing else.
Extra = str | bool | int | None

MAX_TITLE = 255
MAX_BODY = 2048
MAX_WORD = 255
MAX_EXTRAS = 32
# Providers take 4096 bytes; their own members need some of them.
MAX_BYTES = 3500
# The header that carries it takes no more (APNs).
MAX_COLLAPSE_KEY = 64

_EXTRA_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
# Names that providers keep for themselves.
_RESERVED = re.compile(r"aps|from|message_type|(google|gcm).*", re.IGNORECASE)
_COLLAPSE_KEY = re.compile(rf"[\x21-\x7e]{{1,{MAX_COLLAPSE_KEY}}}")


class Priority(StrEnum):
    """Whether a device is woken for the message."""

    NORMAL = "NORMAL"
    HIGH = "HIGH"


class MessageInvalid(ValueError):
    """A message that no provider could carry; says why, in a sentence for its author."""


@dataclass(frozen=True, slots=True)
class PushMessage:
    """What is shown, or with `silent` only told to the app.

    Texts are shown as they are; `*_loc_key` name texts of the app itself, `*_loc_args` fill them. Messages with one
    `collapse_key` replace each other. Past `valid_until_ms` nobody wants it any more. Raises `MessageInvalid`.
    """

    title: str | None = None
    body: str | None = None
    title_loc_key: str | None = None
    title_loc_args: tuple[str, ...] = ()
    body_loc_key: str | None = None
    body_loc_args: tuple[str, ...] = ()
    badge: int | None = None
    sound: str | None = None
    category: str | None = None
    collapse_key: str | None = None
    valid_until_ms: int | None = None
    priority: Priority = Priority.HIGH
    silent: bool = False
    extras: Mapping[str, Extra] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.silent and not (self.title or "").strip() and not self.title_loc_key:
            raise MessageInvalid("Title must not be blank.")
        _check_length("Title", self.title, MAX_TITLE)
        _check_length("Message", self.body, MAX_BODY)
        for name, word in (("Sound", self.sound), ("Category", self.category)):
            _check_length(name, word, MAX_WORD)
        if self.collapse_key is not None and not _COLLAPSE_KEY.fullmatch(self.collapse_key):
            raise MessageInvalid(f"A collapse key is 1 to {MAX_COLLAPSE_KEY} printable characters.")
        _check_extras(self.extras)
        if len(exact_json.write(self.payload()).encode()) > MAX_BYTES:
            raise MessageInvalid(f"The message is larger than {MAX_BYTES} bytes.")

    def payload(self) -> dict[str, Any]:
        """The message as JSON, in the house's own form: members without a value are left out."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found = {name: value for name, value in found.items() if value is not None and value != () and value != {}}
        return {name: dict(value) if name == "extras" else value for name, value in found.items()}

    def encode(self) -> bytes:
        """The message as it waits to be sent; `decode` reads it."""
        return exact_json.encode(self.payload())

    @classmethod
    def decode(cls, data: bytes) -> "PushMessage":
        """The message that `encode` wrote, of whichever release."""
        return cls.of(exact_json.read(data))

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "PushMessage":
        """A message from what `payload` wrote; members of later releases are passed over."""
        known = {one.name for one in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in payload.items()
        }
        if "priority" in values:
            values["priority"] = Priority(values["priority"])
        return cls(**{name: value for name, value in values.items() if name in known})


def _check_length(name: str, text: str | None, most: int) -> None:
    if text is not None and len(text) > most:
        raise MessageInvalid(f"{name} is longer than {most} characters.")


def _check_extras(extras: Mapping[str, Extra]) -> None:
    if len(extras) > MAX_EXTRAS:
        raise MessageInvalid(f"There are more than {MAX_EXTRAS} extras.")
    for name in extras:
        if not _EXTRA_NAME.fullmatch(name) or _RESERVED.fullmatch(name):
            raise MessageInvalid(
                "The name of an extra is a letter, then up to 63 letters, digits and . _ -; "
                "aps, from, message_type, google and gcm are the providers' own."
            )
