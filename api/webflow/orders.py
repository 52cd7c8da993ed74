"""What the demonstration's customer logs in to, and pays. A bank's front end is told so by its other systems."""

from decimal import Decimal
from typing import Any

from api.demo.forms import LOGIN
from api.webflow import passkey_flows

_ACCOUNT = "CZ6508000000192000145399"

_ACCOUNTS = [
    {
        "number": "238400856/0300",
        "accountId": "CZ4012340000000012345678",
        "name": "Běžný účet",
        "balance": 24000.00,
        "currency": "CZK",
        "usableForPayment": True,
    },
    {
        "number": "238400857/0300",
        "accountId": "CZ4043210000000087654321",
        "name": "Spořicí účet",
        "balance": 190000.00,
        "currency": "CZK",
        "usableForPayment": True,
    },
    {
        "number": "238400858/0300",
        "accountId": "CZ4043210000000000001234",
        "name": "EUR",
        "balance": 1.50,
        "currency": "EUR",
        "usableForPayment": False,
        "unusableForPaymentReason": None,
    },
]

_PAYMENT: dict[str, Any] = {
    **{part: {"id": f"operation.{part}", "message": None} for part in ("title", "greeting", "summary")},
    "config": [],
    "parameters": [
        {
            "type": "AMOUNT",
            "id": "operation.amount",
            "valueFormatType": "AMOUNT",
            "amount": Decimal("1499.90"),
            "currency": "CZK",
            "currencyId": "operation.currency",
        },
        {"type": "KEY_VALUE", "id": "operation.account", "valueFormatType": "ACCOUNT", "value": _ACCOUNT},
        {"type": "NOTE", "id": "operation.note", "valueFormatType": "TEXT", "note": "Utility Bill Payment - 05/2017"},
        {
            "type": "BANK_ACCOUNT_CHOICE",
            "id": "operation.bankAccountChoice",
            "bankAccounts": _ACCOUNTS,
            "enabled": True,
            "defaultValue": _ACCOUNTS[0]["accountId"],
        },
    ],
    "dynamicDataLoaded": False,
    "userInput": {},
}

# By the name of the form's button.
ORDERS: dict[str, dict[str, Any]] = {
    "login": {
        "operationName": "login",
        "operationData": "A2",
        "formData": LOGIN,
        "applicationContext": {"id": "DEMO", "name": "Demo Shop", "description": None, "originalScopes": []},
    },
    "payment": {
        "operationName": "authorize_payment",
        "operationData": f"A1*A1499.90CZK*I{_ACCOUNT}",
        "formData": _PAYMENT,
    },
}
ORDERS["login-passkey"] = {**ORDERS["login"], "operationName": passkey_flows.LOGIN}
ORDERS["payment-passkey"] = {**ORDERS["payment"], "operationName": passkey_flows.PAYMENT}
# Whose first step is taken by a method that is chosen elsewhere.
CHOSEN = {"login-passkey": passkey_flows.METHOD}
