"""Entities of each registry as they are created: their least, and all that they may say."""

from dataclasses import dataclass, field

from tests.e2e.client import unique

ARGON2 = {"version": "19", "iterations": "1", "memory": "5", "parallelism": "1", "outputLength": "32"}
GENERATION = {
    "length": 10,
    "includeSmallLetters": True,
    "smallLettersCount": 5,
    "includeCapitalLetters": True,
    "capitalLettersCount": 5,
    "includeDigits": False,
    "digitsCount": None,
    "includeSpecialChars": False,
    "specialCharsCount": None,
}
VALIDATION = {
    "includeWhitespaceRule": True,
    "includeUsernameRule": True,
    "includeAllowedCharacterRule": False,
    "allowedChars": None,
    "includeAllowedRegexRule": True,
    "allowedRegex": "[a-zA-Z0-9]+",
    "includeIllegalCharacterRule": True,
    "illegalChars": "&%",
    "includeIllegalRegexRule": False,
    "illegalRegex": None,
    "includeCharacterRule": True,
    "includeSmallLetters": True,
    "smallLettersMin": 2,
    "includeCapitalLetters": True,
    "capitalLettersMin": None,
    "includeAlphabeticalLetters": False,
    "alphabeticalLettersMin": None,
    "includeDigits": False,
    "digitsMin": None,
    "includeSpecialChars": False,
    "specialCharsMin": None,
}
NO_RULES = {
    name: None if name.endswith(("Chars", "Regex", "Min")) and not name.startswith("include") else False
    for name in VALIDATION
}


@dataclass(frozen=True)
class Registry:
    """Where a registry is, and what its entities are. `defaults`: what a created one has that says its least."""

    path: str
    listed: str
    name: str
    status: str
    code: str
    least: dict
    all: dict
    defaults: dict = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    def named(self, name=None, **members):
        """A name, with other members."""
        return {self.name: name or unique("name"), **members}


def application(nextstep):
    """The name of a new one."""
    return nextstep.ok("POST", "/application", {"applicationName": unique("application")})["applicationName"]


def policy(**members):
    return {
        "usernameGenAlgorithm": "RANDOM_DIGITS",
        "usernameGenParam": {"length": 8},
        "credentialGenAlgorithm": "RANDOM_PIN",
        "credentialGenParam": {"length": 4},
        "credentialValParam": {},
        **members,
    }


APPLICATIONS = Registry(
    "/application",
    "applications",
    "applicationName",
    "applicationStatus",
    "APPLICATION",
    least={},
    all={"description": "Internet banking"},
    defaults={"description": None},
)
HASH_CONFIGS = Registry(
    "/hashconfig",
    "hashConfigs",
    "hashConfigName",
    "hashConfigStatus",
    "HASHING_CONFIG",
    least={"algorithm": "BCRYPT"},
    all={"algorithm": "ARGON_2ID", "parameters": ARGON2},
    defaults={"parameters": {}},
)
CREDENTIAL_POLICIES = Registry(
    "/credential/policy",
    "credentialPolicies",
    "credentialPolicyName",
    "credentialPolicyStatus",
    "CREDENTIAL_POLICY",
    least=policy(),
    all={
        "description": "Passwords of persons",
        "usernameLengthMin": 8,
        "usernameLengthMax": 30,
        "usernameAllowedPattern": "[a-zA-Z0-9_]+",
        "credentialLengthMin": 6,
        "credentialLengthMax": 30,
        "limitSoft": 3,
        "limitHard": 5,
        "checkHistoryCount": 3,
        "rotationEnabled": True,
        "rotationDays": 365,
        "temporaryCredentialExpirationTime": 3600,
        "usernameGenAlgorithm": "RANDOM_LETTERS",
        "usernameGenParam": {"length": 9},
        "credentialGenAlgorithm": "RANDOM_PASSWORD",
        "credentialGenParam": GENERATION,
        "credentialValParam": VALIDATION,
    },
    defaults={
        **dict.fromkeys(
            (
                "description",
                "usernameLengthMin",
                "usernameLengthMax",
                "usernameAllowedPattern",
                "credentialLengthMin",
                "credentialLengthMax",
                "limitSoft",
                "limitHard",
                "rotationDays",
                "temporaryCredentialExpirationTime",
            )
        ),
        "checkHistoryCount": 0,
        "rotationEnabled": False,
        "credentialGenParam": {
            name: 4 if name == "length" else None if name.endswith("Count") else False for name in GENERATION
        },
        "credentialValParam": NO_RULES,
    },
    kept=(
        "usernameGenAlgorithm",
        "usernameGenParam",
        "credentialGenAlgorithm",
        "credentialGenParam",
        "credentialValParam",
    ),
)
CREDENTIAL_DEFINITIONS = Registry(
    "/credential/definition",
    "credentialDefinitions",
    "credentialDefinitionName",
    "credentialDefinitionStatus",
    "CREDENTIAL_DEFINITION",
    least={"applicationName": "SHARED", "credentialPolicyName": "SHARED", "category": "PIN"},
    all={
        "applicationName": "SHARED",
        "organizationId": "SHARED",
        "credentialPolicyName": "SHARED",
        "description": "Passwords of persons",
        "category": "PASSWORD",
        "encryptionEnabled": True,
        "encryptionAlgorithm": "AES_HMAC",
        "hashingEnabled": True,
        "hashConfigName": "SHARED",
        "e2eEncryptionEnabled": True,
        "e2eEncryptionAlgorithm": "AES",
        "e2eEncryptionCipherTransformation": "AES/CBC/PKCS7Padding",
        "e2eEncryptionForTemporaryCredentialEnabled": True,
        "dataAdapterProxyEnabled": True,
    },
    defaults={
        **dict.fromkeys(
            (
                "organizationId",
                "description",
                "encryptionAlgorithm",
                "hashConfigName",
                "e2eEncryptionAlgorithm",
                "e2eEncryptionCipherTransformation",
            )
        ),
        **dict.fromkeys(
            (
                "encryptionEnabled",
                "hashingEnabled",
                "e2eEncryptionEnabled",
                "e2eEncryptionForTemporaryCredentialEnabled",
                "dataAdapterProxyEnabled",
            ),
            False,
        ),
    },
)
OTP_POLICIES = Registry(
    "/otp/policy",
    "otpPolicies",
    "otpPolicyName",
    "otpPolicyStatus",
    "OTP_POLICY",
    least={"length": 6, "genAlgorithm": "OTP_DATA_DIGEST"},
    all={
        "description": "Codes by message",
        "length": 8,
        "attemptLimit": 3,
        "expirationTime": 300,
        "genAlgorithm": "OTP_RANDOM_DIGIT_GROUPS",
        "genParam": {"groupSize": 2},
    },
    defaults={
        "description": None,
        "attemptLimit": None,
        "expirationTime": None,
        "genParam": {"groupSize": None},
    },
    kept=("genAlgorithm", "genParam"),
)
OTP_DEFINITIONS = Registry(
    "/otp/definition",
    "otpDefinitions",
    "otpDefinitionName",
    "otpDefinitionStatus",
    "OTP_DEFINITION",
    least={"applicationName": "SHARED", "otpPolicyName": "SHARED"},
    all={
        "applicationName": "SHARED",
        "otpPolicyName": "SHARED",
        "description": "Codes by message",
        "encryptionEnabled": True,
        "encryptionAlgorithm": "AES_HMAC",
        "dataAdapterProxyEnabled": True,
    },
    defaults={
        "description": None,
        "encryptionEnabled": False,
        "encryptionAlgorithm": None,
        "dataAdapterProxyEnabled": False,
    },
)
REGISTRIES = (
    APPLICATIONS,
    HASH_CONFIGS,
    CREDENTIAL_POLICIES,
    CREDENTIAL_DEFINITIONS,
    OTP_POLICIES,
    OTP_DEFINITIONS,
)


def share(nextstep):
    """Create what the definitions above name."""
    nextstep.ok("POST", "/organization", {"organizationId": "SHARED", "orderNumber": 1})
    for registry in (APPLICATIONS, HASH_CONFIGS, CREDENTIAL_POLICIES, OTP_POLICIES):
        nextstep.ok("POST", registry.path, registry.named("SHARED", **registry.least))
