"""Whole answers of the Next Step API, for its documentation.

Forms in them are what the API makes of the form in the example of a request: stored, and as an English reader sees it.
"""

from collections.abc import Mapping
from typing import Any, Final

from babel import Locale

from api.docs.examples.nextstep_requests import CREATED, DATA, FORM, OPERATION_ID, USER_INPUT
from api.docs.openapi.material import Examples
from api.formdata.render import localize
from api.formdata.schemas import OperationFormDataSchema
from api.formdata.user_input import merge_user_input
from locales.catalogs import Catalogs
from locales.languages import Language

_EXPIRES = "2018-06-28T12:09:00+0000"
_STEPPED = "2018-06-28T12:04:20+0000"

# The order in which they are read.
_MEMBERS: Final = (
    "operationId",
    "operationName",
    "userId",
    "organizationId",
    "accountStatus",
    "operationNameExternal",
    "externalTransactionId",
    "result",
    "resultDescription",
    "timestampCreated",
    "timestampExpires",
    "operationData",
    "steps",
    "history",
    "afsActions",
    "mobileTokenActive",
    "powerAuthOperationId",
    "formData",
    "chosenAuthMethod",
    "remainingAttempts",
    "applicationContext",
    "expired",
)

_STORED = OperationFormDataSchema().load(FORM)
_CHOSEN = merge_user_input(_STORED, USER_INPUT)
_ENGLISH = localize(_CHOSEN, Language("en", Locale("en")), Catalogs())


def _operation(**members: Any) -> dict[str, Any]:
    values = {
        "operationId": OPERATION_ID,
        "operationName": "authorize_payment",
        "organizationId": None,
        "operationNameExternal": None,
        "externalTransactionId": None,
        "result": "CONTINUE",
        "timestampCreated": CREATED,
        "timestampExpires": _EXPIRES,
        "operationData": DATA,
        "expired": False,
        **members,
    }
    return {member: values[member] for member in sorted(values, key=_MEMBERS.index)}


def _method_offers(*methods: str) -> list[dict[str, Any]]:
    return [{"authMethod": method, "params": []} for method in methods]


def _step_detail(method: str) -> dict[str, Any]:
    return {
        "authMethod": method,
        "authResult": "CONTINUE",
        "requestAuthStepResult": "CONFIRMED",
        "authStepResultDescription": None,
        "mobileTokenActive": False,
        "powerAuthOperationId": None,
        "paAuthenticationContext": None,
    }


def _update_answer(**members: Any) -> dict[str, Any]:
    return _operation(
        **{
            "userId": "roman",
            "timestampCreated": _STEPPED,
            "resultDescription": None,
            "chosenAuthMethod": None,
            "mobileTokenActive": False,
            "powerAuthOperationId": None,
            "formData": _STORED,
            "steps": [],
            **members,
        }
    )


def _detail(**members: Any) -> dict[str, Any]:
    return _operation(
        **{
            "userId": "roman",
            "accountStatus": None,
            "steps": _method_offers("SMS_KEY"),
            "history": [_step_detail("INIT"), _step_detail("USERNAME_PASSWORD_AUTH")],
            "afsActions": [],
            "formData": _CHOSEN,
            "chosenAuthMethod": "SMS_KEY",
            "remainingAttempts": 5,
            "applicationContext": None,
            **members,
        }
    )


DETAIL: Final = _detail()
PROBLEM: Final = {
    "operationName": "transfer",
    "message": "UPDATE SMS_KEY AUTH_FAILED: no step definition says what follows",
    "stepDefinitionIds": [],
}
_DETAILS = {"as it is stored": DETAIL, "with Accept-Language en": _detail(formData=_ENGLISH)}

ANSWERS: Final[Mapping[str, Examples]] = {
    "create_operation": {
        "a payment": _operation(
            resultDescription=None, steps=_method_offers("USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH"), formData=_STORED
        ),
    },
    "update_operation": {
        "the next step": _update_answer(steps=_method_offers("SMS_KEY")),
        "all is done": _update_answer(result="DONE"),
        "the operation failed": _update_answer(result="FAILED", resultDescription="operation.methodNotAvailable"),
    },
    "operation_detail": _DETAILS,
    "wait_for_operation": _DETAILS,
    "pending_operations": {
        "one operation": [_detail(steps=[], remainingAttempts=None)],
    },
}
