"""Money as every API writes it: nothing that is signed is rounded away (`mobile-and-cloud.md` §2.1).

Symbols and patterns are the locale's own; catalogs say nothing of them, so that one payment has one spelling in a language.
"""

from copy import copy
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from babel.numbers import NumberPattern, get_currency_symbol, list_currencies

from locales.formats import EXACT, number_of, plain, signed

MAX_DECIMALS: Final = 18
_QUANTUM = Decimal(1).scaleb(-MAX_DECIMALS)
_KNOWN = frozenset(list_currencies())
# The decimals of ISO 4217 where they are not two. Unicode's own table differs: it counts what is in use (no fillér, no para).
# Metals, units of account and XXX have none.
_ISO_DECIMALS: Final = {
    code: decimals
    for decimals, codes in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (0, "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for code in codes.split()
}
_NO_BREAK = "\u00a0"
_LATIN = "latn"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency, raw and formatted; `amount` is None when its text is no number, and is shown as it came."""

    amount: Decimal | None
    currency: str
    amount_formatted: str
    currency_formatted: str
    value_formatted: str

    @property
    def in_a_form(self) -> str:
        """The whole as forms of web flows write it, `100.00 CZK` (document 002): a code stands last, in every language."""
        symbol = self.currency_formatted
        if symbol == self.currency or self.value_formatted.endswith(symbol):
            return f"{self.amount_formatted} {symbol}".rstrip()
        return self.value_formatted


class _MoneyLocale(Locale):
    """A locale whose separators are those of money: `1 710.10` in French Switzerland, whose other numbers have a comma."""

    @property
    def number_symbols(self) -> Any:
        """By numbering system, as Babel asks for them. Babel reads CLDR's symbols of currencies, and does not use them."""
        return {
            system: {
                **symbols,
                **{
                    name: symbols[own]
                    for name, own in (("decimal", "currencyDecimal"), ("group", "currencyGroup"))
                    if own in symbols
                },
            }
            for system, symbols in super().number_symbols.items()
        }


@lru_cache(maxsize=256)
def _of_money(locale: Locale) -> Locale:
    symbols = locale.number_symbols[_LATIN]
    if not {"currencyDecimal", "currencyGroup"} & set(symbols):
        return locale
    return _MoneyLocale(locale.language, locale.territory, locale.script, locale.variant)


@lru_cache(maxsize=2048)  # a phone lists the same payments again and again, and Babel takes its time
def money(amount: str, currency: str, locale: Locale) -> Money:
    """`amount`, a decimal number in text, of `currency`, an ISO 4217 code or any other; neither has to be one."""
    value, symbol = number_of(amount), currency_symbol(currency, locale)
    if value is None:
        return Money(None, currency, amount, symbol, f"{amount} {currency}".rstrip())
    value = value or abs(value)  # there is no -0.00
    return Money(
        amount=Decimal(plain(value)),
        currency=currency,
        amount_formatted=amount_text(value, currency, locale),
        currency_formatted=symbol,
        value_formatted=value_text(value, currency, locale),
    )


def currency_symbol(currency: str, locale: Locale) -> str:
    """`Kč`, `US$`; the code itself where ISO 4217 or the locale has nothing better."""
    return get_currency_symbol(currency, locale) if currency in _KNOWN else currency


def amount_text(value: Decimal, currency: str, locale: Locale) -> str:
    """`1,710.9817`: at least the currency's decimals, at most 18, the rest cut off. `value` is from `number_of`."""
    return _applied(locale.decimal_formats[None], value, currency, locale)


def value_text(value: Decimal, currency: str, locale: Locale) -> str:
    """The amount with its currency, where the locale puts it: `$1,710.10`, `1 710,10 Kč`; unknown codes come last."""
    if currency not in _KNOWN:
        return f"{amount_text(value, currency, locale)}{_NO_BREAK}{currency}".rstrip(_NO_BREAK)
    return _applied(locale.currency_formats["standard"], value, currency, locale)


def _applied(pattern: NumberPattern, value: Decimal, currency: str, locale: Locale) -> str:
    least = _ISO_DECIMALS.get(currency, 2) if currency in _KNOWN else 0
    with localcontext(EXACT):
        # Babel would round half to even.
        cut = value.quantize(_QUANTUM, ROUND_DOWN)
        own = _with_decimals(signed(pattern, locale), least)
        text: str = own.apply(cut or abs(cut), _of_money(locale), currency=currency, currency_digits=False)
    return text


@lru_cache(maxsize=512)
def _with_decimals(pattern: NumberPattern, least: int) -> NumberPattern:
    own = copy(pattern)
    own.frac_prec = (least, MAX_DECIMALS)
    return own
