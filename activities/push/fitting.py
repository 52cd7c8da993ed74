"""Messages with texts from outside: parameters of an operation, a form's title. Too long, they are cut; blank, replaced."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import regex

from activities.push.message import MAX_BODY, MAX_BYTES, MAX_TITLE, Extra, PushMessage
from config import exact_json
from config.printable import is_blank

ELLIPSIS = "…"

# What a reader takes for one character (UAX #29): a letter with its accents, a flag, a family of emoji.
_CHARACTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says; either may be anything that somebody wrote."""

    title: str
    body: str


def fit(
    words: Words,
    otherwise: Words,
    *,
    extras: Mapping[str, Extra],
    sound: str | None = None,
    valid_until_ms: int | None = None,
) -> PushMessage:
    """The message that says `words`, where they are blank `otherwise`, cut to what providers take.

    Raises `MessageInvalid` where no text at all would make it one: by its extras.
    """
    title = cut(_normalize(words.title) or otherwise.title, most=MAX_TITLE)
    bare = PushMessage(title=title, sound=sound, valid_until_ms=valid_until_ms, extras=extras)
    left = MAX_BYTES - _bytes(bare.payload() | {"body": ""})
    body = cut(_normalize(words.body) or otherwise.body, most=MAX_BODY, most_bytes=left)
    return PushMessage(title=title, body=body or None, sound=sound, valid_until_ms=valid_until_ms, extras=extras)


def cut(text: str, *, most: int, most_bytes: int = MAX_BYTES) -> str:
    """`text`, or as many whole characters of its beginning as fit with an ellipsis; empty where not even that fits.

    `most` counts code points, `most_bytes` UTF-8 in JSON. What is one character and does not fit is cut between code points.
    """
    if len(text) <= most and _written_size(text) <= most_bytes:
        return text
    most, most_bytes = most - len(ELLIPSIS), most_bytes - _written_size(ELLIPSIS)
    if most < 0 or most_bytes < 0:
        return ""
    start = text[: most + 1]  # no more of it is looked at, however long it is
    beginning = _cut_to(_CHARACTER.findall(start), most, most_bytes) or _cut_to(list(start), most, most_bytes)
    return beginning.rstrip() + ELLIPSIS


def _cut_to(parts: list[str], most: int, most_bytes: int) -> str:
    lengths, sizes = accumulate(map(len, parts)), accumulate(map(_written_size, parts))
    count = sum(length <= most and size <= most_bytes for length, size in zip(lengths, sizes, strict=True))
    return "".join(parts[:count])


def _normalize(text: str) -> str:
    return "" if is_blank(text) else text


def _written_size(text: str) -> int:
    return _bytes(text) - 2


def _bytes(value: object) -> int:
    return len(exact_json.write(value).encode())
