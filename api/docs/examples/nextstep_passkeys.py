"""Examples of passkeys: of an authenticator that counts, as a browser tells of it. Nobody has this key."""

from collections.abc import Mapping
from typing import Any, Final

_CREDENTIAL_ID: Final = "bP5HRvGrXY2DmRqIs1GEIg"
_CHALLENGE: Final = "c3VjaCBhIGNoYWxsZW5nZSBpcyBhbnN3ZXJlZCBvbmNl"

MEMBERS: Final[Mapping[str, Any]] = {
    "PasskeyOptionsRequest.userName": "roman",
    "PasskeyOptionsRequest.displayName": "Roman",
    "PasskeyOptionsResponse.publicKey": {
        "rp": {"id": "bank.example", "name": "The Bank"},
        "user": {"id": "WbpDd2OXUSTbCFDCHGMNlA", "name": "roman", "displayName": "Roman"},
        "challenge": _CHALLENGE,
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
        "timeout": 300000,
        "excludeCredentials": [],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    },
    "PasskeyAuthenticationOptionsResponse.publicKey": {
        "challenge": _CHALLENGE,
        "timeout": 300000,
        "rpId": "bank.example",
        "allowCredentials": [{"id": _CREDENTIAL_ID, "type": "public-key", "transports": ["hybrid", "internal"]}],
        "userVerification": "required",
    },
    "NewPublicKeyCredential.id": _CREDENTIAL_ID,
    "NewPublicKeyCredential.type": "public-key",
    "PublicKeyCredential.id": _CREDENTIAL_ID,
    "PublicKeyCredential.type": "public-key",
    "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
    "attestationObject": "o2NmbXRkbm9uZQ",
    "AttestationResponse.transports": ["internal"],
    "authenticatorData": "yHzdl1bBSbieJMs2NlTzUA",
    "AssertionResponse.signature": "MEUCIQ",
    "userHandle": "WbpDd2OXUSTbCFDCHGMNlA",
    "passkeyId": "0d1a4cb4-3f7c-4e55-9d0f-6a1a90d6a3c1",
    "passkeyName": "My laptop",
    "passkeyStatus": "ACTIVE",
    "credentialId": _CREDENTIAL_ID,
    "aaguid": "00000000-0000-0000-0000-000000000000",
    "PasskeyDetail.transports": ["internal"],
    "signCount": 1,
    "backupEligible": False,
    "backedUp": False,
    "timestampLastUsed": None,
    "PasskeyDetail.timestampBlocked": None,
    "payeeName": "238400856/0300",
    "PaymentTotal.value": "100",
    "PaymentTotal.currency": "CZK",
    "PasskeyAuthenticationRequest.authMethod": "PASSKEY",
    "passkeyFailure": None,
    "PasskeyAuthenticationResponse.userIdentityStatus": "ACTIVE",
}
