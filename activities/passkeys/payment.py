"""What a browser shows of a payment in its own dialog (Secure Payment Confirmation): read from the operation's data alone.

The data are what is approved (`A1*A100CZK*ICZ2730300000001165254011*...`): nobody can show another amount or payee.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_AMOUNT = re.compile(r"A(\d{1,18}(?:\.\d{1,9})?)([A-Z]{3})")
_PAYEE = re.compile(r"([IQ])([^,]{1,64})(?:,.*)?")
# Fields are separated by asterisks; those that belong to a value are escaped.
_FIELD = re.compile(r"(?:[^*\\]|\\.)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Payment:
    """`payee`: the account that is paid, as the data have it."""

    value: str
    currency: str
    payee: str


def payment_of(operation_data: str) -> Payment | None:
    """Null where the data tell of no amount, or of no account that is paid."""
    found: dict[str, tuple[str, ...]] = {}
    # The first field says what kind of data these are.
    for field in _fields(operation_data)[1:]:
        for name, pattern in (("amount", _AMOUNT), ("payee", _PAYEE)):
            match = pattern.fullmatch(field)
            if match is not None:
                found.setdefault(name, match.groups())
    if len(found) < 2:
        return None
    value, currency = found["amount"]
    return Payment(value, currency, found["payee"][1])


def is_shown(payment: Payment, payment_data: Mapping[str, Any], rp_id: str, origins: tuple[str, ...]) -> bool:
    """Whether `payment` of a browser's client data (`CollectedClientPaymentData`) is this one, and nothing else was shown."""
    total = payment_data.get("total")
    return (
        isinstance(total, Mapping)
        and total.get("value") == payment.value
        and total.get("currency") == payment.currency
        and payment_data.get("payeeName") == payment.payee
        and payment_data.get("payeeOrigin") is None
        # Its name in the first editions of the specification was `rp`.
        and payment_data.get("rpId", payment_data.get("rp")) == rp_id
        and payment_data.get("topOrigin") in origins
    )


def _fields(operation_data: str) -> list[str]:
    fields, at = [], 0
    while at <= len(operation_data):
        match = _FIELD.match(operation_data, at)
        end = at if match is None else match.end()
        fields.append(re.sub(r"\\(.)", r"\1", operation_data[at:end]))
        at = end + 1
    return fields
