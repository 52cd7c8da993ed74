"""An application's pairs of protocol 4: what is kept of them gives the same pairs again."""

import pytest

from activities.powerauth.elliptic_curve import KeyInvalid
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.master_keys import V4MasterKeys

MASTERS = V4MasterKeys.generate()


@pytest.mark.parametrize("algorithm", Algorithm)
def test_what_is_kept_of_the_pairs_gives_them_again(algorithm):
    kept = MASTERS.private_bytes
    assert len(kept) == 112
    again = V4MasterKeys.read(kept).pairs(algorithm)
    assert again.algorithm is algorithm
    assert again.public.members() == MASTERS.pairs(algorithm).public.members()


def test_the_point_on_p384_is_that_of_every_algorithm_and_no_two_share_one_of_ml_dsa():
    members = [MASTERS.pairs(algorithm).public.members() for algorithm in Algorithm]
    assert len({one["ecdsa"] for one in members}) == 1
    assert len({one.get("mldsa") for one in members}) == 3


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: kept + b"\0", lambda kept: bytes(48) + kept[48:]]
)
def test_other_bytes_are_no_pairs(damage):
    with pytest.raises(KeyInvalid):
        V4MasterKeys.read(damage(MASTERS.private_bytes))


def test_private_keys_are_in_no_text_of_the_object():
    assert "PrivateKey" not in repr(MASTERS)
