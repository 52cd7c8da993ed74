"""A bundle is verified by a public key alone, and any change of it is found, by this software and by OpenSSL."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import zipfile
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.evidence.bundle import MANIFEST, MEMBERS, PAGE, PUBLIC_KEY, RECORDS, SIGNATURE, pack
from activities.evidence.keys import EvidenceKey
from activities.evidence.public_keys import pem_of
from activities.evidence.verification import BundleDamaged, verify_by

KEY = EvidenceKey(1, Ed25519PrivateKey.from_private_bytes(bytes(32)))
OTHER = EvidenceKey(2, Ed25519PrivateKey.from_private_bytes(bytes(31) + b"1"))
CONTENT = {name: f'{{"record":"note","text":"{name}"}}\n'.encode() for name in MEMBERS}
FACTS = {"operationId": "one", "made": "2026-11-28T12:00:00.000Z"}
ALL = sorted([*MEMBERS, MANIFEST, SIGNATURE, PUBLIC_KEY])
WHOLE = pack(CONTENT, FACTS, KEY)


def unpacked(content=WHOLE):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(WHOLE)
    return path


def test_the_same_members_make_the_same_bundle_to_the_byte():
    assert pack(dict(reversed(CONTENT.items())), FACTS, KEY) == WHOLE
    assert sorted(unpacked()) == ALL


@pytest.mark.parametrize("pem", [None, KEY.pem.encode(), f"# old\n{OTHER.pem}# new\n{KEY.pem}".encode()])
def test_a_whole_bundle_is_verified_as_a_file_and_as_a_folder(bundle, tmp_path, pem):
    found = verify_by(bundle, pem)
    assert (found.manifest["operationId"], found.manifest["keyGeneration"]) == ("one", 1)
    assert found.records == [{"record": "note", "text": RECORDS}]
    shutil.unpack_archive(bundle, tmp_path / "folder")
    assert verify_by(tmp_path / "folder", pem).records == found.records


@pytest.mark.parametrize("name", ALL)
@given(data=st.data())
def test_a_changed_byte_of_any_member_is_found(tmp_path_factory, name, data):
    members = unpacked()
    place = data.draw(st.integers(0, len(members[name]) - 1))
    changed = bytearray(members[name])
    changed[place] ^= data.draw(st.integers(1, 255))
    path = repacked(tmp_path_factory.mktemp("changed") / "bundle.zip", {**members, name: bytes(changed)})
    with pytest.raises(BundleDamaged):
        verify_by(path, KEY.pem.encode())


@pytest.mark.parametrize("name", ALL)
def test_what_is_removed_is_named(tmp_path, name):
    members = unpacked()
    del members[name]
    with pytest.raises(BundleDamaged, match=f"^{name} is missing"):
        verify_by(repacked(tmp_path / "bundle.zip", members), KEY.pem.encode())


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({RECORDS: CONTENT[PAGE]}, "evidence.jsonl is not what was signed"),
        ({"more.txt": b""}, "more.txt is not of the bundle"),
        ({"../evidence.jsonl": b""}, r"\.\./evidence.jsonl is not of the bundle"),
        ({PUBLIC_KEY: OTHER.pem.encode()}, "public-key.pem is not the key that manifest.json names"),
        ({PUBLIC_KEY: b"no key"}, "public-key.pem is no public key"),
        ({SIGNATURE: b""}, "manifest.sig is not that of this key"),
        ({MANIFEST: b"{}"}, "manifest.sig is not that of this key"),
    ],
)
def test_what_was_changed_is_named(tmp_path, changes, named):
    with pytest.raises(BundleDamaged, match=named):
        verify_by(repacked(tmp_path / "bundle.zip", {**unpacked(), **changes}), KEY.pem.encode())


def test_a_bundle_that_somebody_else_signed_whole_is_not_the_banks(tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack(CONTENT, FACTS, OTHER))
    assert verify_by(path, None).public_key == OTHER.pem
    with pytest.raises(BundleDamaged, match="not that of this key"):
        verify_by(path, KEY.pem.encode())


def test_a_key_of_another_kind_verifies_nothing(bundle):
    with pytest.raises(BundleDamaged, match="is no public key of Ed25519"):
        verify_by(bundle, b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"format": "nextstep evidence 2"}, "another format"),
        ({"publicKey": None}, "names no key"),
        ({"members": []}, "no members"),
        ({"members": {RECORDS: 1}}, "no members"),
        ({"members": {}}, "does not name evidence.jsonl"),
    ],
)
def test_a_signed_manifest_of_another_shape_is_refused(tmp_path, changes, named):
    path = tmp_path / "bundle.zip"
    members = unpacked()
    manifest = json.loads(members[MANIFEST]) | changes
    content = json.dumps(manifest).encode()
    repacked(path, {**members, MANIFEST: content, SIGNATURE: KEY.private.sign(content)})
    with pytest.raises(BundleDamaged, match=named):
        verify_by(path, None)


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 1000, WHOLE[: len(WHOLE) // 2], WHOLE[:-10]])
def test_what_is_no_archive_is_said(tmp_path, content):
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    with pytest.raises(BundleDamaged):
        verify_by(path, None)


@pytest.mark.exhaustive
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(WHOLE) - 1), bits=st.integers(1, 255))
def test_an_archive_with_a_changed_byte_is_whole_or_said_to_be_damaged(tmp_path, place, bits):
    """Whole: where the byte is none of a member's, such as a time."""
    changed = bytearray(WHOLE)
    changed[place] ^= bits
    path = tmp_path / "bundle.zip"
    path.write_bytes(changed)
    with suppress(BundleDamaged):
        assert verify_by(path, None).records == [{"record": "note", "text": RECORDS}]


DEEP = b'{"a":' * 20_000


def test_what_is_nested_without_end_is_no_record_and_no_manifest(tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack({**CONTENT, RECORDS: DEEP}, FACTS, KEY))
    with pytest.raises(BundleDamaged, match="not lines of JSON objects"):
        verify_by(path, None)
    repacked(path, {**unpacked(), MANIFEST: DEEP, SIGNATURE: KEY.private.sign(DEEP)})
    with pytest.raises(BundleDamaged, match="another format"):
        verify_by(path, None)


@pytest.mark.parametrize("place", [os.symlink, lambda _, path: os.mkfifo(path)], ids=["a link", "a pipe"])
@pytest.mark.parametrize("name", [RECORDS, "more.txt", "more"])
def test_in_a_folder_what_is_no_file_is_not_read(bundle, tmp_path, place, name):
    folder = tmp_path / "folder"
    shutil.unpack_archive(bundle, folder)
    (folder / name).unlink(missing_ok=True)
    (tmp_path / "elsewhere").write_bytes(CONTENT[RECORDS])
    place(tmp_path if name == "more" else tmp_path / "elsewhere", folder / name)
    with pytest.raises(BundleDamaged, match=f"^{name} is neither a file nor a folder"):
        verify_by(folder, None)


def test_a_folder_of_more_than_any_bundle_is_not_read(bundle, tmp_path):
    folder = tmp_path / "folder"
    shutil.unpack_archive(bundle, folder)
    with (folder / "more.txt").open("wb") as file:
        file.truncate(65 << 20)
    with pytest.raises(BundleDamaged, match="larger than any bundle"):
        verify_by(folder, None)


def test_an_archive_that_says_it_is_huge_is_not_unpacked(tmp_path):
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(RECORDS, bytes(70 << 20))
    with pytest.raises(BundleDamaged, match="larger than any bundle"):
        verify_by(path, None)


def test_a_member_that_is_there_twice_is_found(tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(WHOLE)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(RECORDS, b"{}")
    with pytest.raises(BundleDamaged, match=r"evidence\.jsonl is there twice"):
        verify_by(path, None)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
@pytest.mark.parametrize("changed", [False, True])
def test_openssl_and_digests_say_the_same(bundle, tmp_path, changed):
    folder = tmp_path / "folder"
    shutil.unpack_archive(bundle, folder)
    (tmp_path / "bank.pem").write_text(f"# key 1\n{pem_of(KEY.private.public_key())}")
    if changed:
        (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes().replace(b"one", b"two"))
    command = "openssl pkeyutl -verify -pubin -inkey ../bank.pem -rawin -in manifest.json -sigfile manifest.sig"
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True)
    assert (done.returncode == 0, "Signature Verified Successfully" in done.stdout) == (not changed, not changed)
    digests = json.loads((folder / MANIFEST).read_bytes())["members"]
    assert digests == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in MEMBERS}
