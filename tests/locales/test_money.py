"""Money as the mobile app shows it: the published cases of reference `mobile-and-cloud.md` §2.2, `_` for the no-break space."""

from decimal import Decimal, getcontext

import pytest
from babel import Locale

from locales.languages import preferred
from locales.money import amount_text, currency_symbol, money, value_text


def locale(tag):
    return preferred(tag).locale


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


def test_a_region_writes_amounts_of_its_own():
    assert amount_text(Decimal("1710.1"), "EUR", locale("de-CH")) == "1’710.10"
    assert shown(amount_text(Decimal("1710.1"), "EUR", locale("de-DE"))) == "1.710,10"


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


def test_sixty_four_digits_are_exact_whatever_precision_the_process_has(monkeypatch):
    monkeypatch.setattr(getcontext(), "prec", 6)
    digits = "1" * 46 + "." + "9" * 17
    found = money(digits, "EUR", Locale("en"))
    assert str(found.amount) == digits
    assert found.amount_formatted.replace(",", "") == digits
