"""The forms of the demo's web flows: texts are ids, values are the bank's."""

from typing import Any


def form(subject: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """A form with these parameters, whose title, greeting and summary are texts of a subject."""
    texts = {part: {"id": f"{subject}.{part}", "message": None} for part in ("title", "greeting", "summary")}
    return {**texts, "config": [], "parameters": parameters, "dynamicDataLoaded": False, "userInput": {}}


LOGIN = form("login", [])
PAYMENT = form(
    "operation",
    [
        {
            "type": "AMOUNT",
            "id": "operation.amount",
            "valueFormatType": "AMOUNT",
            "amount": 100,
            "currency": "CZK",
            "currencyId": "operation.currency",
        },
        {"type": "KEY_VALUE", "id": "operation.account", "valueFormatType": "ACCOUNT", "value": "238400856/0300"},
        {"type": "KEY_VALUE", "id": "operation.dueDate", "valueFormatType": "DATE", "value": "2017-06-29"},
        {
            "type": "NOTE",
            "id": "operation.note",
            "valueFormatType": "TEXT",
            "note": "Utility Bill Payment - 05/2017",
        },
    ],
)
