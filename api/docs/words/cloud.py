"""Words of the PowerAuth Cloud API, but for those of operations and callbacks."""

from typing import Final

from api.docs.openapi.material import merged
from api.docs.words.callbacks import CALLBACKS
from api.docs.words.deliveries import DELIVERIES
from api.docs.words.operations import OPERATIONS

_OWN: Final = {
    # Accounts.
    "username": "The name of the account.",
    "role": "What the account may do: one role each.",
    "CreateUserRequest.role": "What the account may do: `ROLE_USER` unless it is said. `ROLE_ADMIN` includes "
    "`ROLE_OPERATOR`, which includes `ROLE_READER`.",
    "enabled": "Whether the account may call.",
    "password": "The generated password, shown this once.",
    "applications": "The applications that the account manages.",
    "users": "The accounts, by name.",
    # Applications.
    "appId": "The application's id.",
    "CreateApplicationRequest.id": "The new application's id, a name of the bank's choice.",
    "ApplicationDetail.id": "The application's id.",
    "ApplicationListItem.id": "The application's id.",
    "ApplicationList.applications": "The applications, by id.",
    "CreateAppRequest.id": "The new application's id, a name of the bank's choice.",
    "AppQuery.id": "The application's id.",
    "roles": "Roles of the application, kept for the bank and not interpreted.",
    "CreateApplicationRequest.leastProtocolVersion": "The oldest version of the PowerAuth protocol that its phones are served "
    "by; without it, `3.1`.",
    "leastProtocolVersion": "The oldest version of the PowerAuth protocol that its phones are served by.",
    "CreateApplicationRequest.supportedAlgorithms": "The algorithms that registrations by protocol 4 may be of; without it, "
    "those of the server's settings.",
    "supportedAlgorithms": "The algorithms that registrations by protocol 4 may be of; none, where the list is empty.",
    "serviceBaseUrl": "The base of the addresses that its apps call.",
    "mobileSdkConfig": "What is compiled into apps: key, secret and the public master keys of protocols 3 and 4 in one text of "
    "about 6,400 characters, of which the example has only those of protocol 3. Apps pass over keys that they do not know.",
    "appKey": "The version's application key, which requests of its apps name.",
    "appSecret": "The version's application secret, which is part of every signature.",
    "masterServerPublicKey": "The application's public key of protocol 3, by which its apps verify activation codes and encrypt.",
    "timestampFormerSigns": "Until then activation codes and offline QR codes are signed by the former master keys, in "
    "milliseconds since the epoch; absent, where these do.",
    "RotateApplicationRequest.formerValidSeconds": "For so long, in seconds, apps with the former keys are served.",
    "RotateVersionRequest.formerValidSeconds": "For so long, in seconds, apps with the former key are served.",
    "formerSignsSeconds": "For so long, in seconds, what phones scan is signed by the former master keys; without it, half of "
    "`formerValidSeconds`.",
    "RotatedApplication.timestampFormerExpires": "Until when apps with the former keys are served, in milliseconds since the "
    "epoch.",
    "RotatedVersion.timestampFormerExpires": "Until when apps with the former key are served, in milliseconds since the epoch.",
    "formerKeys": "Keys that the version had and that are still taken, the next to expire first.",
    "FormerAppKey.appKey": "The former application key.",
    "FormerAppKey.timestampExpires": "When it ends to be taken, in milliseconds since the epoch.",
    "versions": "The application's versions, oldest first.",
    "CreateVersionRequest.name": "The new version's name.",
    "ApplicationVersion.name": "The version's name.",
    "version": "The version's name.",
    "AppQuery.version": "The version's name; without it, the first one.",
    "supported": "Whether apps of this version are served.",
    # Change requests.
    "requestId": "The change request's id.",
    "ChangeRequest.id": "The change request's id.",
    "ChangeRequest.status": "How it stands: `APPROVED` is still to be made by who asked, `EXECUTED` was made.",
    "ChangeRequestQuery.status": "Those that stand so; without it, all.",
    "changeRequests": "The change requests, newest first.",
    "requester": "Who asks, as the audit names callers.",
    "ChangeRequest.action": "Method and address of what is asked for.",
    "ChangeRequest.parameters": "What the request says, as JSON, with secrets hidden.",
    "ChangeRequest.timestampCreated": "When it was asked for, in milliseconds since the epoch.",
    "ChangeRequest.timestampExpires": "Until when it may be approved, or made once it is, in milliseconds since the epoch.",
    "approver": "Who approved or rejected it.",
    "timestampDecided": "When it was approved or rejected, in milliseconds since the epoch.",
    "timestampExecuted": "When the change was made, in milliseconds since the epoch.",
    # Registrations.
    "registrationId": "The registration's id; phones call it the activation id.",
    "registrationStatus": "The registration's state.",
    "registration": "The state of the user's device; `NONE` where there is none.",
    "registrations": "The registrations, newest first.",
    "userId": "The bank's id of the user.",
    "applicationId": "The application that the registration is of.",
    "externalUserId": "Who at the bank wants it, for the audit; where it is left out, the device's user.",
    "otp": "The one-time password that the bank gave to the user by another way.",
    "otpValidation": "The older word for `commitPhase`; not to be sent with it.",
    "commitPhase": "When the registration becomes active, and its `otp` is checked.",
    "flags": "Flags of the registration, the bank's own words: an operation with a `flag` is shown to devices that have it.",
    "timestampRegistrationExpire": "Until when the registration has to be committed: ISO 8601 with an offset (`Z`, `+0000`, "
    "`+00:00`). Milliseconds since the epoch are read as well. Without it, the installation's time holds: "
    "two minutes, unless `NEXTSTEP_REGISTRATION_LIFETIME` says otherwise.",
    "incompleteStatusCheck": "Refuse the registration if another one of this user and application is in progress.",
    "change": "What shall become of the registration.",
    "blockReason": "Why it is blocked, a word of the bank's own; `NOT_SPECIFIED` if it is left out.",
    "blockedReason": "Why it is blocked, or was removed unasked: the bank's `blockReason`, `NOT_SPECIFIED`, or "
    "`MAX_FAILED_ATTEMPTS` after too many wrong signatures, `OTP_MAX_FAILED_ATTEMPTS` after too many wrong one-time passwords.",
    "RenameRegistrationRequest.name": "The new name.",
    "name": "The device's name.",
    "platform": "The device's platform, as its app tells it, such as `ios`.",
    "deviceInfo": "The device's model, as its app tells it.",
    "protocolVersion": "The newest version of the PowerAuth protocol that the device has used, such as `3.3` or `4.0`.",
    "algorithm": "Of a registration by protocol 4: by what keys are agreed on and signed, for its whole life.",
    "activationQrCodeData": "What the QR code shows: the activation code, `#`, and its signature.",
    "activationCode": "The activation code, which the user may also type.",
    "activationCodeSignature": "The signature of the activation code by the master key of protocol 3, by which apps verify where "
    "it comes from.",
    "activationCodeSignatures": "Those by the master keys of protocol 4, as far as the application's algorithms have them; "
    "absent, where it allows none. Only the first is short enough for a QR code.",
    "ES384": "By the master key on P-384: ECDSA with SHA-384, in DER.",
    "ML-DSA-65": "By the master key of ML-DSA-65, 3,309 bytes.",
    "ML-DSA-87": "By the master key of ML-DSA-87, 4,627 bytes.",
    "activationFingerprint": "Eight digits that the app shows as well: equal ones prove that nobody is between.",
    "timestampCreated": "When it was created, in milliseconds since the epoch.",
    "timestampLastUsed": "When the device was last heard of, in milliseconds since the epoch.",
    "removed": "List removed registrations too.",
    "pageNumber": "Which page, from 0.",
    "pageSize": "How many are on a page.",
    # Push messages, their providers, and the inbox.
    "teamId": "The developer team's id at Apple.",
    "keyId": "The id of the key at Apple.",
    "bundle": "The app's bundle id, the topic of its messages.",
    "environment": "Which of Apple's servers is called for devices that named none.",
    "privateKey": "The key's private half in PEM (PKCS #8), as Apple gives it out. It is stored encrypted, and never shown.",
    "serviceAccount": "The service account's JSON file, as Google gives it out. It is stored encrypted.",
    "project_id": "The project's id.",
    "client_email": "The service account's address.",
    "private_key_id": "The id of the service account's key.",
    "private_key": "The service account's private key in PEM; never shown.",
    "projectId": "The project's id.",
    "clientEmail": "The service account's address.",
    "privateKeyId": "The id of the service account's key.",
    "SendMessageRequest.registrationId": "The one device that it goes to; without it, all of the user's.",
    "SendMessageRequest.title": "The message's title; not blank unless the message is silent.",
    "SendMessageRequest.message": "The message's text.",
    "sound": "The sound, `default` or a name that the app knows.",
    "extras": "What the app reads beside the texts: texts, whole numbers, booleans by key.",
    "silent": "Nothing is shown on the device.",
    "InboxMessageRequest.silent": "No push message tells of it.",
    "subject": "The subject.",
    "summary": "What a list shows of it, and the push message.",
    "body": "The whole message.",
    "read": "Whether the user has read it.",
    "InboxMessageRequest.type": "What `body` is.",
    "InboxMessageResponse.id": "The message's id.",
    "InboxMessageResponse.type": "What `body` is.",
    "InboxMessageResponse.timestamp": "When it was posted, in milliseconds since the epoch.",
    # Audit.
    "activationId": "The registration that it happened to.",
    "eventType": "What happened, such as `signature_ok` or `signature_failed`.",
    "eventData": "Method, resource id and body of the request, one a line.",
    "timestamp": "When it happened, in milliseconds since the epoch.",
    "items": "The events, newest first.",
    "timestampFrom": "The earliest event, in milliseconds since the epoch; without it, 30 days ago.",
    "timestampTo": "The latest event, in milliseconds since the epoch; without it, now.",
}

CLOUD: Final = merged(OPERATIONS, CALLBACKS, DELIVERIES, _OWN)
