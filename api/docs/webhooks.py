"""Callbacks as OpenAPI webhooks: what the bank's server receives, with its headers and an example of each body."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from activities.callbacks.signed_request import ID, IDEMPOTENCY_KEY, SIGNATURE, TIMESTAMP, body_of, signature
from api.docs.examples.callbacks import DELIVERY_ID, SECRET
from api.docs.examples.cloud_registrations import APP_ID, CREATED_MS, REGISTRATION_ID, USED_MS, USER_ID
from api.docs.examples.operations import APPROVED, DATA, OPERATION_ID
from api.docs.openapi.nulls import JsonSchema
from api.docs.openapi.schemas import prose
from api.docs.words.operations import OPERATIONS
from config.callbacks import ALWAYS, ATTRIBUTES, CallbackType
from config.vocabulary import ApprovalFactors, OperationStatus, RegistrationStatus

_TEXT: JsonSchema = {"type": "string"}
_NUMBER: JsonSchema = {"type": "integer", "format": "int32"}
_MOMENT: JsonSchema = {"type": "integer", "format": "int64"}
_TEXTS: JsonSchema = {"type": "array", "items": _TEXT}
_FREE: JsonSchema = {"type": "object", "additionalProperties": True}
_FACTORS: JsonSchema = {"type": "array", "items": {"$ref": f"#/components/schemas/{ApprovalFactors.__name__}"}}
_APPROVED_BY = ["possession_knowledge", "possession_biometry"]


def _word(words: type[Any]) -> JsonSchema:
    return {"allOf": [{"$ref": f"#/components/schemas/{words.__name__}"}]}


def _member(shape: JsonSchema, description: str, example: Any) -> JsonSchema:
    return {**shape, "description": description, "examples": [example]}


# Each attribute that a callback may choose, by the name in its configuration.
_OF_OPERATIONS: Final[Mapping[str, JsonSchema]] = {
    "userId": _member(_TEXT, "The bank's id of the user.", USER_ID),
    "applications": _member(_TEXTS, "The applications whose devices may approve.", [APP_ID]),
    "operationType": _member(_TEXT, "The type that the template gives to its operations.", "authorize_payment"),
    "parameters": _member(_FREE, OPERATIONS["parameters"], APPROVED["parameters"]),
    "additionalData": _member(_FREE, OPERATIONS["additionalData"], APPROVED["additionalData"]),
    "activationFlag": _member(_TEXT, "The flag of the devices that may approve.", "FLAG_1"),
    "status": _member(_word(OperationStatus), OPERATIONS["status"], "APPROVED"),
    "data": _member(_TEXT, "What the user signs.", DATA),
    "failureCount": _member(_NUMBER, OPERATIONS["failureCount"], 0),
    "maxFailureCount": _member(_NUMBER, OPERATIONS["maxFailureCount"], 5),
    "signatureType": _member(_FACTORS, "With which factors it may be approved.", _APPROVED_BY),
    "authenticationCodeType": _member(_FACTORS, "The same as `signatureType`, by its name since 2.0.", _APPROVED_BY),
    "externalId": _member(_TEXT, OPERATIONS["externalId"], "ext-12345"),
    "timestampCreated": _member(_MOMENT, "When it was created, in milliseconds since the epoch.", CREATED_MS),
    "timestampExpires": _member(_MOMENT, OPERATIONS["timestampExpires"], CREATED_MS + 300_000),
    "timestampFinalized": _member(_MOMENT, OPERATIONS["timestampFinalized"], USED_MS),
}
_OF_REGISTRATIONS: Final[Mapping[str, JsonSchema]] = {
    "userId": _member(_TEXT, "The bank's id of the user.", USER_ID),
    "activationName": _member(_TEXT, "The device's name.", "iPhone"),
    "deviceInfo": _member(_TEXT, "The device's model, as its app tells it.", "iPhone10,6"),
    "platform": _member(_TEXT, "The device's platform, as its app tells it.", "ios"),
    "protocol": _member(_TEXT, "The protocol that the device speaks: always `powerauth`.", "powerauth"),
    "activationFlags": _member(_TEXTS, "The registration's flags.", ["FLAG_1"]),
    "activationStatus": _member(_word(RegistrationStatus), "The registration's state.", "ACTIVE"),
    "blockedReason": _member(_TEXT, "Why it is blocked, or was removed unasked.", "NOT_SPECIFIED"),
    "applicationId": _member(_TEXT, "The application that the registration is of.", APP_ID),
}
_OF_ALL: Final[Mapping[str, JsonSchema]] = {
    "timestampEvent": _member(_MOMENT, "When the change happened, in milliseconds since the epoch.", USED_MS),
    "sequence": _member(
        _MOMENT, "The number of the change: of one subject, the greater one is later. Numbers may be left out.", 3
    ),
}
_BODIES: Final = {
    CallbackType.OPERATION_STATUS_CHANGE: (
        "OperationStatusChange",
        "An operation's status has changed.",
        {
            "type": {"type": "string", "enum": ["OPERATION"], "description": "What it tells of."},
            "operationId": _member(_TEXT, "The operation's id.", OPERATION_ID),
            **_OF_ALL,
            **_OF_OPERATIONS,
        },
    ),
    CallbackType.REGISTRATION_STATUS_CHANGE: (
        "RegistrationStatusChange",
        "A registration's status has changed.",
        {
            "type": {"type": "string", "enum": ["ACTIVATION"], "description": "What it tells of."},
            "activationId": _member(_TEXT, "The registration's id.", REGISTRATION_ID),
            **_OF_ALL,
            **_OF_REGISTRATIONS,
        },
    ),
}
_LEFT_OUT = "Attributes that the callback has not chosen, or that have no value, are left out."


def _headers(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The headers of a request with `body`, signed as it would be."""
    moment = str(USED_MS // 1000)
    descriptions = {
        ID: ("The event's id: the same at every attempt.", DELIVERY_ID),
        TIMESTAMP: ("When this attempt was signed, in seconds since the epoch.", moment),
        SIGNATURE: (
            "`v1,` and the signature, by the rules of Standard Webhooks. "
            f"This one is of the example as compact JSON, by the secret `{SECRET}`.",
            signature(SECRET, DELIVERY_ID, moment, body_of(body)),
        ),
        IDEMPOTENCY_KEY: ("The event's id once more.", DELIVERY_ID),
    }
    return [
        {
            "in": "header",
            "name": header,
            "required": True,
            "description": description,
            "schema": {"type": "string"},
            "example": value,
        }
        for header, (description, value) in descriptions.items()
    ]


def _schema(callback_type: CallbackType) -> JsonSchema:
    _, description, members = _BODIES[callback_type]
    names = (*ALWAYS[callback_type], *ATTRIBUTES[callback_type])
    return {
        "type": "object",
        "description": f"{description} {_LEFT_OUT}",
        "properties": {name: members[name] for name in names},
        "required": list(ALWAYS[callback_type]),
    }


def _enumerations(words: Iterable[type[Any]]) -> dict[str, JsonSchema]:
    return {
        one.__name__: {"type": "string", "enum": [member.value for member in one], "description": prose(one)}
        for one in words
    }


def _webhook(callback_type: CallbackType) -> dict[str, Any]:
    name, description, members = _BODIES[callback_type]
    # Nothing is blocked that is active.
    shapes = {member: shape for member, shape in members.items() if member != "blockedReason"}
    example = {member: shape["examples" if "examples" in shape else "enum"][0] for member, shape in shapes.items()}
    content = {
        "schema": {"$ref": f"#/components/schemas/{name}"},
        "examples": {"all attributes": {"summary": "all attributes", "value": example}},
    }
    return {
        "post": {
            "tags": ["Callbacks"],
            "summary": description.removesuffix("."),
            "description": f"Sent to the `callbackUrl` of callbacks with the type `{callback_type}`.",
            "operationId": f"on{name}",
            "security": [],
            "parameters": _headers(example),
            "requestBody": {"required": True, "content": {"application/json": content}},
            "responses": {
                "2XX": {"description": "The event is taken. The body is not read."},
                "410": {"description": "The event is not wanted; it is not sent again."},
                "default": {"description": "The event is sent again later."},
            },
            # Where 3.0 has it: a callback of the operation that asks for it.
            "x-asked-by": "createCallback",
            "x-callback-url": "{$request.body#/callbackUrl}",
        }
    }


WEBHOOKS: Final = {_BODIES[one][0]: _webhook(one) for one in _BODIES}
COMPONENTS: Final = {
    **_enumerations((ApprovalFactors, OperationStatus, RegistrationStatus)),
    **{_BODIES[one][0]: _schema(one) for one in _BODIES},
}
