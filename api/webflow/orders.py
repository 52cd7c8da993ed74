"""What the demonstration's customer logs in to, and pays. A bank's front end is told so by its other systems."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.demo.forms import LOGIN, form
from api.webflow import passkey_flows
from api.webflow.texts import text

_ACCOUNT = "CZ6508000000192000145399"


@dataclass(frozen=True, slots=True)
class Order:
    """`content` makes what an operation of that name is about, in the reader's language.

    `has_passkeys`: it goes through a flow of `passkey_flows`; `chosen_method` is that of its first step, where nobody chooses it.
    """

    operation_name: str
    content: Callable[[], dict[str, Any]]
    has_passkeys: bool = False
    chosen_method: str | None = None

    @property
    def request(self) -> dict[str, Any]:
        """By which its operation is created."""
        return {"operationName": self.operation_name, **self.content()}


def _login() -> dict[str, Any]:
    shop: dict[str, Any] = {"id": "DEMO", "name": "Demo Shop", "description": None, "originalScopes": []}
    return {"operationData": "A2", "formData": LOGIN, "applicationContext": shop}


def _payment() -> dict[str, Any]:
    accounts = _accounts()
    parameters: list[dict[str, Any]] = [
        {
            "type": "AMOUNT",
            "id": "operation.amount",
            "valueFormatType": "AMOUNT",
            "amount": Decimal("1499.90"),
            "currency": "CZK",
            "currencyId": "operation.currency",
        },
        {"type": "KEY_VALUE", "id": "operation.account", "valueFormatType": "ACCOUNT", "value": _ACCOUNT},
        {"type": "NOTE", "id": "operation.note", "valueFormatType": "TEXT", "note": text("web.order.payment.note")},
        {
            "type": "BANK_ACCOUNT_CHOICE",
            "id": "operation.bankAccountChoice",
            "bankAccounts": accounts,
            "enabled": True,
            "defaultValue": accounts[0]["accountId"],
        },
    ]
    return {"operationData": f"A1*A1499.90CZK*I{_ACCOUNT}", "formData": form("operation", parameters)}


def _accounts() -> list[dict[str, Any]]:
    return [
        {
            "number": "238400856/0300",
            "accountId": "CZ4012340000000012345678",
            "name": text("web.account.current"),
            "balance": 24000.00,
            "currency": "CZK",
            "usableForPayment": True,
        },
        {
            "number": "238400857/0300",
            "accountId": "CZ4043210000000087654321",
            "name": text("web.account.savings"),
            "balance": 190000.00,
            "currency": "CZK",
            "usableForPayment": True,
        },
        {
            "number": "238400858/0300",
            "accountId": "CZ4043210000000000001234",
            "name": text("web.account.euro"),
            "balance": 1.50,
            "currency": "EUR",
            "usableForPayment": False,
            "unusableForPaymentReason": None,
        },
    ]


# By the name of the form's button.
ORDERS = {
    "login": Order("login", _login),
    "payment": Order("authorize_payment", _payment),
    "login-passkey": Order(passkey_flows.LOGIN, _login, has_passkeys=True, chosen_method=passkey_flows.METHOD),
    "payment-passkey": Order(passkey_flows.PAYMENT, _payment, has_passkeys=True),
}
