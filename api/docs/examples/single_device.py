"""What is said of the single-device API beyond its declarations. The examples are document 004's."""

from typing import Any

from api.docs.examples.cloud_offline import NONCE, OPERATION_ID, OTP, QR_CODE
from api.docs.examples.cloud_registrations import APP_ID, APPLICATION, CODE, SIGNATURE, USER_ID

TAGS = {
    "Single Device: Registration": """\
For banks whose users have one device each: it is named by its user. The application is the caller's; a caller that manages
several is refused with `ERROR_REGISTRATION`, and may use the addresses under `/v2`. Both APIs are views of the same
registrations and operations.""",
    "Single Device: Operations": "Logins, payments: approved by the user's only device, also without a network.",
    "Single Device: Internal": "For systems that know of a change before it is seen here.",
    "Single Device: Application": "The applications of `/admin/applications`, each with what is compiled into one version.",
}

_CREATED_MS, _EXPIRES_MS = 1617787702781, 1617788002781
_CODE = f"{CODE}#{SIGNATURE}"
_DEVICE = {"name": "iPhone", "platform": "ios", "deviceInfo": "iPhone10,6"}
_PARAMETERS = {"amount": "100.00", "currency": "EUR", "iban": "CZ3855000000003643174999"}
_OPERATION = {
    "operationId": OPERATION_ID,
    "userId": USER_ID,
    "externalId": "op_123",
    "status": "PENDING",
    "template": "payment",
    "operationType": "authorize_payment",
    "parameters": _PARAMETERS,
    "failureCount": 0,
    "maxFailureCount": 5,
    "timestampCreated": _CREATED_MS,
    "timestampExpires": _EXPIRES_MS,
}
_APP = {name: APPLICATION[name] for name in ("serviceBaseUrl", "masterServerPublicKey", "appKey", "appSecret")}

REASONS = {"ERROR_REGISTRATION": "Registration already exists"}
REQUESTS: dict[str, dict[str, Any]] = {
    "create_user_registration": {"a user": {"userId": USER_ID}},
    "commit_user_registration": {"a user": {"userId": USER_ID, "externalUserId": "clerk-7"}},
    "change_user_registration": {
        "block": {"userId": USER_ID, "change": "BLOCK", "externalUserId": "clerk-7", "blockReason": "A lost phone"},
        "unblock": {"userId": USER_ID, "change": "UNBLOCK"},
        "remove": {"userId": USER_ID, "change": "REMOVE"},
    },
    "create_user_operation": {
        "a payment": {
            "userId": USER_ID,
            "template": "payment",
            "language": "en",
            "externalId": "op_123",
            "parameters": _PARAMETERS,
        }
    },
    "verify_user_operation_otp": {"a code": {"operationId": OPERATION_ID, "otp": OTP, "nonce": NONCE}},
    "operation_callback": {"an operation": {"operationId": OPERATION_ID}},
    "create_app": {"an application": {"id": APP_ID}},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "create_user_registration": {"a code": {"activationQrCodeData": _CODE}},
    "get_user_registration": {
        "NONE": {"registration": "NONE"},
        "CREATED": {"registration": "CREATED", "activationQrCodeData": _CODE},
        "PENDING_COMMIT": {"registration": "PENDING_COMMIT", **_DEVICE, "activationFingerprint": "52649917"},
        "ACTIVE": {"registration": "ACTIVE", **_DEVICE},
        "BLOCKED": {"registration": "BLOCKED", **_DEVICE},
    },
    "create_user_operation": {"a payment": _OPERATION},
    "get_user_operation": {"a payment": {**_OPERATION, "additionalData": {}}},
    "get_user_operation_qr_code": {"a login": QR_CODE},
    "create_app": {"an application": _APP},
    "get_app": {"an application": _APP},
    **{
        name: {"done": None}
        for name in (
            "commit_user_registration",
            "change_user_registration",
            "remove_user_registration",
            "cancel_user_operation",
            "verify_user_operation_otp",
            "operation_callback",
        )
    },
}
MEMBERS = {
    "registration": "ACTIVE",
    "UserRegistration.name": "iPhone",
    "UserOtpRequest.otp": OTP,
    "CreateAppRequest.id": APP_ID,
    "AppQuery.id": APP_ID,
    "AppQuery.version": "default",
}
