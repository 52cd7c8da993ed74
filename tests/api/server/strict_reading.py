"""A second reading of HTTP/1: the grammar of RFC 9112, of a whole connection at once, as a strict gateway reads it.

Where the standard lets a recipient be lenient and no request ends elsewhere by it, this is: empty lines before a request, of
whatever end (RFC 9112 §2.2), and more than one space before the version (§3).
"""

import re
from typing import NamedTuple

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_LINE = re.compile(rb"(" + _TOKEN + rb") ([\x21-\x7e]+) +HTTP/1\.([01])\r\n")
_FIELD = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]+)((?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?)\r\n")
_LENGTH = re.compile(rb"[0-9]+")


class Whole(NamedTuple):
    """A request."""

    method: str
    target: bytes
    body: bytes


class Refused(Exception):
    """What is there is no HTTP."""


class _Cut(Exception):
    """What is there could go on to be a request."""


def reading(data: bytes) -> tuple[list[Whole], str]:
    """The whole requests, and what the rest is: nothing, `cut`, or `refused`."""
    found: list[Whole] = []
    at = 0
    while at < len(data):
        try:
            one, at = _one(data, at)
        except Refused:
            return found, "refused"
        except _Cut:
            return found, "cut"
        found.append(one)
    return found, ""


def _one(data: bytes, at: int) -> tuple[Whole, int]:
    while data[at : at + 1] in (b"\r", b"\n"):
        at += 1
    line = _matched(_LINE, data, at)
    method, target, minor = line.groups()
    fields, at = _fields(data, line.end())
    lengths = [value for name, value in fields if name == b"content-length"]
    codings = [value for name, value in fields if name == b"transfer-encoding"]
    if len(lengths) > 1 or (lengths and codings) or len([name for name, _ in fields if name == b"host"]) > 1:
        raise Refused
    if codings:
        if [one.lower() for one in codings] != [b"chunked"] or minor == b"0":
            raise Refused
        body, at = _chunks(data, at)
    else:
        if lengths and not _LENGTH.fullmatch(lengths[0]):
            raise Refused
        size = int(lengths[0]) if lengths else 0
        if len(data) - at < size:
            raise _Cut
        body, at = data[at : at + size], at + size
    return Whole(method.decode(), target, body), at


def _fields(data: bytes, at: int) -> tuple[list[tuple[bytes, bytes]], int]:
    found = []
    while data[at : at + 2] != b"\r\n":
        field = _matched(_FIELD, data, at)
        found.append((field[1].lower(), field[2]))
        at = field.end()
    return found, at + 2


def _chunks(data: bytes, at: int) -> tuple[bytes, int]:
    body = b""
    while True:
        head = _matched(_CHUNK, data, at)
        size, at = int(head[1], 16), head.end()
        if size == 0:
            _, at = _fields(data, at)
            return body, at
        if len(data) - at < size + 2:
            raise _Cut
        if data[at + size : at + size + 2] != b"\r\n":
            raise Refused
        body, at = body + data[at : at + size], at + size + 2


def _matched(pattern: re.Pattern[bytes], data: bytes, at: int) -> re.Match[bytes]:
    found = pattern.match(data, at)
    if found is None:
        # A line that is not whole may yet be right.
        raise _Cut if b"\n" not in data[at:] else Refused
    return found
