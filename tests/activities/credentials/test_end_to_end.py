"""Values encrypted on their way: `base64(iv):base64(ciphertext)`."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from config.identity_vocabulary import CredentialType
from config.reasons import Reason
from config.refused import Refused
from tests.activities.credentials.made import end_to_end, some_terms

PERMANENT, TEMPORARY = CredentialType.PERMANENT, CredentialType.TEMPORARY
CBC = "AES/CBC/PKCS7Padding"
KEY = b"0123456789abcdef"


def encoded(*parts):
    return ":".join(base64.b64encode(part).decode() for part in parts)


def padded_cbc(value):
    """As another implementation has it: the padding by hand."""
    data = value.encode()
    data += bytes([16 - len(data) % 16]) * (16 - len(data) % 16)
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(b"i" * 16)).encryptor()
    return encoded(b"i" * 16, encryptor.update(data) + encryptor.finalize())


@pytest.mark.parametrize("value", ["s3cret", "x" * 16, "žluťoučký"])
def test_what_others_encrypted_is_read(value):
    assert end_to_end(KEY).read(some_terms(transformation=CBC), padded_cbc(value)) == value


@pytest.mark.parametrize("bytes_of_key", [16, 24, 32])
@pytest.mark.parametrize("transformation", [CBC, "AES/CBC/PKCS5Padding", "AES/CTR/NoPadding", "AES/GCM/NoPadding"])
def test_what_is_answered_can_be_read(transformation, bytes_of_key):
    cipher, terms = end_to_end(b"k" * bytes_of_key), some_terms(transformation=transformation)
    sent = [cipher.write(terms, PERMANENT, "s3cret") for _ in range(2)]
    assert sent[0] != sent[1]
    assert [cipher.read(terms, one) for one in sent] == ["s3cret", "s3cret"]


def test_without_end_to_end_encryption_values_are_as_they_are():
    assert end_to_end(b"").read(some_terms(), "s3cret") == end_to_end(b"").write(some_terms(), PERMANENT, "s3cret")


@pytest.mark.parametrize("for_temporary", [True, False])
def test_temporary_values_are_encrypted_where_the_definition_says_so(for_temporary):
    terms = some_terms(transformation=CBC, for_temporary=for_temporary)
    assert (end_to_end().write(terms, TEMPORARY, "s3cret") == "s3cret") is not for_temporary


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("s3cret", Reason.REQUEST_INVALID),
        (":", Reason.REQUEST_INVALID),
        ("!:!", Reason.REQUEST_INVALID),
        ("žž:žž", Reason.REQUEST_INVALID),
        (encoded(b"i" * 16, b""), Reason.REQUEST_INVALID),
        (encoded(b"i" * 15, b"c" * 16), Reason.ENCRYPTION_FAILED),
        (encoded(b"i" * 16, b"c" * 15), Reason.ENCRYPTION_FAILED),
        (encoded(b"i" * 16, b"c" * 16), Reason.ENCRYPTION_FAILED),
    ],
)
def test_what_is_not_encrypted_so_is_refused(text, reason):
    with pytest.raises(Refused) as refused:
        end_to_end(KEY).read(some_terms(transformation=CBC), text)
    assert refused.value.reason is reason


def test_what_was_changed_is_refused_where_the_cipher_tells():
    terms = some_terms(transformation="AES/GCM/NoPadding")
    iv, data = end_to_end().write(terms, PERMANENT, "s3cret").split(":")
    with pytest.raises(Refused) as refused:
        end_to_end().read(terms, f"{iv}:{base64.b64encode(base64.b64decode(data)[::-1]).decode()}")
    assert refused.value.reason is Reason.ENCRYPTION_FAILED


def test_without_a_key_the_configuration_is_wrong():
    terms = some_terms(transformation=CBC)
    for call in (
        lambda: end_to_end(b"").read(terms, padded_cbc("s3cret")),
        lambda: end_to_end(b"").write(terms, PERMANENT, "s3cret"),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.reason is Reason.CONFIGURATION_INVALID
