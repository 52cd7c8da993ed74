"""What is said of the mobile API beyond its declarations. Keys and signatures in the examples are made up."""

from api.docs import mobile_security as proofs
from api.docs.examples import inbox, operations
from api.docs.openapi.fields import any_object
from api.docs.openapi.material import Material
from api.docs.openapi.times import times
from api.docs.words.mobile import MOBILE

_DESCRIPTION = """\
What phones call: the PowerAuth protocol, versions 3.0, 3.1, 3.2, 3.3 and 4.0, as published SDKs speak it. What is under `/pa/v3`
is of 3.0 to 3.3, under `/pa/v4` of 4.0; all else is of all.

**Signatures**: `X-PowerAuth-Authorization` signs method, resource id and body by one to three factors, and a counter that moves
with each signature. A resource id is the address without the API's prefix, `/v3` and `/v4`: `/pa/signature/validate`. In 4.0 a
signature is called an authentication code, and the header's attributes `pa_auth_code` and `pa_auth_code_type`. **Tokens**:
`X-PowerAuth-Token` stands for a signature that was given before. **Encryption**: bodies are encrypted for the application, or for
one registration, by ECIES, in 4.0 under a temporary key; answers come back under the same keys. Where a request is signed, its
signature's header says whose it is; else `X-PowerAuth-Encryption` does.

**Errors** are never encrypted: `{"status": "ERROR", "responseObject": {"code", "message"}}`. A signature or token that is wrong,
of an unknown registration, or of a blocked one is answered alike: 401, and nothing says which factor was wrong.
"""


_PUSH_TOKEN = "10de0b9c-791f-4e9f-93c4-e2203951c307"  # noqa: S105 - made up
_PUSH = {
    "Apple": {"platform": "apns", "token": _PUSH_TOKEN, "environment": "production"},
    "Google": {"platform": "fcm", "token": _PUSH_TOKEN},
}

_OF_ONE = ("operation_detail", "claim_operation")

MATERIAL = Material(
    title="Mobile Token and PowerAuth",
    description=_DESCRIPTION,
    tags={
        "Server": "What serves, and its clock.",
        "Keys": "Temporary keys of protocols 3.3 and 4.0.",
        "Activations": "A registration's life, as its phone drives it.",
        "Users": "Claims about the registration's user.",
        "Signatures": "Signatures checked.",
        "Tokens": "What stands for a signature in small requests.",
        "Factors": "Keys of the PIN and of biometry, replaced in protocol 4.",
        "Vault": "The key under which a phone keeps its private key; in protocol 4 three.",
        "Upgrade": "Protocol 2 is not served: there is nothing to upgrade.",
        "Recovery": "Recovery codes are not issued.",
        "Operations": "Logins, payments: listed, shown in the reader's language, approved and rejected by signatures.",
        "Push": "How a device is reached by push messages.",
        "Inbox": "The user's messages from the bank, by a token of any factors.",
    },
    requests={
        **dict.fromkeys(("register_push_device", "register_push_device_by_token"), _PUSH),
        "list_inbox_messages": {"the first page": {"requestObject": inbox.PAGE}},
        **{name: {"a payment": {"id": operations.OPERATION_ID}} for name in _OF_ONE},
        "authorize_operation": {"a payment": operations.APPROVAL},
        "reject_operation": {"a payment": operations.REJECTION},
    },
    answers={
        "list_inbox_messages": {
            "the first page": {"status": "OK", "page": 0, "size": 10, "responseObject": [inbox.HEADING]}
        },
        "inbox_message_detail": {"a message": inbox.DETAIL},
        "list_operations": {"a payment": operations.LIST},
        "operation_history": {"a payment": operations.HISTORY},
        **{name: {"a payment": operations.ONE} for name in _OF_ONE},
    },
    languages="The reader's languages (RFC 9110). Titles, messages, labels and formatted values of `formData` are answered "
    "in the first of them that there are texts of, else in English, else in the first by name.",
    words=MOBILE,
    security=proofs.SCHEMES,
    requirements=proofs.requirements,
    describe=(times(inbox.CREATED), any_object),
    reasons={
        "ERR_AUTHENTICATION": "POWER_AUTH_SIGNATURE_INVALID",
        "POWERAUTH_AUTH_FAIL": "Unable to verify device registration.",
    },
    members={
        "temporaryKeyId": "b2ae1a4f-6a7e-4a44-8a5f-3a8a4ab1a6f3",
        "ephemeralPublicKey": "A6a6S2bOTp4nKGsPBhGxVQpAHtsRIJyNK+nNPXu0lZcJ",
        "encryptedData": "qYLONkDWFpXefTKPbaKTA/PWdRYH5pk9uvGjUqSYbeK7Q0aOohK2MknTyviyNuSp",
        "mac": "DNlZdsM1wgH8v2mAROjj3vmQu4DI4ZJnuTBzQMrHsew=",
        "nonce": proofs.NONCE,
        "timestamp": 1_700_000_000_000,
        "serverTime": 1_700_000_000_000,
        "applicationKey": "QQqHLjDAHec2WbXXrprOPw==",
        "activationId": proofs.ACTIVATION_ID,
        "challenge": "pAKE4jz1bBi5j4V2zzhu0A==",
        "encryptedStatusBlob": "19gyYaW5ZhdGd1lzUoRBXWMp0uLa7tTJ+oYyDGKMeqA=",
        "PushRegistrationRequest.platform": "apns",
        "PushRegistrationRequest.token": _PUSH_TOKEN,
        "PushRegistrationRequest.environment": "production",
        "tokenId": "d6561669-34d6-4fee-8913-89477687a5cb",
        "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJhcHBsaWNhdGlvbktleSI6IjEifQ.c2lnbmF0dXJl",
        "name": "nextstep",
        "version": "0.1.0",
        "MessageId.id": inbox.MESSAGE_ID,
        "OperationId.id": operations.OPERATION_ID,
        "countUnread": 10,
    },
)
