"""Types of signatures (`powerauth-protocol.md` §5.1)."""

import pytest

from activities.powerauth.signature_type import Factor, SignatureType

HAS, KNOWS, IS = Factor.POSSESSION, Factor.KNOWLEDGE, Factor.BIOMETRY
FACTORS = {
    "possession": (HAS,),
    "knowledge": (KNOWS,),
    "biometry": (IS,),
    "possession_knowledge": (HAS, KNOWS),
    "possession_biometry": (HAS, IS),
    "possession_knowledge_biometry": (HAS, KNOWS, IS),
}


def test_each_type_has_its_factors_in_order():
    assert {str(one): one.factors for one in SignatureType} == FACTORS


@pytest.mark.parametrize("one", SignatureType)
def test_only_plain_possession_counts_no_failures(one):
    assert one.counts_failures is (one != "possession")


@pytest.mark.parametrize("text", ["", "knowledge_possession", "possession_", "possession-knowledge", "none"])
def test_there_are_no_others(text):
    with pytest.raises(ValueError):
        SignatureType(text)
