"""Examples of operations: asked for by a bank, and as a phone shows them (document 001, shortened)."""

from typing import Final

OPERATION_ID: Final = "7e0ba60f-bf22-4ff5-b999-2733784e5eaa"
DATA: Final = "A1*A100CZK*Q238400856/0300**D20190629*NUtility Bill Payment - 05/2019"
CREATED: Final = "2018-07-02T14:43:13+0000"
EXPIRES: Final = "2018-07-02T14:48:17+0000"
_CREATED_MS, _EXPIRES_MS = 1_530_542_593_000, 1_530_542_897_000

# A payment as the bank asks for it.
PAYMENT: Final = {
    "userId": "john.doe",
    "template": "payment",
    "language": "en",
    "externalId": "ext-12345",
    "parameters": {
        "amount": "100",
        "currency": "CZK",
        "iban": "CZ3855000000003643174999",
        "note": "Utility Bill Payment - 05/2019",
    },
}
PENDING: Final = {
    "operationId": OPERATION_ID,
    "userId": "john.doe",
    "externalId": "ext-12345",
    "status": "PENDING",
    "template": "payment",
    "operationType": "authorize_payment",
    "parameters": PAYMENT["parameters"],
    "failureCount": 0,
    "maxFailureCount": 5,
    "timestampCreated": _CREATED_MS,
    "timestampExpires": _EXPIRES_MS,
}
APPROVED: Final = {
    **PENDING,
    "status": "APPROVED",
    "timestampFinalized": _CREATED_MS + 20_000,
    "additionalData": {
        "activationId": "26c94bf8-f594-4bd8-9c51-93449926b644",
        "applicationId": "my-application",
        "authFactor": "possession_knowledge",
        "ipAddress": "203.0.113.7",
        "userAgent": "PowerAuth2/1.9.0",
    },
}

# The payment as a phone shows it.
SHOWN: Final = {
    "id": OPERATION_ID,
    "name": "authorize_payment",
    "data": DATA,
    "status": "PENDING",
    "operationCreated": CREATED,
    "operationExpires": EXPIRES,
    "allowedSignatureType": {"type": "2FA", "variants": ["possession_knowledge", "possession_biometry"]},
    "ui": {"flipButtons": False, "blockApprovalOnCall": False},
    "formData": {
        "title": "Confirm Payment",
        "message": "Hello,\nplease confirm following payment:",
        "attributes": [
            {
                "type": "AMOUNT",
                "id": "operation.amount",
                "label": "Amount",
                "amount": 100,
                "currency": "CZK",
                "amountFormatted": "100.00",
                "currencyFormatted": "CZK",
                "valueFormatted": "CZK100.00",
            },
            {"type": "KEY_VALUE", "id": "operation.account", "label": "To Account", "value": "238400856/0300"},
        ],
    },
}
ONE: Final = {"status": "OK", "currentTimestamp": CREATED, "responseObject": SHOWN}
LIST: Final = {"status": "OK", "currentTimestamp": CREATED, "responseObject": [SHOWN]}
HISTORY: Final = {"status": "OK", "responseObject": [{**SHOWN, "status": "APPROVED"}]}
APPROVAL: Final = {"requestObject": {"id": OPERATION_ID, "data": DATA}}
REJECTION: Final = {"requestObject": {"id": OPERATION_ID, "reason": "INCORRECT_DATA"}}
