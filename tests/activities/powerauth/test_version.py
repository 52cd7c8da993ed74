"""What differs between the versions (`powerauth-protocol.md` §0.1)."""

import pytest

from activities.powerauth.version import ProtocolVersion

DIFFERENCES = {
    "has_nonce": [False, True, True, True],
    "has_timestamp": [False, False, True, True],
    "has_response_nonce": [False, False, True, True],
    "has_associated_data": [False, False, True, True],
    "has_temporary_key": [False, False, False, True],
    "kdf_prefix": [b"", b"", b"3.2", b"3.3"],
    "has_decimal_signature": [True, False, False, False],
    "has_version_in_token_digest": [False, False, True, True],
}


@pytest.mark.parametrize("aspect", DIFFERENCES)
def test_versions_differ_in_what_the_reference_says(aspect):
    assert [getattr(version, aspect) for version in ProtocolVersion] == DIFFERENCES[aspect]


def test_versions_are_ordered():
    assert sorted(ProtocolVersion, reverse=True) == [ProtocolVersion(text) for text in ("3.3", "3.2", "3.1", "3.0")]


@pytest.mark.parametrize("text", ["", "3", "2.1", "3.4", "3.00", " 3.0", "3.3 ", "4.0", "٣.٣"])
def test_nothing_else_is_a_version(text):
    with pytest.raises(ValueError):
        ProtocolVersion(text)
