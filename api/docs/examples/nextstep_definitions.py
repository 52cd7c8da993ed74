"""Examples of what administrators define at the Next Step API: an operation of their own, its flow, an organization.

They name nothing that is shipped: sent as they stand, they leave every login and payment as it was.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.docs.openapi.material import Examples

OPERATION: Final = "raise_limit"
_MODE: Final = '{"type":"2FA","variants":["possession_knowledge","possession_biometry"]}'
_METHOD: Final = "SMS_KEY"


def _step(number: int, result_before: str | None, result: str, then: str | None) -> dict[str, Any]:
    return {
        "stepDefinitionId": number,
        "operationName": OPERATION,
        "operationRequestType": "CREATE" if result_before is None else "UPDATE",
        "requestAuthMethod": None if result_before is None else _METHOD,
        "requestAuthStepResult": result_before,
        "responsePriority": 1,
        "responseAuthMethod": then,
        "responseResult": result,
    }


# A whole flow of one step.
STEPS: Final[Mapping[str, Any]] = {
    "a new operation offers a code": _step(1001, None, "CONTINUE", _METHOD),
    "the code was right": _step(1002, "CONFIRMED", "DONE", None),
    "the code was wrong": _step(1003, "AUTH_FAILED", "CONTINUE", _METHOD),
    "no attempts are left": _step(1004, "AUTH_METHOD_FAILED", "FAILED", None),
    "the user canceled": _step(1005, "CANCELED", "FAILED", None),
}
_PLACES: Final = {"CONTINUE": [_METHOD], "DONE": [], "FAILED": []}
# The same flow as the machine walks through it.
FLOW: Final[Mapping[str, Any]] = {
    "operationName": OPERATION,
    "places": [{"result": result, "authMethods": methods} for result, methods in _PLACES.items()],
    "arrows": [
        {
            "place": 0,
            "authMethod": _METHOD,
            "authStepResult": step["requestAuthStepResult"],
            "nextPlace": list(_PLACES).index(step["responseResult"]),
            "resultDescription": None,
        }
        for step in STEPS.values()
        if step["requestAuthStepResult"]
    ],
}
REQUESTS: Final[Mapping[str, Examples]] = {"create_step_definition": STEPS}

_NAMED = ("OperationConfig", "OperationNameRequest", "MethodConfig", "MethodConfigRequest")
MEMBERS: Final[Mapping[str, Any]] = {
    **{f"{schema}.operationName": OPERATION for schema in _NAMED},
    "FlowRequest.operationName": OPERATION,
    "FlowRequest.mobileToken": True,
    "Flow": FLOW,
    "Organization.organizationId": "PREMIUM",
    "OrganizationRequest.organizationId": "PREMIUM",
    "Organization.displayNameKey": "organization.premium",
    "Organization.default": False,
    "Organization.orderNumber": 3,
    "defaultCredentialName": "PREMIUM_CREDENTIAL",
    "defaultOtpName": "PREMIUM_OTP",
    "templateVersion": "A",
    "templateId": 1,
    "mobileTokenEnabled": True,
    "mobileTokenMode": _MODE,
    "afsConfigId": None,
    "expirationTime": 300,
    "StepDefinitionRequest.stepDefinitionId": 1001,
    **{f"StepDefinition.{member}": value for member, value in STEPS["a new operation offers a code"].items()},
}
