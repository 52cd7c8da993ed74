"""Examples of one-time passwords, and of those who authenticate."""

from collections.abc import Mapping
from typing import Any, Final

_OTP_ID: Final = "2f9e6bd5-2b1d-4f04-a61b-5b0e63a77b52"

MEMBERS: Final[Mapping[str, Any]] = {
    "otpName": "RETAIL_OTP",
    "otpId": _OTP_ID,
    "otpData": "A1*A100CZK",
    "otpValue": "62781349",
    "otpStatus": "ACTIVE",
    "OtpRemoved.otpStatus": "REMOVED",
    "OtpAuthenticationResponse.otpStatus": "USED",
    **{
        f"{kind}Authentication{schema}": value
        for kind in ("Credential", "Combined")
        for schema, value in {
            "Request.credentialValue": "correct horse",
            "Request.authenticationMode": "MATCH_EXACT",
            "Request.credentialPositionsToVerify": [],
            "Response.credentialStatus": "ACTIVE",
            "Response.userIdentityStatus": "ACTIVE",
            "Response.credentialChangeRequired": False,
        }.items()
    },
    "CombinedAuthenticationResponse.otpStatus": "USED",
    "CombinedAuthenticationResponse.remainingAttempts": 0,
    "credentialAuthenticationResult": "SUCCEEDED",
    "otpAuthenticationResult": "SUCCEEDED",
    "CredentialAuthenticationRequest.credentialName": "RETAIL_CREDENTIAL",
    "CredentialAuthenticationRequest.authMethod": "USERNAME_PASSWORD_AUTH",
    "attemptCounter": 0,
    "failedAttemptCounter": 0,
    "OtpDetail.remainingAttempts": 3,
    "timestampVerified": None,
    "timestampBlocked": None,
    "checkOnly": False,
    "updateOperation": True,
    "authenticationResult": "SUCCEEDED",
    "OtpAuthenticationResponse.userIdentityStatus": "ACTIVE",
    "OtpAuthenticationResponse.remainingAttempts": 0,
    "credentialStatus": None,
    "CreateOtpRequest.credentialName": None,
    "CreateAndSendOtpRequest.credentialName": None,
    "CreateAndSendOtpRequest.language": "cs",
    "delivered": True,
    "OtpDetail.credentialName": None,
    "showRemainingAttempts": False,
    "errorMessage": None,
    "operationFailed": False,
}
