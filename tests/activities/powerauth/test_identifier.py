"""Identifiers (`powerauth-protocol.md` §0.3)."""

import pytest

from activities.powerauth.identifier import IdentifierInvalid, identifier


@pytest.mark.parametrize("version", "12345")
@pytest.mark.parametrize("variant", "89AB")
def test_uuids_of_known_versions_are_read_in_lower_case(version, variant):
    text = f"036CC14B-E4F8-{version}B01-{variant}825-5129832ACDDB"
    assert identifier(text) == text.lower()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "036cc14b-e4f8-0b01-a825-5129832acddb",
        "036cc14b-e4f8-6b01-a825-5129832acddb",
        "036cc14b-e4f8-4b01-7825-5129832acddb",
        "036cc14b-e4f8-4b01-c825-5129832acddb",
        "036cc14be4f84b01a8255129832acddb",
        "{036cc14b-e4f8-4b01-a825-5129832acddb}",
        "036cc14b-e4f8-4b01-a825-5129832acdd",
        "036cc14b-e4f8-4b01-a825-5129832acddb\n",
        "g36cc14b-e4f8-4b01-a825-5129832acddb",
        "٠36cc14b-e4f8-4b01-a825-5129832acddb",
        None,
        36,
        b"036cc14b-e4f8-4b01-a825-5129832acddb",
    ],
)
def test_anything_else_is_refused(value):
    with pytest.raises(IdentifierInvalid):
        identifier(value)
