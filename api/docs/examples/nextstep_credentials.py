"""Examples of users' credentials at the Next Step API."""

from collections.abc import Mapping
from typing import Any, Final

_GIVEN = ("UpdatedCredential", "NewCredential", "CreateCredentialRequest")

MEMBERS: Final[Mapping[str, Any]] = {
    "credentialName": "RETAIL_CREDENTIAL",
    "credentialType": "PERMANENT",
    "CredentialStatusResponse.credentialStatus": "ACTIVE",
    **{
        f"{one}Response.credentialStatus": "ACTIVE"
        for one in ("CreateCredential", "UpdateCredential", "ResetCredential")
    },
    **{f"{one}.credentialStatus": "ACTIVE" for one in ("CredentialDetail", "CredentialSecretDetail")},
    "UpdateCredentialRequest.credentialStatus": None,
    "username": "novak_roman",
    "credentialValue": "VrTbKcmQs9!",
    "CreateCredentialResponse.credentialValue": None,
    "CredentialSecretDetail.credentialValue": None,
    "CredentialHistory.credentialValue": "hrOkZupXe3?",
    "validationMode": "VALIDATE_USERNAME_AND_CREDENTIAL",
    "credentialChangeRequired": False,
    **{f"{one}.timestampExpires": None for one in (*_GIVEN, "UpdateCredentialRequest", "ResetCredentialRequest")},
    **{f"{one}.timestampExpires": None for one in ("CredentialDetail", "CredentialSecretDetail")},
    "validationResult": "FAILED",
    "validationErrors": ["CREDENTIAL_TOO_SHORT", "CREDENTIAL_INSUFFICIENT_DIGIT"],
    "UpdateCounterRequest.authenticationResult": "FAILED",
    "resetMode": "RESET_BLOCKED_TEMPORARY",
    "resetCounterCount": 12,
}
