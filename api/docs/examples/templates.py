"""Examples of templates: one of their own, which changes none of those that are shipped."""

from typing import Any, Final

_NAME, _TYPE = "standing_order", "approve_standing_order"
_CHANGE: Final = {
    "operationType": _TYPE,
    "dataTemplate": "A1*A${amount}${currency}*I${iban}",
    "signatureType": ["possession_knowledge", "possession_biometry"],
    "maxFailureCount": 5,
    "expiration": 300,
    "riskFlags": "",
    "proximityCheckEnabled": False,
    "unfilledPlacesAllowed": False,
}
_TEMPLATE: Final = {"templateName": _NAME, **_CHANGE}
_TEXTS: Final = {
    "title": "Approve standing order",
    "message": "Please confirm the following standing order:",
    "resultTexts": {
        "success": "The standing order to ${iban} was set up.",
        "failure": "The standing order was not set up.",
        "reject": "You have rejected the standing order.",
    },
    "attributes": [
        {
            "id": "operation.amount",
            "type": "AMOUNT",
            "text": "Amount",
            "params": {"amount": "amount", "currency": "currency"},
        },
        {"id": "operation.account", "type": "KEY_VALUE", "text": "To account", "params": {"value": "iban"}},
    ],
}
_PUSH: Final = {"title": "Standing order", "summary": "Approve a standing order of ${amount} ${currency}."}

REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "put_template": {"a standing order": _CHANGE},
    "put_texts": {"a standing order": _TEXTS},
    "put_push_text": {"a standing order": _PUSH},
}
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "get_template_list": {"templates": {"templates": [_TEMPLATE]}},
    **{key: {"a standing order": _TEMPLATE} for key in ("get_template", "put_template")},
    **{key: {"a standing order": _TEXTS} for key in ("get_texts", "put_texts")},
    "put_push_text": {"a standing order": _PUSH},
    "get_usable_template_list": {
        "those that are shipped": {
            "templates": [
                {"template": "login", "operationType": "login", "dataTemplate": "A2", "parameters": []},
                {
                    "template": "payment",
                    "operationType": "authorize_payment",
                    "dataTemplate": "A1*A${amount}${currency}*I${iban}",
                    "parameters": [
                        {"name": "amount", "required": True, "amount": True},
                        {"name": "currency", "required": True, "amount": False},
                        {"name": "iban", "required": True, "amount": False},
                    ],
                },
            ]
        }
    },
}
MEMBERS: Final = {"templateName": _NAME, "operationType": _TYPE, "language": "en"}
