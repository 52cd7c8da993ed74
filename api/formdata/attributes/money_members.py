"""The five members that say one amount."""

from typing import Any

from babel import Locale

from locales.money import money


def money_members(amount: str, currency: str, locale: Locale, side: str = "") -> dict[str, Any]:
    """`amount?`, `currency` and the three formatted ones; with a `side`, `sourceAmount?` and so on."""
    found = money(amount, currency, locale)
    members = {
        "amount": found.amount,
        "currency": found.currency,
        "amountFormatted": found.amount_formatted,
        "currencyFormatted": found.currency_formatted,
        "valueFormatted": found.value_formatted,
    }
    return {_named(side, name): value for name, value in members.items() if value is not None}


def _named(side: str, name: str) -> str:
    return f"{side}{name[0].upper()}{name[1:]}" if side else name
