"""Words of what credentials and one-time passwords are defined by."""

from typing import Final

_STATUS: Final = "`ACTIVE`, or `REMOVED`: it is kept, and counts as not there. Null in a change: it stays as it is."
_DESCRIPTION: Final = "What it is for, in the bank's words; null where nothing is said."
_LEAST: Final = "At least so many {} a value has; 1 where nothing is said. Read where their class is included."

REGISTRIES: Final = {
    "Stamped.timestampCreated": "When it was created, as `2018-06-28T12:04:00+0000`.",
    "HashConfigDetail.timestampCreated": "When it was created, as `2018-06-28T12:04:00+0000`.",
    # Applications and roles.
    "ApplicationRequest.applicationName": "The name of an application of the bank's.",
    "NewCredentialDefinition.applicationName": "The application that credentials of this kind belong to.",
    "NewOtpDefinition.applicationName": "The application that one-time passwords of this kind belong to.",
    "applicationStatus": _STATUS,
    "NewApplication.description": _DESCRIPTION,
    "Applications.applications": "The applications, by name.",
    "Role.description": _DESCRIPTION,
    "Roles.roles": "The roles, by name.",
    # Hashing.
    "hashConfigName": "The name of the hashing configuration.",
    "NewCredentialDefinition.hashConfigName": "How values are hashed, where `hashingEnabled` is true.",
    "hashConfigStatus": _STATUS,
    "NewHashConfig.algorithm": "How values are hashed.",
    "NewHashConfig.parameters": "The algorithm's parameters, as texts. Argon2: `version` (16 or 19), `iterations` (1 to 100), "
    "`memory` (3 to 20: the exponent of 2 in KiB), `parallelism` (1 to 64), `outputLength` (16 to 128 bytes); all are "
    "needed. bcrypt has none.",
    "hashConfigs": "The hashing configurations, by name.",
    # Policies of credentials.
    "credentialPolicyName": "The name of the credential policy.",
    "credentialPolicyStatus": _STATUS,
    "CredentialPolicyRules.description": _DESCRIPTION,
    "credentialPolicies": "The credential policies, by name.",
    "usernameLengthMin": "The least characters of a user name; null: any number.",
    "usernameLengthMax": "The most characters of a user name; null: any number.",
    "usernameAllowedPattern": "A regular expression of Java's that the whole user name matches; null: any does. One that is "
    "not read alike here, or that takes too long for some texts, is refused with the reason.",
    "credentialLengthMin": "The least characters of a value; null: any number.",
    "credentialLengthMax": "The most characters of a value; null: any number.",
    "limitSoft": "After so many failures in a row a credential is `BLOCKED_TEMPORARY`; null: never.",
    "limitHard": "After so many failures in a row, whatever was reset in between, a credential is `BLOCKED_PERMANENT`; null: "
    "never.",
    "checkHistoryCount": "How many of the user's former values are not to be used again.",
    "rotationEnabled": "Whether values are to be changed regularly.",
    "rotationDays": "After so many days a value is to be changed; needed where `rotationEnabled` is true.",
    "temporaryCredentialExpirationTime": "For so many seconds a `TEMPORARY` credential can be used; null: until it is changed.",
    "usernameGenAlgorithm": "How a user name is made where none is given.",
    "usernameGenParam": "The parameters of `usernameGenAlgorithm`.",
    "UsernameGenerationParam.length": "How many characters a user name has.",
    "credentialGenAlgorithm": "How a value is made where none is given.",
    "credentialGenParam": "The parameters of `credentialGenAlgorithm`.",
    "CredentialGenerationParam.length": "How many characters a value has.",
    "CredentialGenerationParam.includeSmallLetters": "Whether it has letters `a` to `z`.",
    "smallLettersCount": "How many of them are small letters; null: as it happens.",
    "CredentialGenerationParam.includeCapitalLetters": "Whether it has letters `A` to `Z`.",
    "capitalLettersCount": "How many of them are capital letters; null: as it happens.",
    "CredentialGenerationParam.includeDigits": "Whether it has digits.",
    "digitsCount": "How many of them are digits; null: as it happens.",
    "CredentialGenerationParam.includeSpecialChars": "Whether it has special characters.",
    "specialCharsCount": "How many of them are special characters; null: as it happens.",
    "credentialValParam": "What is asked of a value, besides its length.",
    "includeWhitespaceRule": "Whether a value with white space is refused.",
    "includeUsernameRule": "Whether a value is refused that has the user name in it, forwards or backwards.",
    "includeAllowedCharacterRule": "Whether a value may have no other characters than `allowedChars`.",
    "allowedChars": "The characters that a value may have.",
    "includeAllowedRegexRule": "Whether a value has to match `allowedRegex`.",
    "allowedRegex": "A regular expression of Java's, as `usernameAllowedPattern` is.",
    "includeIllegalCharacterRule": "Whether a value may have none of `illegalChars`.",
    "illegalChars": "The characters that no value may have.",
    "includeIllegalRegexRule": "Whether a value must not match `illegalRegex`.",
    "illegalRegex": "A regular expression of Java's, as `usernameAllowedPattern` is.",
    "includeCharacterRule": "Whether a value has a least number of characters of some classes.",
    "CredentialValidationParam.includeSmallLetters": "Whether small letters are counted.",
    "smallLettersMin": _LEAST.format("small letters"),
    "CredentialValidationParam.includeCapitalLetters": "Whether capital letters are counted.",
    "capitalLettersMin": _LEAST.format("capital letters"),
    "includeAlphabeticalLetters": "Whether letters of both kinds are counted together.",
    "alphabeticalLettersMin": _LEAST.format("letters"),
    "CredentialValidationParam.includeDigits": "Whether digits are counted.",
    "digitsMin": _LEAST.format("digits"),
    "CredentialValidationParam.includeSpecialChars": "Whether special characters are counted.",
    "specialCharsMin": _LEAST.format("special characters"),
    # Definitions of credentials.
    "credentialDefinitionName": "The name of the credential definition: the `credentialName` of its credentials.",
    "credentialDefinitionStatus": _STATUS,
    "NewCredentialDefinition.description": _DESCRIPTION,
    "credentialDefinitions": "The credential definitions, by name.",
    "NewCredentialDefinition.organizationId": "The organization whose users have such credentials; null: of all.",
    "NewCredentialDefinition.credentialPolicyName": "The policy that holds for its credentials.",
    "category": "What people would call such a credential.",
    "encryptionEnabled": "Whether values are stored encrypted, under the installation's master key.",
    "encryptionAlgorithm": "How values are stored encrypted: `AES_HMAC` where `encryptionEnabled` is true. They are sealed by "
    "this server's own means, whatever the word.",
    "hashingEnabled": "Whether values are stored hashed.",
    "e2eEncryptionEnabled": "Whether values are encrypted between the front end and this server.",
    "e2eEncryptionAlgorithm": "With which cipher; needed where `e2eEncryptionEnabled` is true.",
    "e2eEncryptionCipherTransformation": "In which mode, as Java calls it: `AES/CBC/PKCS7Padding`, `AES/CBC/PKCS5Padding`, "
    "`AES/CTR/NoPadding` or `AES/GCM/NoPadding`; needed where `e2eEncryptionEnabled` is true.",
    "e2eEncryptionForTemporaryCredentialEnabled": "Whether generated values of `TEMPORARY` credentials are encrypted too: "
    "where they are not, a clerk can read them.",
    "dataAdapterProxyEnabled": "Whether values are checked by the bank's own system, the data adapter.",
    # Policies and definitions of one-time passwords.
    "otpPolicyName": "The name of the policy of one-time passwords.",
    "OtpPolicyRules.description": _DESCRIPTION,
    "otpPolicyStatus": _STATUS,
    "otpPolicies": "The policies of one-time passwords, by name.",
    "OtpPolicyRules.length": "How many digits a one-time password has: 1 to 64.",
    "attemptLimit": "After so many failures a one-time password is `BLOCKED`; null: never.",
    "OtpPolicyRules.expirationTime": "For so many seconds a one-time password can be used; null: without an end.",
    "genAlgorithm": "`OTP_DATA_DIGEST`: digits of a keyed digest of the operation's data. `OTP_RANDOM_DIGIT_GROUPS`: groups of "
    "digits, of which no two are the same.",
    "genParam": "The parameters of `genAlgorithm`.",
    "groupSize": "How many digits a group has; `length` is a multiple of it.",
    "otpDefinitionName": "The name of the definition: the `otpName` of its one-time passwords.",
    "otpDefinitionStatus": _STATUS,
    "NewOtpDefinition.description": _DESCRIPTION,
    "NewOtpDefinition.otpPolicyName": "The policy that holds for its one-time passwords.",
    "otpDefinitions": "The definitions of one-time passwords, by name.",
}

TAGS: Final = {
    "Applications": "Applications of the bank's: what credentials and one-time passwords belong to.",
    "Roles": "What users may be.",
    "Hashing configurations": "How values of credentials are hashed.",
    "Credential policies": "Rules of user names and values: their shape, how they are made, how often they may be wrong.",
    "Credential definitions": "Kinds of credentials: their policy, and how their values are kept and sent.",
    "One-time password policies": "How one-time passwords are made, and how long and how often they may be tried.",
    "One-time password definitions": "Kinds of one-time passwords.",
}
