"""Encrypted requests as JSON has them (`powerauth-protocol.md` §2.3)."""

import json
from base64 import b64encode

import pytest

from activities.powerauth.encrypted_request import EncryptedRequest, read, read_body
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.version import ProtocolVersion

ID = "D3D82A6B-47CF-4225-BBE5-BAD96FB84CA4"
POINT, DATA, MAC, NONCE = b"\x02" + bytes(32), bytes(48), b"m" * 32, b"n" * 16


def text(data):
    return b64encode(data).decode()


EVERYTHING = {
    "temporaryKeyId": ID,
    "ephemeralPublicKey": text(POINT),
    "encryptedData": text(DATA),
    "mac": text(MAC),
    "nonce": text(NONCE),
    "timestamp": 1_700_000_000_000,
}
ABSENT = {
    ProtocolVersion.V3_0: ["nonce", "timestamp", "temporaryKeyId"],
    ProtocolVersion.V3_1: ["timestamp", "temporaryKeyId"],
    ProtocolVersion.V3_2: ["temporaryKeyId"],
    ProtocolVersion.V3_3: [],
}
V3_3 = ProtocolVersion.V3_3


def of(version):
    return {name: value for name, value in EVERYTHING.items() if name not in ABSENT[version]}


def refused(version, value):
    with pytest.raises(EncryptionFailed) as failed:
        read(version, value)
    assert failed.value.reason == EncryptionFailure.SHAPE


def test_everything_is_decoded():
    assert read(V3_3, EVERYTHING) == EncryptedRequest(
        version=V3_3,
        ephemeral_point=POINT,
        encrypted_data=DATA,
        mac=MAC,
        nonce=NONCE,
        timestamp_ms=1_700_000_000_000,
        temporary_key_id=ID.lower(),
        temporary_key_id_sent=ID,
    )


@pytest.mark.parametrize("version", ProtocolVersion)
def test_each_version_has_its_members(version):
    request = read(version, of(version))
    assert (request.nonce is None) is ("nonce" in ABSENT[version])
    assert (request.timestamp_ms is None) is ("timestamp" in ABSENT[version])
    assert (request.temporary_key_id is None) is ("temporaryKeyId" in ABSENT[version])


@pytest.mark.parametrize("version", ProtocolVersion)
def test_what_a_version_has_must_be_there_and_not_null(version):
    for name in of(version):
        refused(version, {other: value for other, value in of(version).items() if other != name})
        refused(version, of(version) | {name: None})


@pytest.mark.parametrize("version", ProtocolVersion)
def test_what_a_version_does_not_have_must_not_be_there(version):
    for name in ABSENT[version]:
        refused(version, of(version) | {name: EVERYTHING[name]})
        refused(version, of(version) | {name: ""})


@pytest.mark.parametrize("version", ProtocolVersion)
def test_null_counts_as_absent(version):
    assert read(version, of(version) | dict.fromkeys(ABSENT[version])) == read(version, of(version))


def test_members_that_nobody_knows_are_ignored():
    assert read(V3_3, EVERYTHING | {"note": 1}) == read(V3_3, EVERYTHING)


@pytest.mark.parametrize("point", [b"\x02" + bytes(32), b"\x04" + bytes(64)])
def test_the_ephemeral_key_is_kept_as_it_was_sent(point):
    assert read(V3_3, EVERYTHING | {"ephemeralPublicKey": text(point)}).ephemeral_point == point


WRONG = {
    "temporaryKeyId": ["", "1", ID[:-1], ID + " ", 1],
    "ephemeralPublicKey": ["", "x", text(bytes(32)), text(bytes(34)), text(bytes(64)), text(b"\x00")],
    "encryptedData": ["", "x", text(bytes(15)), text(bytes(17)), text(DATA).rstrip("A"), "-" * 64],
    "mac": ["", text(bytes(31)), text(bytes(33)), text(bytes(16))],
    "nonce": ["", text(bytes(15)), text(bytes(17)), text(NONCE).rstrip("="), text(NONCE) + "\n"],
    "timestamp": ["1700000000000", 1.7e12, -1, 1 << 53, 1 << 70, True, False, ""],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_member_of_another_kind_is_refused(name):
    for value in [*WRONG[name], 5.5, [], {}, [EVERYTHING[name]], True]:
        refused(V3_3, EVERYTHING | {name: value})


@pytest.mark.parametrize("value", [None, [], "text", 1, [EVERYTHING], {}])
def test_what_is_no_object_is_refused(value):
    refused(V3_3, value)


def test_a_body_is_read():
    assert read_body(V3_3, json.dumps(EVERYTHING).encode()) == read(V3_3, EVERYTHING)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"\xff", b'{"mac": 1, "mac": 1}', b"{" * 100_000])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(EncryptionFailed):
        read_body(V3_3, body)


def test_a_body_is_bounded():
    with pytest.raises(EncryptionFailed):
        read_body(V3_3, json.dumps(EVERYTHING | {"note": "x" * (1 << 20)}).encode())
