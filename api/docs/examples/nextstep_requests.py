"""Whole requests to the Next Step API, for its documentation: those of document 002, and of what came after it."""

from collections.abc import Mapping
from typing import Any, Final

from api.docs.openapi.material import Examples

OPERATION_ID: Final = "3b1ec892-5267-4afe-9554-0707cad66854"
ACTIVATION_ID: Final = "26c94bf8-f594-4bd8-9c51-93449926b644"
CREATED: Final = "2018-06-28T12:04:00+0000"
DATA: Final = "A1*A100CZK*Q238400856/0300**D20170629*NUtility Bill Payment - 05/2017"
USER_INPUT: Final = {
    "operation.bankAccountChoice": "CZ4012340000000012345678",
    "operation.bankAccountChoice.disabled": "true",
}

# Texts stay out of it: their ids name them in the catalogs, in every language.
FORM: Final[Mapping[str, Any]] = {
    "title": {"id": "operation.title", "message": None},
    "greeting": {"id": "operation.greeting", "message": None},
    "summary": {"id": "operation.summary", "message": None},
    "config": [],
    "banners": [],
    "parameters": [
        {
            "type": "AMOUNT",
            "id": "operation.amount",
            "label": None,
            "valueFormatType": "AMOUNT",
            "formattedValue": None,
            "amount": 100,
            "currency": "CZK",
            "currencyId": "operation.currency",
        },
        {
            "type": "KEY_VALUE",
            "id": "operation.account",
            "label": None,
            "valueFormatType": "ACCOUNT",
            "formattedValue": None,
            "value": "238400856/0300",
        },
        {
            "type": "KEY_VALUE",
            "id": "operation.dueDate",
            "label": None,
            "valueFormatType": "DATE",
            "formattedValue": None,
            "value": "2017-06-29",
        },
        {
            "type": "NOTE",
            "id": "operation.note",
            "label": None,
            "valueFormatType": "TEXT",
            "formattedValue": None,
            "note": "Utility Bill Payment - 05/2017",
        },
    ],
    "dynamicDataLoaded": False,
    "userInput": {},
}

APPLICATION: Final[Mapping[str, Any]] = {
    "id": "BROKER_APP",
    "name": "Broker",
    "description": "A third party's application",
    "originalScopes": ["PISP"],
    "extras": {"applicationOwner": "Broker Ltd."},
}

_PAYMENT: Final[Mapping[str, Any]] = {
    "operationName": "authorize_payment",
    "operationId": None,
    "operationData": DATA,
    "params": [],
    "formData": FORM,
}


def _step(method: str, result: str, **members: Any) -> dict[str, Any]:
    return {
        "operationId": OPERATION_ID,
        "userId": "roman",
        "authMethod": method,
        "authStepResult": result,
        "authStepResultDescription": None,
        "params": [],
        **members,
    }


REQUESTS: Final[Mapping[str, Examples]] = {
    "create_operation": {
        "a payment": _PAYMENT,
        "a payment on behalf of an application": {
            **_PAYMENT,
            "userId": "roman",
            "organizationId": "RETAIL",
            "externalTransactionId": "T-2018-000123",
            "applicationContext": APPLICATION,
        },
        "a login": {"operationName": "login", "operationData": "A2"},
    },
    "update_operation": {
        "the password was right": _step("USERNAME_PASSWORD_AUTH", "CONFIRMED"),
        "the password was wrong": _step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED"),
        "the user canceled": _step("SMS_KEY", "CANCELED", authStepResultDescription="INCORRECT_DATA"),
        "the method cannot go on": _step("SMS_KEY", "AUTH_METHOD_FAILED"),
        "the mobile token approved": _step(
            "POWERAUTH_TOKEN",
            "CONFIRMED",
            authInstruments=["POWERAUTH_TOKEN"],
            authenticationContext={
                "signatureType": "POSSESSION_KNOWLEDGE",
                "remainingAttempts": 5,
                "blocked": False,
            },
        ),
    },
    "pending_operations": {
        "those that offer a method": {"userId": "roman", "authMethod": "POWERAUTH_TOKEN"},
        "those that the mobile token may answer": {"userId": "roman", "mobileTokenOnly": True},
    },
    "update_form_data": {
        "the account was chosen": {"operationId": OPERATION_ID, "formData": {"userInput": USER_INPUT}},
    },
    "choose_auth_method": {
        "the mobile token": {"operationId": OPERATION_ID, "chosenAuthMethod": "POWERAUTH_TOKEN"},
    },
    "update_application_context": {
        "another context": {"operationId": OPERATION_ID, "applicationContext": APPLICATION},
    },
    "enable_auth_method": {
        "the mobile token": {
            "userId": "roman",
            "authMethod": "POWERAUTH_TOKEN",
            "config": {"activationId": ACTIVATION_ID},
        },
    },
    "disable_auth_method": {"the mobile token": {"userId": "roman", "authMethod": "POWERAUTH_TOKEN"}},
}
