"""Whether a bundle is what was signed: from the bundle and a public key alone, with neither database, settings nor server."""

import hashlib
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from activities.evidence.bundle import FORMAT, MANIFEST, MEMBERS, PUBLIC_KEY, RECORDS, SIGNATURE
from activities.evidence.public_keys import PublicKeyInvalid, read_pem, read_pems
from activities.powerauth.equality import constant_time_equal
from config import exact_json

# An archive of a few bytes may say that it holds many.
_MOST_BYTES, _MOST_MEMBERS = 64 << 20, 64


# What reading an archive raises that somebody has damaged, or made so.
_NOT_READABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)


class BundleDamaged(Exception):
    """A bundle is not what was signed; the words name the member that is wrong."""


@dataclass(frozen=True, slots=True)
class VerifiedBundle:
    """What a whole bundle says of itself. `public_key` is that which verified it, in PEM: its own word for it proves nothing."""

    manifest: Mapping[str, Any]
    public_key: str
    records: list[Mapping[str, Any]] = field(repr=False)


def verify_by(path: Path, pem: bytes | None) -> VerifiedBundle:
    """Verify an archive, or the folder that it was unpacked into, by one of the public keys in `pem`.

    `pem` null: by the key that the bundle has with it. Raises `BundleDamaged`, `OSError`.
    """
    found = _of_folder(path) if path.is_dir() else _of_archive(path)
    for name in (MANIFEST, SIGNATURE, PUBLIC_KEY):
        if name not in found:
            raise BundleDamaged(f"{name} is missing")
    try:
        own = read_pem(found[PUBLIC_KEY])
    except PublicKeyInvalid as error:
        raise BundleDamaged(f"{PUBLIC_KEY} {error}") from None
    try:
        trusted = [own] if pem is None else read_pems(pem)
    except PublicKeyInvalid as error:
        raise BundleDamaged(f"the public key {error}") from None
    if not any(_is_signed(found, key) for key in trusted):
        raise BundleDamaged(f"{SIGNATURE} is not that of this key over {MANIFEST}")
    manifest = _read_manifest(found[MANIFEST])
    if found[PUBLIC_KEY] != manifest["publicKey"].encode():
        raise BundleDamaged(f"{PUBLIC_KEY} is not the key that {MANIFEST} names")
    _check_members(found, manifest["members"])
    return VerifiedBundle(manifest, manifest["publicKey"], _read_records(found[RECORDS]))


def _is_signed(members: Mapping[str, bytes], key: Ed25519PublicKey) -> bool:
    try:
        key.verify(members[SIGNATURE], members[MANIFEST])
    except InvalidSignature:
        return False
    return True


def _check_members(members: Mapping[str, bytes], digests: Mapping[str, str]) -> None:
    for name in MEMBERS:
        if name not in digests:
            raise BundleDamaged(f"{MANIFEST} does not name {name}")
    for name in sorted({*members, *digests} - {MANIFEST, SIGNATURE, PUBLIC_KEY}):
        if name not in members:
            raise BundleDamaged(f"{name} is missing")
        if name not in digests:
            raise BundleDamaged(f"{name} is not of the bundle")
        if not constant_time_equal(hashlib.sha256(members[name]).hexdigest(), digests[name]):
            raise BundleDamaged(f"{name} is not what was signed")


def _read_manifest(content: bytes) -> dict[str, Any]:
    manifest = _read_json(content)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BundleDamaged(f"{MANIFEST} is of another format than {FORMAT}")
    key, digests = manifest.get("publicKey"), manifest.get("members")
    if not isinstance(key, str) or not isinstance(digests, dict) or not all(map(_is_text, digests.values())):
        raise BundleDamaged(f"{MANIFEST} names no key or no members")
    return manifest


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isascii()


def _read_records(content: bytes) -> list[Mapping[str, Any]]:
    found = [_read_json(line) for line in content.splitlines()]
    if not all(isinstance(one, dict) for one in found):
        raise BundleDamaged(f"{RECORDS} is not lines of JSON objects")
    return found


def _read_json(content: bytes) -> Any:
    """The value; null where there is none that can be read: whoever makes a bundle signs it by a key of his own."""
    try:
        return exact_json.read(content)
    except (ValueError, RecursionError):
        return None


def _of_archive(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = [one.filename for one in members]
            _check_size(names, sum(one.file_size for one in members))
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise BundleDamaged(f"{twice} is there twice")
            return _read_members({one.filename: partial(archive.open, one) for one in members})
    except (*_NOT_READABLE, OSError) as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise  # the file itself cannot be read; else a place in it that is none
        raise BundleDamaged(f"is no archive that can be read: {error}") from None


def _of_folder(path: Path) -> dict[str, bytes]:
    """Files alone: a link would lead out of the folder, and a pipe or a device has no end."""
    files: dict[str, Path] = {}
    for one in path.rglob("*"):
        name, mode = str(one.relative_to(path)), one.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise BundleDamaged(f"{name} is neither a file nor a folder")
        if stat.S_ISREG(mode):
            files[name] = one
        _check_size([*files], 0)
    _check_size([*files], sum(one.lstat().st_size for one in files.values()))
    return _read_members({name: partial(_open_file, files[name]) for name in sorted(files)})


def _open_file(path: Path) -> IO[bytes]:
    return open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def _read_members(members: Mapping[str, Callable[[], IO[bytes]]]) -> dict[str, bytes]:
    """What they hold, whatever was said of their size."""
    found, left = {}, _MOST_BYTES
    for name, open_member in members.items():
        with open_member() as member:
            found[name] = member.read(left + 1)
        left -= len(found[name])
        if left < 0:
            raise BundleDamaged("is larger than any bundle")
    return found


def _check_size(names: list[str], size: int) -> None:
    if len(names) > _MOST_MEMBERS or size > _MOST_BYTES:
        raise BundleDamaged("is larger than any bundle")
