"""What is said of approvals without a network beyond their declarations. The QR code is document 004's."""

from typing import Any

from api.docs.examples.cloud_registrations import APP_ID, REGISTRATION_ID, USER_ID

OPERATION_ID = "b67a77d6-8308-4ffd-b6e0-9f42f36a41a7"
NONCE, OTP = "7YLYRMvRIX0GZD94/oGPjg==", "9301-7407-1055-2502"
QR_CODE = {
    "operationQrCodeData": "\n".join(
        (
            OPERATION_ID,
            "Approve Login",
            "Please confirm the login request.",
            "A2",
            "B",
            NONCE,
            "1MEQCIDh0mCFv9uKdE7Gec+dE4WRfwDLpMltCy4hSMqMo1FxwAiAJwmzrMa6QsWeFoZEvQgRZeBd6v7e4vVw84w2bsvT7+Q==",
        )
    ),
    "nonce": NONCE,
}

_VERDICT = {
    "otpValid": True,
    "userId": USER_ID,
    "registrationId": REGISTRATION_ID,
    "registrationStatus": "ACTIVE",
    "signatureType": "POSSESSION_KNOWLEDGE",
    "remainingAttempts": 5,
    "flags": [],
    "application": APP_ID,
}

REASONS = {"ERROR_OPERATION_NOT_FOUND": "", "ERROR_OPERATION_STATE_CHANGE": "", "ERROR_OTP_INVALID": ""}
REQUESTS: dict[str, dict[str, Any]] = {
    "verify_operation_otp": {
        "in groups of four digits": {"otp": OTP, "nonce": NONCE, "registrationId": REGISTRATION_ID},
        "in groups of eight": {"otp": "93017407-10552502", "nonce": NONCE, "registrationId": REGISTRATION_ID},
        "without groups": {"otp": "9301740710552502", "nonce": NONCE, "registrationId": REGISTRATION_ID},
    }
}
ANSWERS: dict[str, dict[str, Any]] = {
    "get_operation_qr_code": {"a login": QR_CODE},
    "verify_operation_otp": {
        "right": _VERDICT,
        "wrong": {**_VERDICT, "otpValid": False, "remainingAttempts": 4},
    },
}
MEMBERS = {
    "operationId": OPERATION_ID,
    "operationQrCodeData": QR_CODE["operationQrCodeData"],
    "nonce": NONCE,
    "OfflineOtpRequest.otp": OTP,
    "VerifyOtpRequest.otp": OTP,
    "VerifyOtpResponse.signatureType": _VERDICT["signatureType"],
    "remainingAttempts": 5,
    "application": APP_ID,
}
