"""The credential policy that most scenarios have, as it is created by the API (`nextstep-scenarios.md`)."""

LETTERS = {
    "length": 10,
    "includeSmallLetters": True,
    "smallLettersCount": 5,
    "includeCapitalLetters": True,
    "capitalLettersCount": 5,
}
POLICY = {
    "usernameLengthMin": 8,
    "usernameLengthMax": 30,
    "usernameAllowedPattern": "[a-zA-Z0-9_]+",
    "credentialLengthMin": 6,
    "credentialLengthMax": 30,
    "limitSoft": 3,
    "limitHard": 5,
    "checkHistoryCount": 3,
    "usernameGenAlgorithm": "RANDOM_DIGITS",
    "usernameGenParam": {"length": 8},
    "credentialGenAlgorithm": "RANDOM_PASSWORD",
    "credentialGenParam": LETTERS,
    "credentialValParam": {},
}
