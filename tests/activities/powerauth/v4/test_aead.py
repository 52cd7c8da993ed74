"""Authenticated encryption (`powerauth-protocol-4.md` §1)."""

import pytest

from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.v4.aead import open_sealed, seal
from activities.powerauth.v4.kdf import kdf
from tests.activities.powerauth.v4.published import every, members
from tests.rows import each_row

KEY, NONCE = bytes(32), b"n" * 12
CONTEXT = {"key_context": b"context", "associated_data": b"data"}
SEALED = seal(KEY, nonce=NONCE, plaintext=b"message", **CONTEXT)


def opened(sealed, key=KEY, nonce=NONCE, **changed):
    return open_sealed(key, nonce=nonce, message=sealed, **CONTEXT | changed)


@every("aead")
def test_official_messages(case):
    key, context, nonce, data, plaintext = members(case, "key", "keyContext", "nonce", "associatedData", "plaintext")
    sealed = seal(key, key_context=context, nonce=nonce, associated_data=data, plaintext=plaintext)
    assert sealed.hex() == case["sealed"]
    assert open_sealed(key, key_context=context, nonce=nonce, associated_data=data, message=sealed) == plaintext
    assert [kdf(key, "aead/enc", context).hex(), kdf(key, "aead/mac", context).hex()] == [
        case["keyEnc"],
        case["keyMac"],
    ]


def test_an_empty_message_has_44_bytes():
    assert len(seal(KEY, nonce=NONCE, plaintext=b"", **CONTEXT)) == 44


@each_row("place", range(12, len(SEALED)))
def test_a_changed_byte_of_tag_or_ciphertext_is_refused(place):
    changed = bytearray(SEALED)
    changed[place] ^= 1
    with pytest.raises(EncryptionFailed) as failed:
        opened(bytes(changed))
    assert failed.value.reason is EncryptionFailure.MAC


@pytest.mark.parametrize("size", [0, 11, 12, 43])
def test_what_is_too_short_is_refused(size):
    with pytest.raises(EncryptionFailed) as failed:
        opened(SEALED[:size])
    assert failed.value.reason is EncryptionFailure.SHAPE


@pytest.mark.parametrize(
    ("sealed", "changed"),
    [
        (SEALED + b"\0", {}),
        (SEALED[:-1], {}),
        (SEALED, {"key": b"k" * 32}),
        (SEALED, {"key_context": b"other"}),
        (SEALED, {"associated_data": b"datum"}),
    ],
    ids=["trailing byte", "truncated", "key", "context", "associated data"],
)
def test_another_message_key_context_or_data_is_refused(sealed, changed):
    with pytest.raises(EncryptionFailed) as failed:
        opened(sealed, **changed)
    assert failed.value.reason is EncryptionFailure.MAC


def test_the_nonce_inside_must_be_the_one_outside():
    with pytest.raises(EncryptionFailed):
        opened(SEALED, nonce=b"m" * 12)


def test_a_nonce_has_12_bytes():
    with pytest.raises(ValueError, match="12 bytes"):
        seal(KEY, nonce=bytes(24), plaintext=b"", **CONTEXT)
