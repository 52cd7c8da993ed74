"""Money as every API writes it: the published cases of `mobile-and-cloud.md` §2.2, `_` for the no-break space."""

from decimal import Decimal, getcontext

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from locales.formats import number, number_of
from locales.languages import chosen
from locales.money import amount_text, currency_symbol, money, value_text


def locale(tag):
    return chosen(tag, {"en"}).locale


def shown(text):
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("currency", "language", "expected"),
    [
        ("CZK", "en", "CZK"),
        ("CZK", "cs", "Kč"),
        ("USD", "en", "$"),
        ("USD", "cs", "US$"),
        ("UYU", "cs", "UYU"),
        ("UYU", "en", "UYU"),
        ("UYU", "uy", "UYU"),
        ("CAD", "cs", "CA$"),
        ("CAD", "ca", "CAD"),
        ("CAD", "en", "CA$"),
        ("NZD", "en", "NZ$"),
        ("NZD", "cs", "NZ$"),
        ("NZD", "nz", "NZ$"),
        ("BTC", "cs", "BTC"),
        ("...", "cs", "..."),
    ],
)
def test_a_currency_has_the_locales_symbol(currency, language, expected):
    assert currency_symbol(currency, locale(language)) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1710.9817", "CZK", "en", "1,710.9817"),
        ("1710.9817", "CZK", "cs", "1_710,9817"),
        ("1710", "CZK", "cs", "1_710,00"),
        ("1710", "USD", "en", "1,710.00"),
        ("1710.1", "CZK", "cs", "1_710,10"),
        ("1710.1", "USD", "en", "1,710.10"),
        ("1710", "JPY", "jp", "1,710"),
        ("1710", "JPY", "en", "1,710"),
        ("1710", "JPY", "cs", "1_710"),
        ("1", "BTC", "en", "1"),
        ("1.1", "BTC", "en", "1.1"),
        ("0.123456789", "BTC", "en", "0.123456789"),
        ("0.567567567567567567567", "BTC", "en", "0.567567567567567567"),
        ("1", "...", "en", "1"),
    ],
)
def test_an_amount_keeps_its_decimals(amount, currency, language, expected):
    assert shown(amount_text(Decimal(amount), currency, locale(language))) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1710.9867", "CZK", "en", "CZK1,710.9867"),
        ("1710.9867", "CZK", "cs", "1_710,9867_Kč"),
        ("1710", "CZK", "cs", "1_710,00_Kč"),
        ("1710", "USD", "en", "$1,710.00"),
        ("1710", "USD", "cs", "1_710,00_US$"),
        ("1710.1", "CZK", "cs", "1_710,10_Kč"),
        ("1710.1", "USD", "en", "$1,710.10"),
        ("1710.1", "EUR", "cs", "1_710,10_€"),
        ("1710.1", "EUR", "en", "€1,710.10"),
        ("1710", "JPY", "jp", "JP¥_1,710"),
        ("1710", "JPY", "en", "¥1,710"),
        ("1710", "JPY", "cs", "1_710_JP¥"),
        ("1", "BTC", "en", "1_BTC"),
        ("1.1", "BTC", "en", "1.1_BTC"),
        ("0.123456789", "BTC", "en", "0.123456789_BTC"),
        ("0.567567567567567567567", "BTC", "en", "0.567567567567567567_BTC"),
        ("1", "...", "en", "1_..."),
    ],
)
def test_a_value_stands_with_its_currency_as_in_the_locale(amount, currency, language, expected):
    assert shown(value_text(Decimal(amount), currency, locale(language))) == expected


@pytest.mark.parametrize(
    ("currency", "expected"),
    # ISO 4217's decimals, also where Unicode's table has others (RSD 0, IQD 0).
    [("RSD", "7.00"), ("IQD", "7.000"), ("KWD", "7.000"), ("CLF", "7.0000"), ("KRW", "7"), ("XXX", "7"), ("czk", "7")],
)
def test_an_amount_has_at_least_the_currencys_decimals(currency, expected):
    assert amount_text(Decimal(7), currency, Locale("en")) == expected


@pytest.mark.parametrize(
    ("language", "amount", "whole"),
    [
        ("de-CH", "1’710.10", "CHF_1’710.10"),
        ("de-DE", "1.710,10", "1.710,10_CHF"),
        # CLDR has separators of money alone in two locales: a point in fr-CH, where other numbers have a comma,
        # and points between groups in de-AT, where other numbers have spaces.
        ("fr-CH", "1\u202f710.10", "1\u202f710.10_CHF"),
        ("fr-FR", "1\u202f710,10", "1\u202f710,10_CHF"),
        ("de-AT", "1.710,10", "CHF_1.710,10"),
    ],
)
def test_a_region_writes_money_with_separators_of_its_own(language, amount, whole):
    found = money("1710.1", "CHF", locale(language))
    assert (shown(found.amount_formatted), shown(found.value_formatted)) == (amount, whole)


def test_other_numbers_of_a_region_keep_theirs():
    assert number("1710.1", locale("fr-CH")) == "1\u202f710,1"


@pytest.mark.parametrize(
    ("language", "amount", "whole"),
    [
        ("en", "-5.00", "-$5.00"),
        ("de", "-5,00", "-5,00_$"),
        ("de-CH", "-5.00", "$-5.00"),
        ("sl", "\u22125,00", "\u22125,00_$"),
        ("nb", "\u22125,00", "\u22125,00_USD"),
        ("sv", "\u22125,00", "\u22125,00_US$"),
    ],
)
def test_less_than_nothing_has_the_locales_minus_sign(language, amount, whole):
    found = money("-5", "USD", locale(language))
    assert (found.amount_formatted, shown(found.value_formatted)) == (amount, whole)


@pytest.mark.parametrize(
    ("nothing", "currency", "expected"),
    [("-0.00", "EUR", "0.00"), ("-0", "JPY", "0"), ("0E+3", "EUR", "0.00"), ("-0.0000000000000000001", "EUR", "0.00")],
)
def test_nothing_has_no_sign(nothing, currency, expected):
    assert amount_text(number_of(nothing), currency, Locale("en")) == expected
    assert not money(nothing, currency, Locale("en")).value_formatted.startswith("-")


def test_the_raw_amount_of_nothing_has_no_sign():
    assert str(money("-0.00", "EUR", Locale("en")).amount) == "0.00"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        # Document 002's spellings: the amount, a space, and the currency.
        ("100", "CZK", "en", "100.00 CZK"),
        ("100", "CZK", "cs", "100,00 Kč"),
        ("1710.1", "CZK", "cs", "1_710,10 Kč"),
        ("1710.1", "CZK", "sk", "1_710,10 CZK"),
        ("1.005", "KWD", "en", "1.005 KWD"),
        ("100", "JPY", "cs", "100 JP¥"),
        ("100.5", "JPY", "cs", "100,5 JP¥"),
        ("0.125", "USD", "cs", "0,125 US$"),
        ("1234.5", "USD", "en", "$1,234.50"),
        ("1234.5", "POINTS", "en", "1,234.5 POINTS"),
        ("1234.5", "", "en", "1,234.5"),
    ],
)
def test_a_form_writes_the_parts_that_phones_show(amount, currency, language, expected):
    found = money(amount, currency, locale(language))
    assert shown(found.in_a_form) == expected
    assert found.amount_formatted in found.in_a_form
    assert found.currency_formatted in found.in_a_form


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=18),
    st.sampled_from(["CZK", "JPY", "KWD", "CLF", "POINTS", ""]),
    st.sampled_from(["en", "cs", "de-AT", "fr-CH", "sl"]),
)
def test_nothing_that_is_signed_is_rounded_away(value, currency, language):
    symbols = money("-1000.1", "POINTS", locale(language)).amount_formatted
    minus, group, point = symbols[0], symbols[2], symbols[-2]
    text = money(f"{value:f}", currency, locale(language)).amount_formatted
    read = text.replace(minus, "-").replace(group, "").replace(point, ".")
    assert Decimal(read) == value
    least = {"JPY": 0, "KWD": 3, "CLF": 4, "CZK": 2}.get(currency, 0)
    assert len(read.partition(".")[2]) >= least


@given(st.decimals() | st.integers(), st.text(max_size=4) | st.sampled_from(["CZK", "EUR"]))
def test_no_amount_raises_or_grows(value, currency):
    found = money(str(value), currency, Locale("cs"))
    for part in (found.amount_formatted, found.value_formatted, found.in_a_form):
        assert len(part) < 400


@pytest.mark.parametrize(
    ("amount", "number"), [("13.7", "13.7"), ("100.00", "100.00"), ("-5", "-5"), ("1E+3", "1000"), (".5", "0.5")]
)
def test_the_raw_amount_keeps_its_decimals_and_loses_its_exponent(amount, number):
    assert str(money(amount, "EUR", Locale("en")).amount) == number


@pytest.mark.parametrize(
    "amount", ["not a number", "", " 1", "1,5", "1_000", "NaN", "Infinity", "١", "1e999", "9" * 65, "${amount}"]
)
def test_what_is_no_number_is_shown_as_it_came(amount):
    found = money(amount, "CZK", Locale("cs"))
    assert found.amount is None
    assert (found.amount_formatted, found.currency_formatted) == (amount, "Kč")
    assert found.value_formatted == f"{amount} CZK"
    assert found.in_a_form == found.value_formatted


def test_sixty_four_digits_are_exact_whatever_precision_the_process_has(monkeypatch):
    monkeypatch.setattr(getcontext(), "prec", 6)
    digits = "1" * 46 + "." + "9" * 17
    found = money(digits, "EUR", Locale("en"))
    assert str(found.amount) == digits
    assert found.amount_formatted.replace(",", "") == digits
