"""Amounts as they are signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plain_decimal import is_plain_decimal


@pytest.mark.parametrize(
    "text", ["0", "100", "100.00", "-1.5", "0.1", "-0.00", "9" * 20, "1." + "1" * 18, "9" * 20 + "." + "9" * 18]
)
def test_digits_with_a_point_are_plain(text):
    assert is_plain_decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ten",
        "NaN",
        "nan",
        "Infinity",
        "-",
        "1e3",
        "1E400",
        "1e400",
        "+1",
        "--1",
        "1-",
        "1,000.00",
        "1 000",
        "1\u00a0000",
        " 1",
        "1\n",
        "1.",
        ".5",
        "1.2.3",
        "0x10",
        "1_000",
        "١٠٠",
        "１００",
        "\u221210",
        "9" * 21,
        "9" * 256,
        "1." + "1" * 19,
    ],
)
def test_what_readers_count_with_differently_is_not_plain(text):
    assert not is_plain_decimal(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**18), max_value=10**18))
def test_every_amount_written_out_is_plain(amount):
    assert is_plain_decimal(f"{amount:f}")
