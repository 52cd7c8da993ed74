"""JSON of the house: numbers as they were sent, and one text for equal values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import exact_json

SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@pytest.mark.parametrize(
    "text", ["0.8", "1.10", "-0.0", "1E+400", "0.1234567890123456789012345678901", "[1,1.0]", '"ž"']
)
def test_a_value_is_written_as_it_was_read(text):
    assert exact_json.write(exact_json.read(text)) == text


@given(VALUES)
def test_a_value_survives(value):
    assert exact_json.read(exact_json.write(value)) == value


@given(st.dictionaries(st.text(), SCALARS))
def test_equal_values_have_one_canonical_text(value):
    assert exact_json.canonical(value) == exact_json.canonical(dict(reversed(value.items())))


@pytest.mark.parametrize(("one", "other"), [(Decimal("1.0"), "1.0"), (Decimal("1.0"), Decimal("1.00")), (1, True)])
def test_values_that_were_sent_otherwise_have_another_canonical_text(one, other):
    assert exact_json.canonical([one]) != exact_json.canonical([other])
