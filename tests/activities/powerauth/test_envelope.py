"""The keys of an ECIES exchange and messages under them (`powerauth-protocol.md` §2.2)."""

import pytest

from activities.powerauth import envelope, keys
from activities.powerauth.base64_text import encode
from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.envelope import Envelope, Sealed
from activities.powerauth.version import ProtocolVersion
from tests.activities.powerauth.published import document, raw


def published(name):
    read = document(name)
    return [
        (ProtocolVersion(read["version"]), keys.private_key(raw(read["privateKey"])), case) for case in read["data"]
    ]


EARLY = published("ecies-v30") + published("ecies-v31")


@pytest.mark.parametrize(("version", "recipient", "case"), EARLY)
def test_published_requests_and_responses_of_the_first_versions(version, recipient, case):
    point = raw(case["ephemeralPublicKey"])
    read = Envelope.agree(version, recipient=recipient, ephemeral_point=point, shared_info_1=raw(case["sharedInfo1"]))
    nonce = raw(case["encRequest"]["nonce"]) if case["encRequest"]["nonce"] else None
    assert (nonce is not None) is version.has_nonce
    terms = {"nonce": nonce, "shared_info_2": raw(case["sharedInfo2"])}
    request = Sealed(raw(case["encRequest"]["encryptedData"]), raw(case["encRequest"]["mac"]))
    assert read.open(request, **terms) == raw(case["request"])
    # The response has no nonce of its own: in 3.1 the request's serves again.
    assert case["encResponse"]["nonce"] is None
    sealed = read.seal(raw(case["response"]), **terms)
    assert encode(sealed.encrypted_data) == case["encResponse"]["encryptedData"]
    assert encode(sealed.mac) == case["encResponse"]["mac"]


KEYS = Envelope(b"e" * 16, b"m" * 16, b"i" * 16)
NONCE = bytes(range(16))
TERMS = {"nonce": NONCE, "shared_info_2": b"shared"}


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 1000])
def test_a_message_comes_back(size):
    sealed = KEYS.seal(bytes(size), **TERMS)
    assert len(sealed.encrypted_data) == (size // 16 + 1) * 16  # nothing gives a block of padding
    assert KEYS.open(sealed, **TERMS) == bytes(size)


def refused(sealed, **changes):
    with pytest.raises(EncryptionFailed) as failed:
        KEYS.open(sealed, **TERMS | changes)
    return failed.value.reason


def test_a_message_under_other_terms_is_refused():
    sealed = KEYS.seal(b"message", **TERMS)
    assert refused(sealed, shared_info_2=b"share") == EncryptionFailure.MAC
    assert refused(Sealed(sealed.encrypted_data[::-1], sealed.mac)) == EncryptionFailure.MAC
    assert refused(Sealed(sealed.encrypted_data, sealed.mac[:31])) == EncryptionFailure.MAC
    assert refused(Sealed(sealed.encrypted_data, b"")) == EncryptionFailure.MAC
    other = Envelope(KEYS.encryption_key, b"n" * 16, KEYS.iv_key)
    with pytest.raises(EncryptionFailed):
        other.open(sealed, **TERMS)


@pytest.mark.parametrize("data", [b"", b"short", bytes(16), bytes(17), bytes(32)])
def test_nothing_is_decrypted_before_the_mac_is_right(data, monkeypatch):
    def never(*_):
        raise AssertionError("decrypted")

    monkeypatch.setattr(envelope, "Cipher", never)
    assert refused(Sealed(data, bytes(32))) == EncryptionFailure.MAC


@pytest.mark.parametrize("size", [0, 5, 17])
def test_a_ciphertext_of_no_whole_blocks_is_refused_even_with_its_mac(size):
    data = bytes(size)
    assert refused(Sealed(data, hmac_sha256(KEYS.mac_key, data + b"shared"))) == EncryptionFailure.PADDING


def test_wrong_padding_is_refused_even_with_its_mac():
    cut = KEYS.seal(bytes(16), **TERMS).encrypted_data[:16]
    assert refused(Sealed(cut, hmac_sha256(KEYS.mac_key, cut + b"shared"))) == EncryptionFailure.PADDING


def test_what_is_said_does_not_tell_which_check_failed():
    assert {str(EncryptionFailed(reason)) for reason in EncryptionFailure} == {"the request cannot be decrypted"}


def test_an_ephemeral_key_that_is_no_point_is_refused():
    for point in (b"", b"\x00", b"\x02" + b"\xff" * 32, b"\x04" + bytes(64)):
        with pytest.raises(EncryptionFailed) as failed:
            Envelope.agree(
                ProtocolVersion.V3_3, recipient=keys.generate(), ephemeral_point=point, shared_info_1=b"/pa/upgrade"
            )
        assert failed.value.reason == EncryptionFailure.EPHEMERAL_KEY


def test_keys_are_not_shown():
    assert "mmm" not in repr(KEYS)
