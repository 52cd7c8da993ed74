"""Words of the mobile API."""

from typing import Final

_ENVELOPE = ("OperationList", "OperationsOfUser", "OneOperation", "MessageListResponse")

MOBILE: Final = {
    # Encryption.
    "temporaryKeyId": "Which temporary key of the server the request is encrypted for (protocol 3.3).",
    "ephemeralPublicKey": "The sender's public key of this one request, compressed, in Base64.",
    "encryptedData": "The encrypted body, in Base64.",
    "V4EncryptedRequestSchema.temporaryKeyId": "By which temporary key the request is encrypted.",
    "V4EncryptedRequestSchema.nonce": "Twenty-four random bytes: twelve for the request, twelve for its answer, in Base64.",
    "mac": "The code that authenticates the encrypted body, in Base64.",
    "nonce": "Sixteen random bytes of this message, in Base64.",
    "StatusReply.nonce": "The server's nonce, in Base64, where the phone sent a challenge.",
    "timestamp": "When the message was made, in milliseconds since the epoch (protocol 3.2 and later).",
    "jwt": "A signed JSON Web Token.",
    "SignedAnswer.jwt": "A JWS in the general JSON serialization, as text: signed by each key of the algorithm.",
    # Server and activations.
    "serverTime": "The server's clock, in milliseconds since the epoch.",
    "ServerState.application": "What serves.",
    "ServerStateWithAlgorithms.application": "What serves.",
    "ServerQuestion.requestObject": "What is asked; absent, and the server's algorithms are.",
    "applicationKey": "A key of the application's apps, whose algorithms are asked for.",
    "supportedAlgorithms": "The algorithms of protocol 4 that a new registration may be of; none, where the list is empty.",
    "ServedApplication.name": "The application's name.",
    "version": "The release that runs.",
    "activationId": "The registration's id.",
    "challenge": "Sixteen random bytes of the phone, in Base64; absent in protocol 3.0.",
    "encryptedStatusBlob": "The registration's status, which only its phone can read, in Base64.",
    "SignedConfirmation.requestObject": "What is confirmed.",
    "enableBiometry": "Whether the phone approves by biometry too.",
    "customObject": "Members that the bank adds; there are none.",
    "tokenId": "The token's id.",
    # Operations.
    "OperationId.id": "The operation's id.",
    "AuthorizeRequest.id": "The operation's id.",
    "RejectRequest.id": "The operation's id.",
    "MobileOperation.id": "The operation's id.",
    "requestObject": "What is asked.",
    "data": "The operation's data, byte for byte as the phone read it.",
    "MobileOperation.data": "What the user signs: fields behind one another with `*` between, such as `A1*A100CZK*I...`; the "
    "phone signs it as it is, and shows `formData`.",
    "proximityCheck": "Proof that the phone is where the operation was begun, for operations that ask for it.",
    "mobileTokenData": "What the app adds: any JSON of up to 4,096 characters. The bank reads it in `additionalData`.",
    "ProximityCheck.otp": "The one-time password that was read.",
    "ProximityCheck.type": "By what the password came to the phone.",
    "timestampReceived": "When it was read; not looked at.",
    "timestampSent": "When it was sent; not looked at.",
    "reason": "Why it is rejected: `UNKNOWN`, `INCORRECT_DATA`, `UNEXPECTED_OPERATION`, or a word of the app's own. The bank "
    "reads it as `rejectReason`.",
    "MobileOperation.name": "The operation's type.",
    "status": "The operation's state.",
    **{f"{schema}.status": "`OK`." for schema in _ENVELOPE},
    "statusReason": "Why it was canceled, a word of the bank's own.",
    "operationCreated": "When it was created, as `2018-07-02T14:43:13+0000`.",
    "operationExpires": "When it expires, as `2018-07-02T14:48:17+0000`.",
    "currentTimestamp": "The server's clock, by which the phone counts down, as `2018-07-02T14:43:13+0000`.",
    "allowedSignatureType": "With which factors it is approved.",
    "AllowedSignatureType.type": "`1FA`: possession alone is enough; `2FA`: another factor is asked for.",
    "variants": "The combinations of factors that are taken, such as `possession_knowledge`.",
    "ui": "Screens and buttons: `flipButtons`, `blockApprovalOnCall`, `preApprovalScreen` or `preApprovalScreens`, "
    "`postApprovalScreen`, `templates`; absent where there is nothing to say.",
    "formData": "What the phone shows.",
    "title": "The heading.",
    "message": "What is to be approved.",
    "MobileFormData.attributes": "The lines below: each has `type`, `id`, `label` and the members of its type. `AMOUNT`: "
    "`amount`, `currency`, `amountFormatted`, `currencyFormatted`, `valueFormatted`. `AMOUNT_CONVERSION`: `dynamic`, and the "
    "same of `source` and `target`. `KEY_VALUE`: `value`. `NOTE`: `note`. `HEADING`: `level`. `ALERT`: `alertType`, `title`, "
    "`message`. `IMAGE`: `thumbnailUrl`, `originalUrl`. `PARTY_INFO`: `partyInfo` of `logoUrl`, `name`, `description`, "
    "`websiteUrl`.",
    "resultTexts": "What the phone says at the end: `success`, `failure`, `reject`; without one, the app's own words.",
    "OperationList.responseObject": "The operations, newest first.",
    "OperationsOfUser.responseObject": "The operations, newest first.",
    "OneOperation.responseObject": "The operation.",
    # Push and inbox.
    "platform": "Whose push service the device has.",
    "token": "What the push service knows the device by.",
    "environment": "Which of Apple's servers knows the token.",
    "page": "Which page, from 0.",
    "size": "How many messages are on a page.",
    "onlyUnread": "Only messages that the user has not read.",
    "MessageId.id": "The message's id.",
    "MessageHeading.id": "The message's id.",
    "MessageHeading.type": "What `body` is.",
    "subject": "The subject.",
    "summary": "What a list shows.",
    "body": "The whole message.",
    "read": "Whether the user has read it.",
    "timestampCreated": "When it was posted, as `2022-08-25T22:34:58+0000`.",
    "countUnread": "How many messages the user has not read.",
    "MessageListResponse.responseObject": "The messages of the page, newest first.",
}
