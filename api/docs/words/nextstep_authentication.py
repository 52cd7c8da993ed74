"""Words of the Next Step API about one-time passwords, and about those who authenticate."""

from typing import Final

STEP: Final = (
    "The method whose step it is; without it, the only one that is offered, whichever that is by then. Required of a credential "
    "alone that has taken a step of the operation already."
)

AUTHENTICATION: Final = {
    # One-time passwords.
    "otpName": "The definition of the one-time password.",
    "otpId": "Which one-time password.",
    "OtpAuthenticationRequest.otpId": "Which one-time password; without it, the newest of the operation.",
    "OtpRequest.otpId": "Which one-time password; without it, the newest of the operation.",
    "otpData": "What the value is made of; without it, the data of the operation.",
    "OtpDetail.otpData": "What the value was made of.",
    "otpValue": "The value, which the user is sent.",
    "OtpAuthenticationRequest.otpValue": "The value that the user gives.",
    "otpStatus": "The state of the one-time password: only an `ACTIVE` one is ever right.",
    "otpDetail": "The one-time password.",
    "otpDetails": "The one-time passwords, newest first, at most 100.",
    "attemptCounter": "How often it was tried.",
    "failedAttemptCounter": "How often it was tried wrongly.",
    "OtpDetail.remainingAttempts": "How many more times it may be tried wrongly; null where its policy sets no limit.",
    "timestampVerified": "When the right value came, as `2018-06-28T12:04:00+0000`; null before.",
    "timestampBlocked": "Since when it is blocked, as `2018-06-28T12:04:00+0000`; null while nothing is.",
    "CreateOtpRequest.userId": "Whose it is; null for anybody's. A user who is not kept here may have one too.",
    "CreateOtpRequest.operationId": "The operation that it is for: its earlier ones are removed.",
    "CreateOtpRequest.credentialName": "The credential of the user whose failures its own count on too.",
    "OtpDetail.credentialName": "The credential of the user on which its failures count too.",
    "OtpDetail.timestampExpires": "Until when it can be used, as `2018-06-28T12:09:00+0000`; null: always.",
    "CreateAndSendOtpRequest.userId": "Whose it is: it is sent to the primary contacts of the user.",
    "CreateAndSendOtpRequest.operationId": "The operation that it is for: its earlier ones are removed.",
    "CreateAndSendOtpRequest.credentialName": "The credential of the user whose failures its own count on too.",
    "CreateAndSendOtpRequest.language": "The language of the message, such as `cs`; English where there is none of it.",
    "delivered": "Whether the sender has taken it.",
    "CreateAndSendOtpResponse.errorMessage": "A constant that says why it was not delivered, such as `NO_CONTACT`; else null.",
    # Authentication.
    "CredentialAuthenticationRequest.userId": "The user who authenticates.",
    "CombinedAuthenticationRequest.userId": "The user who authenticates.",
    "CredentialAuthenticationRequest.credentialName": "The definition of the credential.",
    "CredentialAuthenticationRequest.credentialValue": "The value that the user gives, as the definition says encrypted or not.",
    "CombinedAuthenticationRequest.credentialValue": "The value that the user gives, as the definition says encrypted or not.",
    "authenticationMode": "Whether the whole value is given, or its characters at some positions.",
    "credentialPositionsToVerify": "The positions of the given characters, from 0, in their order.",
    "CombinedAuthenticationRequest.otpId": "Which one-time password; without it, the newest of the operation.",
    "CombinedAuthenticationRequest.otpValue": "The one-time password's value that the user gives.",
    "CredentialAuthenticationRequest.authMethod": STEP,
    "CombinedAuthenticationRequest.authMethod": STEP,
    "CredentialAuthenticationResponse.credentialChangeRequired": "Whether the user has to change it: it has expired, or breaks "
    "its policy.",
    "CombinedAuthenticationResponse.credentialChangeRequired": "Whether the user has to change the credential: it has expired, "
    "or breaks its policy.",
    "credentialAuthenticationResult": "Whether the credential was right.",
    "otpAuthenticationResult": "Whether the one-time password was right.",
    "CredentialAuthenticationResponse.userIdentityStatus": "The state of the user.",
    "CombinedAuthenticationResponse.userIdentityStatus": "The state of the user.",
    "CredentialAuthenticationResponse.remainingAttempts": "The least that is left on the credential and the operation; null "
    "where nothing is counted, 0 where nothing can be right any more.",
    "CombinedAuthenticationResponse.remainingAttempts": "The least that is left on the credential, the one-time password and "
    "the operation; null where nothing is counted, 0 where nothing can be right any more.",
    "checkOnly": "The value is compared, and the one-time password stays as it is where that is right; a wrong one counts.",
    "updateOperation": "The outcome is the operation's step.",
    "OtpAuthenticationRequest.authMethod": STEP,
    "authenticationResult": "Whether everything was right. What is wrong is told so, and is no error.",
    "OtpAuthenticationResponse.userIdentityStatus": "The state of the user; null where the user is not kept here.",
    "OtpAuthenticationResponse.remainingAttempts": "The least that is left on the one-time password, its credential and the "
    "operation; null where nothing is counted, 0 where nothing can be right any more.",
    "OtpAuthenticationResponse.credentialStatus": "The state of the credential; null where there is none.",
    "showRemainingAttempts": "Whether the user should be told how many attempts remain: as a data adapter says, else false.",
    "errorMessage": "The text that a data adapter has for the user, else null.",
    "operationFailed": "Whether the operation has failed by this.",
}
