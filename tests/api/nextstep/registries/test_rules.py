"""What is refused of policies, definitions and hash configurations: what could not hold, and what names nothing active."""

import pytest

from tests.api.nextstep.registries.entities import (
    APPLICATIONS,
    ARGON2,
    CREDENTIAL_DEFINITIONS,
    CREDENTIAL_POLICIES,
    GENERATION,
    HASH_CONFIGS,
    OTP_DEFINITIONS,
    OTP_POLICIES,
)
from tests.e2e.client import unique

ALL, WITHOUT = CREDENTIAL_DEFINITIONS.all, None
NUMBER = "no whole number"


def generated(**members):
    return {"credentialGenAlgorithm": "RANDOM_PASSWORD", "credentialGenParam": GENERATION | members}


def argon2(**parameters):
    return {"algorithm": "ARGON_2ID", "parameters": ARGON2 | parameters}


UNFIT = [
    # How values are made.
    (CREDENTIAL_POLICIES, generated(length=11), "counts 10 characters, and length is 11"),
    (CREDENTIAL_POLICIES, generated(smallLettersCount=None, capitalLettersCount=11), "more than length"),
    (CREDENTIAL_POLICIES, generated(includeSmallLetters=False, includeCapitalLetters=False), "no characters"),
    (CREDENTIAL_POLICIES, generated(length=None), "length of credentialGenParam is 1 to 256"),
    (CREDENTIAL_POLICIES, {"credentialGenParam": {"length": 257}}, "length of credentialGenParam is 1 to 256"),
    (CREDENTIAL_POLICIES, {"usernameGenParam": {}}, "length of usernameGenParam is 1 to 256"),
    # Bounds.
    (CREDENTIAL_POLICIES, {"usernameLengthMin": 9, "usernameLengthMax": 8}, "usernameLengthMin is more"),
    (CREDENTIAL_POLICIES, {"credentialLengthMin": 9, "credentialLengthMax": 8}, "credentialLengthMin is more"),
    (CREDENTIAL_POLICIES, {"credentialLengthMin": 257}, "credentialLengthMin is more"),
    (CREDENTIAL_POLICIES, {"rotationEnabled": True}, "rotationDays is missing"),
    # Regular expressions.
    (CREDENTIAL_POLICIES, {"usernameAllowedPattern": "[a"}, "usernameAllowedPattern has brackets without an end"),
    (CREDENTIAL_POLICIES, {"usernameAllowedPattern": r"\Qa\E"}, r"usernameAllowedPattern has \Q"),
    (CREDENTIAL_POLICIES, {"usernameAllowedPattern": "(a|aa)+b"}, "usernameAllowedPattern takes too long"),
    (CREDENTIAL_POLICIES, {"credentialValParam": {"allowedRegex": "("}}, "allowedRegex is no regular"),
    (CREDENTIAL_POLICIES, {"credentialValParam": {"illegalRegex": "[a&&b]"}}, "illegalRegex has"),
    (CREDENTIAL_POLICIES, {"credentialValParam": {"illegalRegex": "(x|xx)+y"}}, "illegalRegex takes too long"),
    # Rules without what they need.
    (CREDENTIAL_POLICIES, {"credentialValParam": {"includeAllowedRegexRule": True}}, "allowedRegex is missing"),
    (CREDENTIAL_POLICIES, {"credentialValParam": {"includeIllegalRegexRule": True}}, "illegalRegex is missing"),
    (CREDENTIAL_POLICIES, {"credentialValParam": {"includeAllowedCharacterRule": True}}, "allowedChars is missing"),
    (CREDENTIAL_POLICIES, {"credentialValParam": {"includeIllegalCharacterRule": True}}, "illegalChars is missing"),
    # Hashes.
    *[(HASH_CONFIGS, argon2(**{name: WITHOUT}), f"{name} is missing") for name in ARGON2],
    *[(HASH_CONFIGS, argon2(**{name: "many"}), f"{name} is {NUMBER}") for name in ARGON2],
    (HASH_CONFIGS, argon2(iterations="-1"), NUMBER),
    (HASH_CONFIGS, argon2(iterations="1.5"), NUMBER),
    (HASH_CONFIGS, argon2(iterations="9" * 200), NUMBER),
    (HASH_CONFIGS, argon2(version="17"), "version is 16 or 19"),
    (HASH_CONFIGS, argon2(iterations="0"), "iterations is 1 to 100"),
    (HASH_CONFIGS, argon2(iterations="101"), "iterations is 1 to 100"),
    (HASH_CONFIGS, argon2(memory="2"), "memory is 3 to 20"),
    (HASH_CONFIGS, argon2(memory="21"), "memory is 3 to 20"),
    (HASH_CONFIGS, argon2(parallelism="65"), "parallelism is 1 to 64"),
    (HASH_CONFIGS, argon2(parallelism="5"), "memory is too small for parallelism"),
    (HASH_CONFIGS, argon2(outputLength="15"), "outputLength is 16 to 128"),
    (HASH_CONFIGS, argon2(memory="20", iterations="17"), "iterations are too many"),
    (HASH_CONFIGS, argon2(secret="x"), "no parameter secret"),
    (HASH_CONFIGS, {"algorithm": "BCRYPT", "parameters": {"iterations": "3"}}, "no parameters"),
    # How values are kept and sent.
    (CREDENTIAL_DEFINITIONS, ALL | {"encryptionAlgorithm": WITHOUT}, "encryptionEnabled needs"),
    (CREDENTIAL_DEFINITIONS, ALL | {"encryptionAlgorithm": "NO_ENCRYPTION"}, "encryptionEnabled needs"),
    (CREDENTIAL_DEFINITIONS, ALL | {"hashConfigName": WITHOUT}, "hashConfigName is missing"),
    (CREDENTIAL_DEFINITIONS, ALL | {"e2eEncryptionAlgorithm": WITHOUT}, "e2eEncryptionAlgorithm is missing"),
    (CREDENTIAL_DEFINITIONS, ALL | {"e2eEncryptionCipherTransformation": WITHOUT}, "AES/CBC/PKCS7Padding"),
    (CREDENTIAL_DEFINITIONS, ALL | {"e2eEncryptionCipherTransformation": "AES/ECB/NoPadding"}, "is one of"),
    (OTP_DEFINITIONS, OTP_DEFINITIONS.all | {"encryptionAlgorithm": WITHOUT}, "encryptionEnabled needs"),
    # One-time passwords.
    (OTP_POLICIES, {"length": 65}, "length is 1 to 64"),
    (OTP_POLICIES, {"genAlgorithm": "OTP_RANDOM_DIGIT_GROUPS"}, "groupSize is missing"),
    (
        OTP_POLICIES,
        {"genAlgorithm": "OTP_RANDOM_DIGIT_GROUPS", "genParam": {"groupSize": 4}},
        "length is no multiple of groupSize",
    ),
    (
        OTP_POLICIES,
        {"genAlgorithm": "OTP_RANDOM_DIGIT_GROUPS", "genParam": {"groupSize": 1}},
        "groupSize is too small for length",
    ),
]


def say(registry, members):
    return f"{registry.code} {members}"[:100]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("registry", "members", "why"), UNFIT, ids=[say(*one[:2]) for one in UNFIT])
def test_what_could_not_hold_is_refused_with_the_reason(nextstep, registry, members, why):
    new = registry.named(**registry.least | members)
    for verb, path, asked in (
        ("POST", registry.path, new),
        ("PUT", registry.path, new | {registry.name: existing(nextstep, registry)}),
    ):
        answer = nextstep.ask(verb, path, asked)
        error = answer.json()["responseObject"]
        assert (answer.status_code, error["code"]) == (400, "INVALID_REQUEST")
        assert why in error["message"]
    listed = nextstep.ok("POST", f"{registry.path}/list", {"includeRemoved": True})[registry.listed]
    assert new[registry.name] not in [one[registry.name] for one in listed]
    changed = next(one for one in listed if one[registry.name] == asked[registry.name])
    assert changed.items() >= (registry.least | registry.defaults).items()
    assert changed.get("timestampLastUpdated") is None


def existing(nextstep, registry):
    return nextstep.ok("POST", registry.path, registry.named(**registry.least))[registry.name]


OUT_OF_RANGE = [
    (CREDENTIAL_POLICIES, "usernameLengthMin", 0),
    (CREDENTIAL_POLICIES, "credentialLengthMax", 2**31),
    (CREDENTIAL_POLICIES, "limitSoft", 0),
    (CREDENTIAL_POLICIES, "limitHard", -1),
    (CREDENTIAL_POLICIES, "checkHistoryCount", -1),
    (CREDENTIAL_POLICIES, "checkHistoryCount", 51),
    (CREDENTIAL_POLICIES, "rotationDays", 36_601),
    (CREDENTIAL_POLICIES, "temporaryCredentialExpirationTime", 0),
    (CREDENTIAL_POLICIES, "usernameAllowedPattern", "a"),
    (CREDENTIAL_POLICIES, "usernameAllowedPattern", "a" * 257),
    (CREDENTIAL_POLICIES, "description", "a"),
    (CREDENTIAL_POLICIES, "description", "a" * 257),
    (OTP_POLICIES, "length", 0),
    (OTP_POLICIES, "attemptLimit", 0),
    (OTP_POLICIES, "expirationTime", 2**31),
    (APPLICATIONS, "description", ""),
    (CREDENTIAL_DEFINITIONS, "hashConfigName", "x"),
]


@pytest.mark.parametrize(("registry", "member", "value"), OUT_OF_RANGE, ids=lambda one: str(one)[:40])
def test_a_member_out_of_its_range_is_told(nextstep, registry, member, value):
    answer = nextstep.ask("POST", registry.path, registry.named(**registry.least) | {member: value})
    [violation] = answer.json()["responseObject"]["violations"]
    assert violation["fieldName"] == f"requestObject.{member}"


@pytest.mark.parametrize("param", ["usernameGenParam", "credentialGenParam"])
def test_a_nested_member_out_of_its_range_is_told_by_its_path(nextstep, param):
    new = CREDENTIAL_POLICIES.named(**CREDENTIAL_POLICIES.least) | {param: {"length": 0}}
    [violation] = nextstep.ask("POST", "/credential/policy", new).json()["responseObject"]["violations"]
    assert violation["fieldName"] == f"requestObject.{param}.length"


REFERENCES = [
    (CREDENTIAL_DEFINITIONS, "applicationName", APPLICATIONS),
    (CREDENTIAL_DEFINITIONS, "credentialPolicyName", CREDENTIAL_POLICIES),
    (CREDENTIAL_DEFINITIONS, "hashConfigName", HASH_CONFIGS),
    (OTP_DEFINITIONS, "applicationName", APPLICATIONS),
    (OTP_DEFINITIONS, "otpPolicyName", OTP_POLICIES),
]


@pytest.mark.parametrize(
    ("registry", "member", "named"), REFERENCES, ids=[f"{one.code} {member}" for one, member, _ in REFERENCES]
)
def test_what_a_definition_names_is_there_and_active(nextstep, registry, member, named):
    new = registry.named(**registry.all) | {member: unique("none")}
    assert nextstep.refused("POST", registry.path, new) == f"{named.code}_NOT_FOUND"
    new[member] = existing(nextstep, named)
    nextstep.ok("POST", registry.path, new)
    nextstep.ok("POST", f"{named.path}/delete", named.named(new[member]))
    # The definition holds on; it is not written again as it is.
    for verb, path in (("PUT", registry.path), ("POST", f"{registry.path}/update")):
        assert nextstep.refused(verb, path, new) == f"{named.code}_NOT_FOUND"
    assert (
        nextstep.refused("POST", registry.path, registry.named(**new | registry.named())) == f"{named.code}_NOT_FOUND"
    )
    nextstep.ok("PUT", named.path, named.named(new[member], **named.least) | {named.status: "ACTIVE"})
    assert nextstep.ok("PUT", registry.path, new)[member] == new[member]


def test_an_organization_that_a_credential_definition_names_is_not_deleted(nextstep):
    organization = {"organizationId": unique("organization")}
    new = CREDENTIAL_DEFINITIONS.named(**CREDENTIAL_DEFINITIONS.least) | organization
    assert nextstep.refused("POST", "/credential/definition", new) == "ORGANIZATION_NOT_FOUND"
    nextstep.ok("POST", "/organization", organization | {"orderNumber": 1})
    nextstep.ok("POST", "/credential/definition", new)
    assert nextstep.refused("POST", "/organization/delete", organization) == "DELETE_NOT_ALLOWED"
    name = CREDENTIAL_DEFINITIONS.named(new["credentialDefinitionName"])
    nextstep.ok("POST", "/credential/definition/delete", name)
    assert nextstep.refused("POST", "/organization/delete", organization) == "DELETE_NOT_ALLOWED"
    nextstep.ok("PUT", "/credential/definition", new | {"credentialDefinitionStatus": "ACTIVE", "organizationId": None})
    assert nextstep.ok("POST", "/organization/delete", organization) == organization


def test_numbers_stand_for_the_texts_of_a_hash_and_a_null_for_nothing(nextstep):
    asked = {"algorithm": "ARGON_2I", "parameters": {name: int(value) for name, value in ARGON2.items()}}
    assert nextstep.ok("POST", "/hashconfig", HASH_CONFIGS.named(**asked))["parameters"] == ARGON2
    asked = {"algorithm": "BCRYPT", "parameters": None}
    assert nextstep.ok("POST", "/hashconfig", HASH_CONFIGS.named(**asked))["parameters"] == {}


@pytest.mark.parametrize(
    ("registry", "column"),
    [(HASH_CONFIGS, "parameters"), (CREDENTIAL_POLICIES, "credential_val_param"), (OTP_POLICIES, "gen_param")],
    ids=lambda one: getattr(one, "code", one),
)
@pytest.mark.parametrize("stored", ["{", "[]", "null"])
def test_a_stored_row_that_cannot_be_read_is_a_fault_of_the_configuration(nextstep, sql, registry, column, stored):
    name = existing(nextstep, registry)
    table = registry.path.strip("/").replace("/", "_").replace("hashconfig", "hash_config")
    key = f"{table}_name"
    sql(f"UPDATE {table} SET {column} = :stored WHERE {key} = :name", stored=stored, name=name)
    try:
        assert nextstep.refused("POST", f"{registry.path}/list", {}) == "INVALID_CONFIGURATION"
    finally:
        sql(f"DELETE FROM {table} WHERE {key} = :name", name=name)
