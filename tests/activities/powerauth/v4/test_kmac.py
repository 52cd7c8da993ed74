"""KMAC256 (NIST SP 800-185; `powerauth-protocol-4.md` §1)."""

import pytest
from Crypto.Hash import KMAC256

from activities.powerauth.v4.kmac import kmac256
from tests.activities.powerauth.v4.published import every, members, vectors

# NIST's examples of KMAC256 with 32-byte keys: data, S, and the 64-byte MAC.
KEY = bytes(range(0x40, 0x60))
LABEL = "My Tagged Application"
NIST = [
    (
        bytes(range(4)),
        LABEL,
        "20c570c31346f703c9ac36c61c03cb64c3970d0cfc787e9b79599d273a68d2f7"
        "f69d4cc3de9d104a351689f27cf6f5951f0103f33f4f24871024d9c27773a8dd",
    ),
    (
        bytes(range(200)),
        "",
        "75358cf39e41494e949707927cee0af20a3ff553904c86b08f21cc414bcfd691"
        "589d27cf5e15369cbbff8b9a4c2eb17800855d0235ff635da82533ec6b759b69",
    ),
    (
        bytes(range(200)),
        LABEL,
        "b58618f71f92e1d56c1b8c55ddd7cd188b97b4ca4d99831eb2699a837da2e4d9"
        "70fbacfde50033aea585f1a2708510c32d07880801bd182898fe476876fc8965",
    ),
]


@pytest.mark.parametrize(("data", "custom", "mac"), NIST)
def test_examples_of_nist(data, custom, mac):
    assert kmac256(KEY, data, custom=custom, size=64).hex() == mac


@every("kmac256")
def test_official_macs(case):
    key, data = members(case, "key", "data")
    assert kmac256(key, data, custom=case["custom"] or "", size=case["length"]).hex() == case["mac"]


def test_keys_shorter_than_the_library_wants_are_among_them():
    sizes = {len(case["key"]) // 2 for case in vectors("kmac256")}
    assert min(sizes) == 4
    assert 16 in sizes
    with pytest.raises(ValueError, match="256 bits"):
        KMAC256.new(key=bytes(16))


def test_the_length_is_part_of_what_is_computed():
    assert kmac256(KEY, b"", custom="", size=16) != kmac256(KEY, b"", custom="", size=32)[:16]
