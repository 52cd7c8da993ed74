"""What is said of the Next Step API beyond its declarations. The examples are document 002's payment of 100 CZK."""

from api.docs import nextstep_security as security
from api.docs.examples import nextstep_authentication as authentication
from api.docs.examples import nextstep_credentials as credentials
from api.docs.examples import nextstep_definitions as definitions
from api.docs.examples import nextstep_passkeys as passkeys
from api.docs.examples import nextstep_registries as registries
from api.docs.examples import nextstep_users as users
from api.docs.examples.nextstep_answers import ANSWERS, DETAIL, PROBLEM
from api.docs.examples.nextstep_requests import ACTIVATION_ID, CREATED, DATA, OPERATION_ID, REQUESTS
from api.docs.openapi.material import Material, merged
from api.docs.openapi.times import times
from api.docs.words.nextstep import NEXTSTEP
from api.docs.words.nextstep_authentication import AUTHENTICATION
from api.docs.words.nextstep_credentials import CREDENTIALS, DETAILS
from api.docs.words.nextstep_passkeys import PASSKEYS
from api.docs.words.nextstep_registries import REGISTRIES, TAGS
from api.docs.words.nextstep_users import USERS
from api.formdata.openapi import parameter_types
from api.nextstep import RESOURCES

_DESCRIPTION = """\
The steps by which a user authenticates, or approves an operation: a bank's systems create operations, a web flow reports
how each step ended and learns what comes next.

Every request with a body is JSON with its members under `requestObject`; every answer has `status` (`OK` or `ERROR`) and
`responseObject`. In requests a null is the same as a member left out, a number stands for a text and a text for the
number that it writes, and unknown members are ignored; in answers every member is there, with null where there is no
value. Times are written as `2018-06-28T12:04:00+0000`.

**Errors** have a `code` to decide by and a `message` to read. Besides those listed at each operation: an unknown address
is 404 `ERROR_NOT_FOUND`; a method that an address does not know is 405 `INVALID_REQUEST`; so is, with 400, 414, 417, 421,
431 or 501, what the HTTP server itself refuses. The members of a request are checked before anything else is: a value of
another JSON type, or a word outside of its set, is `INVALID_REQUEST`; any other fault is listed in `violations`.

**Repetition**: after 503, or no answer at all, send the request again. With `Idempotency-Key`, where an operation takes
it, a repetition is applied once.
"""


MATERIAL = Material(
    title="Next Step Server",
    description=_DESCRIPTION,
    modules=tuple(module.__name__ for module in RESOURCES),
    tags={
        "Service": "What runs here.",
        "Authentication methods": "What a user can do in a step, for all users and for each.",
        "Operations": "A login, a payment: created by the bank, taken step by step by the web flow.",
        "Operation configuration": "What holds for all operations of a name.",
        "Step definitions": "The flows: after this method ended like this, offer that method.",
        "Organizations": "Segments of the bank's customers.",
        **TAGS,
        "Credentials": "What users authenticate with: their user names, values, states and counters.",
        "One-time passwords": "Values that users are sent, for an operation, a credential, or by themselves.",
        "Authentication": "Values that users give, checked here; the outcome may be a step of an operation.",
        "Passkeys": "Keys of WebAuthn, which users' devices hold and unlock.",
        **users.TAGS,
    },
    requests=merged(REQUESTS, definitions.REQUESTS, registries.REQUESTS),
    answers=ANSWERS,
    security=security.SCHEMES,
    requirements=security.requirements,
    reasons={"INVALID_CONFIGURATION": "there are no step definitions of authorize_payment"},
    describe=(parameter_types, times(CREATED)),
    languages="The reader's languages (RFC 9110). With it, titles, labels, messages and formatted values of `formData` are "
    "answered in the first of them that has a catalog, else in English; without it, as they were stored. A browser sends one "
    "of its own accord.",
    words=merged(NEXTSTEP, AUTHENTICATION, REGISTRIES, CREDENTIALS, DETAILS, PASSKEYS, USERS),
    members=merged(
        {
            "OperationDetailResponse": DETAIL,
            "FlowProblem": PROBLEM,
            "Parameter.key": "key",
            "Parameter.value": "value",
            "operationId": OPERATION_ID,
            "operationName": "authorize_payment",
            "operationNameExternal": "domestic_payment",
            "operationData": DATA,
            "externalTransactionId": "T-2018-000123",
            "userId": "roman",
            "accountStatus": "ACTIVE",
            "organizationId": "RETAIL",
            "result": "CONTINUE",
            "resultDescription": None,
            "authMethod": "SMS_KEY",
            "chosenAuthMethod": "SMS_KEY",
            "targetAuthMethod": None,
            "authResult": "CONTINUE",
            "authStepResult": "CONFIRMED",
            "requestAuthStepResult": "CONFIRMED",
            "authStepResultDescription": None,
            "powerAuthOperationId": None,
            "remainingAttempts": 5,
            "UserAuthMethodDetail.authMethod": "POWERAUTH_TOKEN",
            "UserAuthMethodDetail.displayNameKey": "method.powerauthToken",
            "UserAuthMethodDetail.config": {"activationId": ACTIVATION_ID},
            "UpdateAuthMethodRequest.authMethod": "POWERAUTH_TOKEN",
            "UpdateAuthMethodRequest.config": {"activationId": ACTIVATION_ID},
            "AuthMethodDetail.displayNameKey": "method.smsKey",
            "AuthMethodDetail.orderNumber": 6,
            "userPrefsColumn": None,
            "userPrefsDefault": None,
            "maxAuthFails": 5,
            "afsAction": "LOGIN_INIT",
            "action": "LOGIN_INIT",
            "stepIndex": 1,
            "afsLabel": "2FA",
            "requestAfsExtras": '{"ipAddress":"192.0.2.7"}',
            "responseAfsExtras": '{"score":12}',
            "applicationName": "powerauth-nextstep",
            "applicationDisplayName": "PowerAuth 2.0 Next Step Server",
            "applicationEnvironment": "",
            "version": "0.1.0",
            "userInput": {"operation.bankAccountChoice": "CZ4012340000000012345678"},
        },
        definitions.MEMBERS,
        authentication.MEMBERS,
        credentials.MEMBERS,
        passkeys.MEMBERS,
        registries.MEMBERS,
        users.MEMBERS,
    ),
)
