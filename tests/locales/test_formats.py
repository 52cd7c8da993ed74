"""Amounts, numbers and dates (reference §4.3). NBSP is the space that keeps a number on one line."""

from decimal import Decimal, getcontext

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from locales.catalogs import Catalogs
from locales.formats import amount, date, number, plain, usable

NBSP = "\u00a0"
CATALOGS = Catalogs()


def shown(value, currency, language):
    return amount(value, currency, Locale.parse(language), CATALOGS.texts(language))


@pytest.mark.parametrize(
    ("language", "value", "currency", "expected"),
    [
        ("en", 100, "CZK", ("100.00", "CZK")),
        ("en", Decimal("1234.5"), "EUR", ("1,234.50", "EUR")),
        ("cs", 100, "CZK", ("100,00", "Kč")),
        ("cs", Decimal("1234.5"), "EUR", ("1234,50", "EUR")),
        ("sk", Decimal("1234.5"), "CZK", (f"1{NBSP}234,50", "Kč")),
        ("de", Decimal("1234.5"), "USD", ("1.234,50", "USD")),
        # Half to even.
        ("en", Decimal("0.125"), "USD", ("0.12", "USD")),
        ("en", Decimal("0.135"), "USD", ("0.14", "USD")),
        ("en", Decimal("-1234.5"), "USD", ("-1,234.50", "USD")),
        ("en", Decimal("1E+3"), "USD", ("1,000.00", "USD")),
        # A currency that ISO 4217 has and no catalog names.
        ("cs", 5, "JPY", ("5,00", "JPY")),
        # One that it does not have: a plain number, the code as it came.
        ("en", Decimal("1234.5678"), "POINTS", ("1,234.568", "POINTS")),
        ("cs", 1234, "czk", (f"1{NBSP}234", "czk")),
        ("cs", 1234, "", (f"1{NBSP}234", "")),
        ("en", Decimal("1234.50"), None, ("1,234.5", "")),
        ("en", None, "CZK", None),
        ("en", None, None, None),
    ],
)
def test_an_amount_is_written_as_its_language_does(language, value, currency, expected):
    assert shown(value, currency, language) == expected


@pytest.mark.parametrize("texts", [{}, {"currency.pattern": "nonsense"}, {"currency.pattern": ""}])
def test_a_catalog_without_a_usable_pattern_gets_the_reference_one(texts):
    assert amount(Decimal("1234.5"), "CZK", Locale("cs"), texts) == ("1234,50", "CZK")


@pytest.mark.parametrize(
    ("pattern", "expected"), [("#,##0.00", True), ("0", True), ("nonsense", False), ("", False), ("#,##0.00;;x;", True)]
)
def test_a_pattern_is_usable_when_it_formats_a_number(pattern, expected):
    assert usable(pattern) is expected


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", "1234567.891", "1,234,567.891"),
        ("cs", "1234567.891", f"1{NBSP}234{NBSP}567,891"),
        ("de", "1234567.891", "1.234.567,891"),
        ("en", "1.0005", "1"),
        ("en", "1.0015", "1.002"),
        ("en", "-0.5", "-0.5"),
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


def test_an_amount_with_a_huge_exponent_stays_short():
    assert shown(Decimal("1E+999999999"), "CZK", "cs") == ("1E+999999999", "Kč")
    assert shown(Decimal("1E-999999999"), "POINTS", "cs") == ("1E-999999999", "POINTS")


def test_sixty_digits_are_exact_whatever_precision_the_process_has(monkeypatch):
    monkeypatch.setattr(getcontext(), "prec", 6)
    assert number("1" * 60, Locale("en")).replace(",", "") == "1" * 60
    assert shown(Decimal("1" * 36 + ".25"), "EUR", "en")[0].replace(",", "") == "1" * 36 + ".25"


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


@given(st.decimals() | st.integers(), st.text(max_size=4) | st.sampled_from(["CZK", "EUR"]) | st.none())
def test_no_amount_raises_or_grows(value, currency):
    for part in shown(value, currency, "cs"):
        assert len(part) < 400


@given(st.text(max_size=80) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True) | st.none())
def test_no_text_raises(value):
    locale = Locale("de")
    assert isinstance(date(value, locale), str)
    assert isinstance(number(value, locale), str | None)
