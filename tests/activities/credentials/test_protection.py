"""Values as they are kept, in all four ways: each is of its value and of its row alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.credentials.protection import of_credential, of_past_value
from config.reasons import Reason
from config.refused import Refused
from tests.activities.credentials.made import hashed, protection, some_terms
from tests.examples import examples

ROW, OTHER = of_credential("roman", "RETAIL"), of_credential("jana", "RETAIL")
WAYS = [(hash_config, is_sealed) for hash_config in (None, hashed()) for is_sealed in (False, True)]
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)


@pytest.mark.parametrize(("hash_config", "is_sealed"), WAYS)
@given(value=text, other=text)
@settings(max_examples=examples(25), deadline=None)
def test_a_value_is_found_again_and_no_other(hash_config, is_sealed, value, other):
    kept = protection()
    terms = some_terms(hash_config=hash_config, is_sealed=is_sealed)
    protected = kept.protect(terms, ROW, value)
    assert kept.matches(protected, ROW, value)
    assert kept.matches(protected, ROW, other) is (value == other)
    assert kept.reveal(protected, ROW) == (None if hash_config else value)
    assert kept.is_current(protected, ROW, terms)
    assert (value in protected.value) is (not hash_config and not is_sealed) or len(value) < 8


@pytest.mark.parametrize(("hash_config", "is_sealed"), WAYS)
@pytest.mark.parametrize(("other_config", "other_seal"), WAYS)
def test_what_is_kept_in_another_way_is_not_current(hash_config, is_sealed, other_config, other_seal):
    kept = protection()
    protected = kept.protect(some_terms(hash_config=hash_config, is_sealed=is_sealed), ROW, "value")
    other = some_terms(hash_config=other_config, is_sealed=other_seal)
    assert kept.is_current(protected, ROW, other) is ((hash_config, is_sealed) == (other_config, other_seal))


def test_other_parameters_are_not_current_under_the_same_name():
    kept = protection()
    protected = kept.protect(some_terms(hash_config=hashed()), ROW, "value")
    assert not kept.is_current(protected, ROW, some_terms(hash_config=hashed(iterations="2")))


def test_a_sealed_value_is_of_no_other_row():
    kept = protection()
    protected = kept.protect(some_terms(is_sealed=True), ROW, "value")
    with pytest.raises(Refused) as refused:
        kept.matches(protected, OTHER, "value")
    assert refused.value.reason is Reason.ENCRYPTION_FAILED
    moved = kept.rebind(protected, ROW, of_past_value("roman", 1))
    assert kept.matches(moved, of_past_value("roman", 1), "value")


def test_without_a_master_key_nothing_is_sealed():
    with pytest.raises(Refused) as refused:
        protection(key="").protect(some_terms(is_sealed=True), ROW, "value")
    assert refused.value.reason is Reason.CONFIGURATION_INVALID


def test_a_protected_value_is_not_shown():
    assert "secret" not in repr(protection().protect(some_terms(), ROW, "secret"))
