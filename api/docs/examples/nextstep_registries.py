"""Examples of what credentials and one-time passwords are defined by: passwords of an Internet bank, codes by message.

In their order they are a whole installation: each names only what those before it create.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.docs.openapi.material import Examples

APPLICATION: Final = "INTERNET_BANKING"
HASHING: Final = "ARGON2ID_32M"
POLICY: Final = "PASSWORD_POLICY"
CREDENTIAL: Final = "RETAIL_CREDENTIAL"
OTP_POLICY: Final = "SMS_POLICY"
OTP: Final = "SMS_CODE"

_ARGON2: Final = {"version": "19", "iterations": "3", "memory": "15", "parallelism": "4", "outputLength": "32"}
_NO_USERNAME: Final = {
    "credentialPolicyName": "PIN_POLICY",
    "limitSoft": 3,
    "limitHard": 5,
    "credentialLengthMin": 4,
    "credentialLengthMax": 8,
    "usernameGenAlgorithm": "NO_USERNAME",
    "usernameGenParam": {},
    "credentialGenAlgorithm": "RANDOM_PIN",
    "credentialGenParam": {"length": 6},
    "credentialValParam": {"includeAllowedCharacterRule": True, "allowedChars": "0123456789"},
}
_PASSWORD: Final = {
    "credentialPolicyName": POLICY,
    "description": "Passwords of persons",
    "usernameLengthMin": 8,
    "usernameLengthMax": 30,
    "usernameAllowedPattern": "[a-zA-Z0-9_]+",
    "credentialLengthMin": 8,
    "credentialLengthMax": 64,
    "limitSoft": 3,
    "limitHard": 5,
    "checkHistoryCount": 3,
    "rotationEnabled": False,
    "temporaryCredentialExpirationTime": 86400,
    "usernameGenAlgorithm": "RANDOM_DIGITS",
    "usernameGenParam": {"length": 8},
    "credentialGenAlgorithm": "RANDOM_PASSWORD",
    "credentialGenParam": {
        "length": 12,
        "includeSmallLetters": True,
        "smallLettersCount": 5,
        "includeCapitalLetters": True,
        "capitalLettersCount": 5,
        "includeDigits": True,
        "digitsCount": 2,
    },
    "credentialValParam": {"includeWhitespaceRule": True, "includeUsernameRule": True},
}
REQUESTS: Final[Mapping[str, Examples]] = {
    "create_hash_config": {
        "Argon2": {"hashConfigName": HASHING, "algorithm": "ARGON_2ID", "parameters": _ARGON2},
        "bcrypt": {"hashConfigName": "BCRYPT", "algorithm": "BCRYPT", "parameters": {}},
    },
    "create_credential_policy": {"passwords": _PASSWORD, "PINs": _NO_USERNAME},
    "create_credential_definition": {
        "hashed passwords": {
            "credentialDefinitionName": CREDENTIAL,
            "applicationName": APPLICATION,
            "credentialPolicyName": POLICY,
            "category": "PASSWORD",
            "hashingEnabled": True,
            "hashConfigName": HASHING,
        },
        "encrypted PINs, of which characters at some positions can be asked": {
            "credentialDefinitionName": "RETAIL_PIN",
            "applicationName": APPLICATION,
            "credentialPolicyName": "PIN_POLICY",
            "category": "PIN",
            "encryptionEnabled": True,
            "encryptionAlgorithm": "AES_HMAC",
        },
    },
    "create_otp_policy": {
        "digest": {
            "otpPolicyName": OTP_POLICY,
            "length": 8,
            "attemptLimit": 3,
            "expirationTime": 300,
            "genAlgorithm": "OTP_DATA_DIGEST",
        },
        "groups": {
            "otpPolicyName": "SMS_GROUPS_POLICY",
            "length": 8,
            "attemptLimit": 3,
            "expirationTime": 300,
            "genAlgorithm": "OTP_RANDOM_DIGIT_GROUPS",
            "genParam": {"groupSize": 2},
        },
    },
}

_OBJECTS: Final = ("credentialGenParam", "credentialValParam")
_NAMED: Final = ("ApplicationRequest", "NewCredentialDefinition", "NewOtpDefinition")
MEMBERS: Final[Mapping[str, Any]] = {
    **{f"{schema}.applicationName": APPLICATION for schema in _NAMED},
    "NewApplication.description": "Internet banking",
    **dict.fromkeys(
        (
            "applicationStatus",
            "hashConfigStatus",
            "credentialPolicyStatus",
            "credentialDefinitionStatus",
            "otpPolicyStatus",
            "otpDefinitionStatus",
        ),
        "ACTIVE",
    ),
    **{
        f"Removed{entity}.{member}Status": "REMOVED"
        for entity, member in (
            ("Application", "application"),
            ("HashConfig", "hashConfig"),
            ("CredentialPolicy", "credentialPolicy"),
            ("CredentialDefinition", "credentialDefinition"),
            ("OtpPolicy", "otpPolicy"),
            ("OtpDefinition", "otpDefinition"),
        )
    },
    "Role.description": "Serves customers",
    "hashConfigName": HASHING,
    "NewHashConfig.algorithm": "ARGON_2ID",
    "NewHashConfig.parameters": _ARGON2,
    **{name: value for name, value in _PASSWORD.items() if name not in ("description", *_OBJECTS)},
    "CredentialPolicyRules.description": _PASSWORD["description"],
    "rotationDays": None,
    "UsernameGenerationParam.length": 8,
    "CredentialGenerationParam.length": 12,
    "smallLettersCount": 5,
    "capitalLettersCount": 5,
    "digitsCount": 2,
    "specialCharsCount": None,
    "CredentialGenerationParam.includeSpecialChars": False,
    "includeAllowedCharacterRule": False,
    "allowedChars": None,
    "includeAllowedRegexRule": False,
    "allowedRegex": None,
    "includeIllegalCharacterRule": False,
    "illegalChars": None,
    "includeIllegalRegexRule": False,
    "illegalRegex": None,
    "includeCharacterRule": False,
    "CredentialValidationParam.includeSmallLetters": False,
    "smallLettersMin": None,
    "CredentialValidationParam.includeCapitalLetters": False,
    "capitalLettersMin": None,
    "includeAlphabeticalLetters": False,
    "alphabeticalLettersMin": None,
    "CredentialValidationParam.includeDigits": False,
    "digitsMin": None,
    "CredentialValidationParam.includeSpecialChars": False,
    "specialCharsMin": None,
    "credentialDefinitionName": CREDENTIAL,
    "NewCredentialDefinition.organizationId": None,
    "NewCredentialDefinition.description": None,
    "category": "PASSWORD",
    "encryptionEnabled": False,
    "encryptionAlgorithm": None,
    "hashingEnabled": True,
    "e2eEncryptionEnabled": False,
    "e2eEncryptionAlgorithm": None,
    "e2eEncryptionCipherTransformation": None,
    "e2eEncryptionForTemporaryCredentialEnabled": False,
    "dataAdapterProxyEnabled": False,
    "otpPolicyName": OTP_POLICY,
    "OtpPolicyRules.description": "Codes by message",
    "OtpPolicyRules.length": 8,
    "attemptLimit": 3,
    "OtpPolicyRules.expirationTime": 300,
    "genAlgorithm": "OTP_DATA_DIGEST",
    "groupSize": None,
    "otpDefinitionName": OTP,
    "NewOtpDefinition.description": None,
}
