"""Words of the Next Step API about passkeys (`docs/passkeys.md`)."""

from typing import Final

from api.docs.words.nextstep_authentication import STEP

_TIME: Final = ", as `2018-06-28T12:04:00+0000`"

PASSKEYS: Final = {
    "PasskeyOptionsRequest.userId": "The user, who has authenticated; one who is not kept here may have passkeys too.",
    "PasskeyOptionsRequest.userName": "What authenticators list the passkey by, such as the user name; without it, the id.",
    "PasskeyOptionsRequest.displayName": "What authenticators call the user; without it, the name.",
    "PasskeyOptionsResponse.publicKey": "WebAuthn's `PublicKeyCredentialCreationOptionsJSON`, for "
    "`PublicKeyCredential.parseCreationOptionsFromJSON`.",
    "CreatePasskeyRequest.userId": "The user for whom it was asked.",
    "CreatePasskeyRequest.credential": "WebAuthn's `RegistrationResponseJSON`: `toJSON()` of the browser's credential.",
    "NewPublicKeyCredential.id": "The credential's id.",
    "NewPublicKeyCredential.type": "`public-key`.",
    "NewPublicKeyCredential.response": "What the authenticator says of its new key.",
    "PublicKeyCredential.id": "The credential's id.",
    "PublicKeyCredential.type": "`public-key`.",
    "PublicKeyCredential.response": "What the authenticator signed.",
    "clientDataJSON": "What the browser says of the page that asked, and of the challenge.",
    "attestationObject": "The public key, and what the authenticator says of itself (CBOR).",
    "AttestationResponse.transports": "How the authenticator is reached, such as `internal`, `usb`; unknown ones are left out.",
    "authenticatorData": "What the authenticator says: for which domain, whether the user was verified, its counter.",
    "AssertionResponse.signature": "The signature of `authenticatorData` and of the SHA-256 of `clientDataJSON`.",
    "userHandle": "The user, as the authenticator knows it; left out by some.",
    "passkeyId": "Which passkey.",
    "PasskeyAuthenticationResponse.passkeyId": "The passkey that signed; null where it is none of the user's.",
    "passkeyName": "What the user calls it.",
    "passkeyStatus": "The state of the passkey: only an `ACTIVE` one is ever right. It is `BLOCKED` when its counter went back: "
    "somebody has a copy of it.",
    "PasskeyAuthenticationResponse.passkeyStatus": "The state of the passkey; null where it is none of the user's.",
    "credentialId": "The id that its authenticator gave it.",
    "aaguid": "The model of its authenticator, as the authenticator says; zeros where it says none.",
    "PasskeyDetail.transports": "How the authenticator is reached.",
    "signCount": "The authenticator's counter of signatures; 0 where it counts none.",
    "backupEligible": "Whether its provider can keep copies of it, so that the user has it on several devices.",
    "backedUp": "Whether there were copies of it when it was used last.",
    "PasskeyDetail.timestampCreated": "When it was registered" + _TIME + ".",
    "timestampLastUsed": "When it was right last" + _TIME + "; null before.",
    "PasskeyDetail.timestampBlocked": "Since when it is blocked" + _TIME + "; null where it is not.",
    "passkeys": "The passkeys, in the order in which they were registered.",
    "PasskeyListRequest.includeRemoved": "Removed ones too.",
    "PasskeyAuthenticationOptionsRequest.userId": "Whose passkeys; without it, the operation's user's, or whoever's.",
    "PasskeyAuthenticationOptionsResponse.publicKey": "WebAuthn's `PublicKeyCredentialRequestOptionsJSON`, for "
    "`PublicKeyCredential.parseRequestOptionsFromJSON`.",
    "PasskeyAuthenticationOptionsResponse.payment": "What a browser shows that has Secure Payment Confirmation; null where "
    "the data of the operation tell of no amount, or of no account that is paid.",
    "payeeName": "The account that is paid, as the data of the operation have it.",
    "PasskeyPayment.total": "The amount that is paid.",
    "PaymentTotal.value": "The amount, as the data of the operation have it.",
    "PaymentTotal.currency": "The currency.",
    "PasskeyAuthenticationRequest.userId": "Whose passkey it has to be; without it, the operation's user's, or whoever's.",
    "PasskeyAuthenticationRequest.credential": "WebAuthn's `AuthenticationResponseJSON`: `toJSON()` of the browser's "
    "credential, or of the `details` of a `PaymentRequest`'s response.",
    "PasskeyAuthenticationRequest.authMethod": STEP,
    "PasskeyAuthenticationResponse.userId": "The user; null where nobody is known.",
    "PasskeyAuthenticationResponse.userIdentityStatus": "The state of the user; null where the user is not kept here.",
    "PasskeyAuthenticationResponse.authenticationResult": "Whether it was right. What is wrong is told so, and is no error.",
    "passkeyFailure": "What is wrong, in a word; null where nothing is. It is for logs and support, not for the user.",
    "PasskeyAuthenticationResponse.remainingAttempts": "What is left on the operation; null where nothing is counted, 0 where "
    "nothing can be right any more.",
}
