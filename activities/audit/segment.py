"""A segment of the trail in a file: rows as lines of JSON, then a manifest, signed. Whoever has the public key can verify it.

Rows are as they are stored: what requests said stays sealed under the audit key, and so are MACs and links, which only that key
can make again. The signature is Ed25519's, over the manifest, which has the SHA-256 of all lines before it: the same rows make
the same file, to the byte.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from activities.audit.chain import CONTENT
from activities.store.audit.ends import Begin
from config import exact_json

_SIGNED = b"nextstep audit segment 1\n"
_COLUMNS = (*CONTENT, "mac", "position", "link")
# A line of ours is much shorter.
_MAX_BYTES = 1_000_000

Row = Mapping[Any, Any]


class SegmentDamaged(Exception):
    """A file is not what was written; the words say which line, or what of its manifest, is wrong."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says of itself. Times are those of its first and last row; `link_before`: of the row before its first."""

    first_position: int
    last_position: int
    rows: int
    first_ms: int
    last_ms: int
    link_before: str
    last_link: str
    sha256: str
    public_key: str

    @property
    def before(self) -> Begin:
        """The end of the segment before it."""
        return Begin(self.first_position - 1, self.link_before)

    @property
    def end(self) -> Begin:
        """Where the next one goes on."""
        return Begin(self.last_position, self.last_link)


def name(first: int, last: int) -> str:
    """The file's name: in the order of the chain."""
    return f"audit-{first:015d}-{last:015d}.jsonl"


def public_text(key: Ed25519PrivateKey) -> str:
    """Base64 of the public key's 32 bytes."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


class SegmentWriter:
    """Makes a file's lines: one for each row, then the last."""

    def __init__(self, key: Ed25519PrivateKey, before: Begin) -> None:
        self._key, self._before = key, before
        self._digest = hashlib.sha256()
        self._first: Row | None = None
        self._last: Row = {}
        self._rows = 0

    @property
    def sha256(self) -> str:
        """Of all rows' lines."""
        return self._digest.hexdigest()

    def line(self, row: Row) -> bytes:
        """Of the row that comes next."""
        self._first, self._last, self._rows = self._first or row, row, self._rows + 1
        found = exact_json.canonical({name: row[name] for name in _COLUMNS}).encode() + b"\n"
        self._digest.update(found)
        return found

    def last_line(self) -> bytes:
        """After all rows; there is at least one."""
        if self._first is None:
            raise ValueError("a segment has rows")
        manifest = Manifest(
            first_position=self._first["position"],
            last_position=self._last["position"],
            rows=self._rows,
            first_ms=self._first["at_ms"],
            last_ms=self._last["at_ms"],
            link_before=self._before.link,
            last_link=self._last["link"],
            sha256=self.sha256,
            public_key=public_text(self._key),
        )
        signature = base64.b64encode(self._key.sign(_signed_bytes(asdict(manifest)))).decode()
        return exact_json.canonical({"manifest": asdict(manifest), "signature": signature}).encode() + b"\n"


def read(
    path: Path, key: Ed25519PublicKey, on_row: Callable[[Row], None] = lambda _row: None
) -> Iterator[Manifest | None]:
    """Verifies a file line by line: null for each row, then its manifest. `on_row` hears of each row, before the file is known
    to be right.

    Raises `SegmentDamaged`, `OSError`.
    """
    digest, rows, last, first = hashlib.sha256(), 0, None, None
    with path.open("rb") as file:
        while line := file.readline(_MAX_BYTES):
            found = _read(line, rows + 1)
            if "manifest" in found:
                if file.read(1):
                    raise SegmentDamaged("something stands behind the manifest")
                yield _verify_manifest(found, key, digest.hexdigest(), rows, first, last)
                return
            if found.keys() != set(_COLUMNS):
                raise SegmentDamaged(f"line {rows + 1} is no row")
            if last is not None and found["position"] != last["position"] + 1:
                raise SegmentDamaged(f"line {rows + 1}: its position does not follow from the line before it")
            digest.update(line)
            first, last, rows = first or found, found, rows + 1
            on_row(found)
            yield None
    raise SegmentDamaged("the manifest is missing: the file is cut off")


def verify_file(path: Path, key: Ed25519PublicKey, on_row: Callable[[Row], None] = lambda _row: None) -> Manifest:
    """What the file says of itself, where it is what was written. Raises `SegmentDamaged`, `OSError`."""
    for manifest in read(path, key, on_row):
        if manifest is not None:
            return manifest
    raise SegmentDamaged("the manifest is missing: the file is cut off")


def _verify_manifest(
    document: Mapping[str, Any], key: Ed25519PublicKey, sha256: str, rows: int, first: Row | None, last: Row | None
) -> Manifest:
    try:
        members, signature = document["manifest"], base64.b64decode(document["signature"], validate=True)
        key.verify(signature, _signed_bytes(members))
        manifest = Manifest(**members)
    except (InvalidSignature, KeyError, TypeError, ValueError):
        raise SegmentDamaged("the signature is not that of this key over this manifest") from None
    is_same = manifest.sha256 == sha256 and manifest.rows == rows and first is not None and last is not None
    if not is_same or (first["position"], last["position"], last["link"]) != (  # type: ignore[index]
        manifest.first_position,
        manifest.last_position,
        manifest.last_link,
    ):
        raise SegmentDamaged("the rows are not those that were signed")
    return manifest


def _read(line: bytes, number: int) -> Mapping[str, Any]:
    try:
        found = exact_json.read(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SegmentDamaged(f"line {number} is no JSON object")
    return found


def _signed_bytes(manifest: Mapping[str, Any]) -> bytes:
    return _SIGNED + exact_json.canonical(manifest).encode()
