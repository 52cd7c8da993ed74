"""Examples of callbacks: one that tells a back office of registrations."""

from typing import Any, Final

from api.docs.examples.cloud_registrations import APP_ID, CREATED_MS, USED_MS

_ID: Final = "3f7c1a52-9f0e-4c57-8d2b-6a4f0c9d1e77"
DELIVERY_ID: Final = "b0a6d8f1-35c2-4e8a-9a71-0d5e2f4c6b93"
SECRET: Final = "whsec_bmV4dHN0ZXAgc2lnbnMgd2l0aCB0aGlzIGtleSAhISE="  # noqa: S105 - made up
_TERMS: Final = {
    "name": "back office",
    "callbackUrl": "https://back-office.example/nextstep",
    "attributes": ["userId", "activationStatus", "blockedReason"],
    "enabled": True,
    "maxAttempts": 20,
    "retentionDays": 30,
}
_SHOWN: Final = {
    "id": _ID,
    "applicationId": APP_ID,
    "type": "REGISTRATION_STATUS_CHANGE",
    **_TERMS,
    "authentication": {"type": "BASIC", "username": "nextstep"},
    "timestampCreated": CREATED_MS,
    "circuit": {"state": "CLOSED", "failures": 0},
}
_AWAY: Final = {
    "state": "OPEN",
    "failures": 7,
    "lastError": "TIMED_OUT",
    "timestampSince": CREATED_MS,
    "timestampNextTrial": USED_MS,
}
_AUTHENTICATION: Final = {"type": "BASIC", "username": "nextstep", "password": "correct horse battery staple"}

REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "create_callback": {
        "of registrations": {"type": "REGISTRATION_STATUS_CHANGE", **_TERMS, "authentication": _AUTHENTICATION},
        "of operations": {
            "type": "OPERATION_STATUS_CHANGE",
            **_TERMS,
            "attributes": ["userId", "status", "externalId", "timestampFinalized"],
        },
    },
    "rotate_callback_secret": {"at leisure": {"formerValidSeconds": 604_800}, "at once": {"formerValidSeconds": 0}},
    "update_callback": {"stop it": {**_TERMS, "enabled": False}},
}
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "create_callback": {"of registrations": {**_SHOWN, "secret": SECRET}},
    "rotate_callback_secret": {"at leisure": {"secret": SECRET, "timestampFormerExpires": USED_MS}},
    "get_callback_list": {"callbacks": {"callbacks": [_SHOWN]}},
    "get_callback": {"of registrations": _SHOWN, "its server does not answer": {**_SHOWN, "circuit": _AWAY}},
    "update_callback": {"stopped": {**_SHOWN, "enabled": False}},
    "get_callback_delivery_list": {
        "a failed one": {
            "deliveries": [
                {
                    "id": DELIVERY_ID,
                    "callbackId": _ID,
                    "state": "FAILED",
                    "attempts": 20,
                    "lastError": "HTTP_503",
                    "timestampCreated": CREATED_MS,
                    "timestampLastChanged": USED_MS,
                }
            ]
        }
    },
}
MEMBERS: Final = {"callbackId": _ID, "deliveryId": DELIVERY_ID}
