"""What is said of the PowerAuth Cloud API beyond its declarations. The examples are document 003's."""

from api.cloud import RESOURCES
from api.docs import cloud_security as accounts
from api.docs import webhooks
from api.docs.examples import callbacks as callback_examples
from api.docs.examples import cloud_callbacks as callbacks
from api.docs.examples import cloud_deliveries as deliveries
from api.docs.examples import cloud_offline as offline
from api.docs.examples import cloud_push as push
from api.docs.examples import cloud_registrations as examples
from api.docs.examples import inbox, operations, templates
from api.docs.examples import single_device as single
from api.docs.openapi.errors import CHANGE_REQUEST_ID
from api.docs.openapi.material import Material, merged
from api.docs.openapi.times import times
from api.docs.words.cloud import CLOUD

_DESCRIPTION = """\
Registers the devices by which a bank's customers approve what they do. A registration begins with an activation code, shown
as a QR code; the device answers it, and the bank commits the registration.

Callers authenticate with HTTP Basic: administrators, operators and readers at `/admin/`, integration users everywhere else; or
with an access token of the bank's identity provider, where the installation names one. An integration user sees the
registrations of the applications that it manages; those of others are not found. Passwords are generated, shown once, and can
only be reset.

Requests and answers are JSON as it is described here, without a wrapper; where there is nothing to say, the answer is
`{"status": "OK"}`. In requests a null is the same as a member left out, and unknown members are ignored; in answers, members
without a value are left out. Times are milliseconds since the epoch. A slash at the end of an address does not matter.

**Errors** have `status` `ERROR`, and in `responseObject` a `code` to decide by and a `message` to read; what does not exist is
400 as well. `ERROR_REQUEST` lists in `violations` what each member should hold, unless a value is of another JSON type or a word
outside of its set. An unknown address is 404 `ERROR_NOT_FOUND`; a method that an address does not know is 405 `ERROR_REQUEST`;
so is, with 400, 414, 417, 421, 431 or 501, what the HTTP server itself refuses.

**Repetition**: after 503, or no answer at all, send the request again. With `Idempotency-Key`, where an operation takes
it, a repetition is applied once.
"""

MATERIAL = Material(
    title="PowerAuth Cloud",
    description=_DESCRIPTION,
    modules=tuple(module.__name__ for module in RESOURCES),
    tags={
        "System Users": "Who may call: administrators and integration users, and the applications that each manages.",
        "Applications": "Mobile applications, their versions, and what is compiled into them.",
        "Change Requests": "Changes that another administrator has to agree to, where the installation asks for it.",
        "Registrations": "The devices of users, from their activation code until they are removed.",
        "Operations": "Logins, payments: created from templates by the bank, approved or rejected by a phone.",
        "Operation Templates": "What operations are made from, and the words in which phones show them.",
        "Callbacks": callbacks.TAG,
        "Deliveries": "What was told to whom, for administrators: callbacks and pushes of every application, and a new start.",
        **push.TAGS,
        "Audit": "What happened to users' devices in the caller's applications.",
        "Inbox": "Messages that users read in their applications.",
        **single.TAGS,
    },
    requests=merged(
        examples.REQUESTS,
        push.REQUESTS,
        templates.REQUESTS,
        callback_examples.REQUESTS,
        offline.REQUESTS,
        single.REQUESTS,
        {
            "send_message": {"a message": inbox.SENT},
            "create_operation": {"a payment": operations.PAYMENT},
        },
    ),
    answers=merged(
        examples.ANSWERS,
        templates.ANSWERS,
        callback_examples.ANSWERS,
        deliveries.ANSWERS,
        offline.ANSWERS,
        single.ANSWERS,
        {
            "send_message": {"the message": inbox.POSTED},
            "create_operation": {"a payment": operations.PENDING},
            "get_operation": {"PENDING": {**operations.PENDING, "additionalData": {}}, "APPROVED": operations.APPROVED},
        },
    ),
    reasons=merged(
        offline.REASONS,
        single.REASONS,
        push.REASONS,
        {
            "ERROR_INBOX_NOT_FOUND": "There is no application to show the message in",
            "ERROR_ADMIN": "User not found",
            "ERROR_REGISTRATION_NOT_FOUND": "Registration not found",
            "ERROR_REGISTRATION_NOT_ALLOWED": "Registration is already in progress",
            "ERROR_REGISTRATION_CHANGE": "Activation is BLOCKED, you can only UNBLOCK or REMOVE it.",
        },
    ),
    words=CLOUD,
    security=accounts.SCHEMES,
    requirements=accounts.requirements,
    webhooks=webhooks.WEBHOOKS,
    components=webhooks.COMPONENTS,
    describe=(times(examples.EXPIRES), push.extras),
    members=merged(
        callback_examples.MEMBERS,
        deliveries.MEMBERS,
        templates.MEMBERS,
        push.MEMBERS,
        offline.MEMBERS,
        single.MEMBERS,
        {
            "username": examples.USERNAME,
            "password": examples.CREDENTIALS["password"],
            "appId": examples.APP_ID,
            "applicationId": examples.APP_ID,
            "CreateApplicationRequest.id": examples.APP_ID,
            "CreateVersionRequest.name": "2.0",
            "version": "2.0",
            "ApplicationVersion.name": "default",
            "serviceBaseUrl": examples.APPLICATION["serviceBaseUrl"],
            "mobileSdkConfig": examples.SDK_CONFIG,
            "appKey": examples.APP_KEY,
            "appSecret": examples.APP_SECRET,
            "masterServerPublicKey": examples.MASTER_KEY,
            "registrationId": examples.REGISTRATION_ID,
            "registrationStatus": "ACTIVE",
            "userId": examples.USER_ID,
            "externalUserId": "clerk-7",
            "otp": "12345678",
            "flags": ["FLAG_1"],
            "change": "BLOCK",
            "blockReason": "The reason for blocking",
            "blockedReason": "NOT_SPECIFIED",
            "RenameRegistrationRequest.name": "My phone",
            "RegistrationListItem.name": "iPhone",
            "RegistrationDetail.name": "iPhone",
            "platform": "ios",
            "deviceInfo": "iPhone10,6",
            "activationQrCodeData": f"{examples.CODE}#{examples.SIGNATURE}",
            "activationCode": examples.CODE,
            "activationCodeSignature": examples.SIGNATURE,
            "ES384": examples.P384_SIGNATURE,
            "activationFingerprint": "52649917",
            "timestampCreated": examples.CREATED_MS,
            "timestampLastUsed": examples.USED_MS,
            "statusReason": "PREARRANGED_REASON",
            "requestId": CHANGE_REQUEST_ID,
            "ChangeRequest": {
                "id": CHANGE_REQUEST_ID,
                "status": "APPROVED",
                "requester": "admin",
                "action": f"POST /admin/applications/{examples.APP_ID}/rotate",
                "parameters": '{"former_valid_seconds":0}',
                "timestampCreated": examples.CREATED_MS,
                "timestampExpires": examples.USED_MS + 86_400_000,
                "approver": "token:second-administrator",
                "timestampDecided": examples.USED_MS,
            },
            "AuditItem": {
                "activationId": examples.REGISTRATION_ID,
                "eventType": "signature_ok",
                "eventData": "POST\n/operation/authorize\n{}",
                "timestamp": examples.USED_MS,
            },
        },
    ),
)
