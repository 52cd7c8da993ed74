"""JSON of the house: numbers as they were sent, and one text for equal values."""

from decimal import Decimal
from typing import Any

import pytest
import simplejson
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
def test_what_is_written_quickly_is_what_simplejson_writes(value):
    slow: Any = {"ensure_ascii": False, "separators": (",", ":")}
    assert exact_json.write(value) == simplejson.dumps(value, **slow)
    assert exact_json.canonical(value) == simplejson.dumps(value, sort_keys=True, **slow)


class Text(str):
    """As some libraries have their own."""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({None: 1, True: 2}, '{"null":1,"true":2}'),
        ([Text("own")], '["own"]'),
        (["\ud800"], '["\ud800"]'),
        ((1, Decimal("1E+2")), "[1,1E+2]"),
        (2**70, str(2**70)),
    ],
    ids=["keys", "texts of another type", "half of a pair", "tuples", "great numbers"],
)
def test_what_is_unusual_is_written_all_the_same(value, text):
    assert exact_json.write(value) == text


@pytest.mark.parametrize("beside", [1, "\ud800"], ids=["usual", "unusual"])
def test_what_was_written_before_stands_as_it_was(beside):
    written = '{ "amount" : 1.10 }'
    text = exact_json.write({"form": exact_json.raw(written), "beside": beside})
    assert text == f'{{"form":{written},"beside":{exact_json.write(beside)}}}'


@pytest.mark.parametrize(
    "value",
    [object(), Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")],
    ids=["object", "NaN", "Infinity", "-Infinity"],
)
def test_what_is_no_json_is_refused(value):
    for write in (exact_json.write, exact_json.canonical):
        with pytest.raises((TypeError, ValueError)):
            write([value])


def test_a_text_may_hold_the_name_of_what_is_no_number():
    assert exact_json.write({"note": "NaN, -Infinity"}) == '{"note":"NaN, -Infinity"}'


@given(VALUES)
def test_a_value_survives(value):
    assert exact_json.read(exact_json.write(value)) == value


@given(st.dictionaries(st.text(), SCALARS))
def test_equal_values_have_one_canonical_text(value):
    assert exact_json.canonical(value) == exact_json.canonical(dict(reversed(value.items())))


@pytest.mark.parametrize(("one", "other"), [(Decimal("1.0"), "1.0"), (Decimal("1.0"), Decimal("1.00")), (1, True)])
def test_values_that_were_sent_otherwise_have_another_canonical_text(one, other):
    assert exact_json.canonical([one]) != exact_json.canonical([other])
