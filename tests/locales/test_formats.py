"""Numbers and dates (`nextstep.md` §4.3). NBSP is the space that keeps a number on one line."""

from decimal import Decimal, getcontext

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from locales.formats import date, number, plain

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", "1234567.891", "1,234,567.891"),
        ("cs", "1234567.891", f"1{NBSP}234{NBSP}567,891"),
        ("de", "1234567.891", "1.234.567,891"),
        ("en", "1.0005", "1"),
        ("en", "1.0015", "1.002"),
        ("en", "-0.5", "-0.5"),
        ("sl", "-0.5", "\u22120,5"),
        ("en", "+7", "7"),
        ("en", "1e3", "1,000"),
        ("en", "007", "7"),
        ("en", 1234, "1,234"),
        ("en", Decimal("1234.50"), "1,234.5"),
        ("en", None, None),
        # Not decimal numbers: unchanged.
        ("en", "", ""),
        ("en", "12 345", "12 345"),
        ("en", "1_000", "1_000"),
        ("en", "NaN", "NaN"),
        ("en", "Infinity", "Infinity"),
        ("en", "١٢٣", "١٢٣"),
        ("en", "12 CZK", "12 CZK"),
        # Too large to be written out.
        ("en", "1e9999", "1e9999"),
        ("en", "1e-9999", "1e-9999"),
        ("en", "1e999999999", "1e999999999"),
        ("en", "9" * 1000, "9" * 1000),
        ("en", Decimal("1E+999999"), "1E+999999"),
    ],
)
def test_a_number_is_grouped_as_its_language_does(language, value, expected):
    assert number(value, Locale(language)) == expected


def test_sixty_digits_are_exact_whatever_precision_the_process_has(monkeypatch):
    monkeypatch.setattr(getcontext(), "prec", 6)
    assert number("1" * 60, Locale("en")).replace(",", "") == "1" * 60


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", "2017-06-29", "Jun 29, 2017"),
        ("en_GB", "2017-06-29", "29 Jun 2017"),
        ("cs", "2017-06-29", "29. 6. 2017"),
        ("cs_CZ", "2017-06-29", "29. 6. 2017"),
        ("sk", "2017-06-29", "29. 6. 2017"),
        ("de", "2017-06-29", "29.06.2017"),
        ("en", "2016-02-29", "Feb 29, 2016"),
        ("en", None, ""),
        # No calendar has these days.
        ("en", "2017-13-01", "2017-13-01"),
        ("en", "2017-02-29", "2017-02-29"),
        ("en", "0000-01-01", "0000-01-01"),
        # Not the form of a day.
        ("en", "", ""),
        ("en", "29. 6. 2017", "29. 6. 2017"),
        ("en", "2017-06-29T00:00:00", "2017-06-29T00:00:00"),
        ("en", "2017-06-29\n", "2017-06-29\n"),
        ("en", "٢٠١٧-٠٦-٢٩", "٢٠١٧-٠٦-٢٩"),
    ],
)
def test_a_day_is_written_in_the_medium_format(language, value, expected):
    assert date(value, Locale.parse(language)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (100, "100"),
        (Decimal("100.00"), "100.00"),
        (Decimal("1E+2"), "100"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("1E+999"), "1E+999"),
    ],
)
def test_a_plain_number_has_no_exponent_unless_it_is_huge(value, expected):
    assert plain(value) == expected


@given(st.text(max_size=80) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True) | st.none())
def test_no_text_raises(value):
    locale = Locale("de")
    assert isinstance(date(value, locale), str)
    assert isinstance(number(value, locale), str | None)
