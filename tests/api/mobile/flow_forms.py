"""The form of a web flow, and its data as a phone signs them."""

FORM = {
    "title": {"id": "operation.title", "message": None},
    "greeting": {"id": "operation.greeting", "message": None},
    "summary": {"id": "operation.summary", "message": None},
    "config": [],
    "parameters": [
        {
            "type": "AMOUNT",
            "id": "operation.amount",
            "valueFormatType": "AMOUNT",
            "amount": 100,
            "currency": "CZK",
            "currencyId": "operation.currency",
        },
        {"type": "KEY_VALUE", "id": "operation.account", "valueFormatType": "ACCOUNT", "value": "238400856/0300"},
    ],
    "dynamicDataLoaded": False,
    "userInput": {},
}
DATA = "A1*A100CZK*Q238400856/0300**D20170629*NUtility"
