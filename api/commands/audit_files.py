"""Files of the audit's archive, verified by their public key alone, and read."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.failure import Failed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from activities.store.audit.ends import Begin, Head


def verify_files(paths: tuple[Path, ...], public_key: str | None, head: "Head | None") -> None:
    """Each file is whole, and each goes on where the one before it ended. Raises `Failed` naming the first that is not."""
    from activities.audit.segment import Manifest, SegmentDamaged, verify_file

    key = _key(public_key)
    found: list[Manifest] = []
    anchored: list[bool] = []

    def hold(row: Mapping[Any, Any]) -> None:
        if head is not None and row["position"] == head.position:
            anchored.append(row["link"] == head.link)

    for path in paths:
        try:
            found.append(verify_file(path, key, hold))
        except (SegmentDamaged, OSError) as error:
            raise Failed(f"{path}: {error}") from None
        one = found[-1]
        click.echo(f"{path}: whole, {one.rows} rows at {one.first_position} to {one.last_position}")
    ends = _join(found)
    if head is not None and anchored != [True]:
        reason = "is in none of the files" if not anchored else "is not what it was when the head was noted"
        raise Failed(f"the row at position {head.position} {reason}")
    click.echo(f"end: {ends.position}:{ends.link}")


def rows_of(paths: tuple[Path, ...], from_ms: int | None, to_ms: int | None) -> Iterator[Mapping[Any, Any]]:
    """The rows of files, as they stand there; between two moments, both included. Not verified."""
    from config import exact_json

    for path in paths:
        try:
            with path.open("rb") as file:
                for line in file:
                    row = exact_json.read(line)
                    if "manifest" not in row and (from_ms or 0) <= row["at_ms"] <= (
                        row["at_ms"] if to_ms is None else to_ms
                    ):
                        yield row
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Failed(f"{path}: is no file of the archive: {type(error).__name__}") from None


def _join(manifests: list[Any]) -> "Begin":
    """The end of the last. Raises `Failed`."""
    manifests.sort(key=lambda one: one.first_position)
    for before, after in pairwise(manifests):
        if before.end != after.before:
            raise Failed(
                f"rows {after.first_position} to {after.last_position} do not follow from those up to "
                f"{before.last_position}: a file between them is missing, or they are of another trail"
            )
    end: Begin = manifests[-1].end
    return end


def _key(text: str | None) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if text is None:
        raise click.UsageError(
            "files need --public-key: nextstep audit key tells it, and a file's own word proves nothing"
        )
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        raise click.BadParameter("is not the base64 of 32 bytes", param_hint="--public-key") from None
