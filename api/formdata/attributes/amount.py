"""AMOUNT: a sum of money in a currency."""

from collections.abc import Mapping
from typing import Any

from babel import Locale

from api.formdata.attributes.money_members import money_members


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, Any]:
    """`amount` is left out when the parameter is no number, which `amountFormatted` then shows as it came."""
    return money_members(slots["amount"], slots["currency"], locale)
