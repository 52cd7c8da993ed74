"""The five members that say one amount."""

from typing import Any

from babel import Locale

from config.attributes.kind import member_of
from locales.money import money


def money_members(locale: Locale, amount: str, currency: str, side: str = "") -> dict[str, Any]:
    """`amount?`, `currency` and the three formatted ones; with a `side`, `sourceAmount?` and so on."""
    found = money(amount, currency, locale)
    members = {
        "amount": found.amount,
        "currency": found.currency,
        "amountFormatted": found.amount_formatted,
        "currencyFormatted": found.currency_formatted,
        "valueFormatted": found.value_formatted,
    }
    return {member_of(side, name): value for name, value in members.items() if value is not None}
