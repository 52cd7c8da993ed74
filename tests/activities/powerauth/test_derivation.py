"""Derivation of keys (`powerauth-protocol.md` §0.2)."""

import hashlib

import pytest

from activities.powerauth.derivation import fold, hmac_sha256, kdf, kdf_internal, x963


def test_fold_is_the_xor_of_the_halves():
    assert fold(bytes(range(16)) + b"\xff" * 16) == bytes(255 - n for n in range(16))


def test_kdf_is_one_block_of_aes():
    # FIPS 197, appendix C.1.
    key = bytes(range(16))
    assert kdf(key, 0x00112233445566778899AABBCCDDEEFF).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"


def test_kdf_internal_has_its_key_as_the_key_of_hmac():
    key, data = b"k" * 16, b"d" * 16
    assert kdf_internal(key, data) == fold(hmac_sha256(key, data))
    assert kdf_internal(key, data) != fold(hmac_sha256(data, key))


def test_hmac_is_that_of_rfc_4231():
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex() == expected


@pytest.mark.parametrize("size", [0, 1, 16, 32, 33, 48, 64, 100])
def test_x963_counts_blocks_from_one_and_cuts_the_last(size):
    blocks = b"".join(hashlib.sha256(b"secret" + bytes([0, 0, 0, n]) + b"info").digest() for n in range(1, 6))
    assert x963(b"secret", b"info", size) == blocks[:size]
