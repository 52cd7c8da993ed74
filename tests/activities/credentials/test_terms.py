"""What holds for a credential, as its definition, its policy and its hash configuration are stored."""

import json

import pytest

from activities.credentials.generation_rules import Characters
from activities.credentials.hash_config import Argon2Parameters
from activities.credentials.policy import EndToEndEncryption, terms
from config.identity_vocabulary import EndToEndEncryptionAlgorithm
from config.reasons import Reason
from config.refused import Refused
from tests.activities.credentials.definition_rows import definition_row, hash_config_row, policy_row


@pytest.fixture
def terms_of(database):
    """Stores rows, and reads the terms of a name."""

    def read(*rows, name="PASSWORD"):
        with database.write() as session:
            session.orm.add_all(rows)
        with database.read() as session:
            return terms(session, name)

    return read


def test_terms_are_the_definitions_its_policys_and_its_hash_configurations(terms_of):
    found = terms_of(
        policy_row(
            username_length_min=8,
            username_allowed_pattern="[a-z0-9_]+",
            limit_soft=3,
            limit_hard=5,
            rotation_enabled=True,
            rotation_days=30,
        ),
        hash_config_row(),
        definition_row(
            encryption_enabled=True,
            encryption_algorithm="AES_HMAC",
            hashing_enabled=True,
            hash_config_name="HASHING",
            e2e_encryption_enabled=True,
            e2e_encryption_algorithm="AES",
            e2e_encryption_cipher_transformation="AES/CBC/PKCS7Padding",
        ),
    )
    assert (found.name, found.application_name, found.organization_id) == ("PASSWORD", "APPLICATION", None)
    assert (found.policy.username_length_min, found.policy.limit_soft, found.policy.limit_hard) == (8, 3, 5)
    assert found.policy.username_pattern.matches("frank_1")
    assert not found.policy.username_pattern.matches("frank$")
    assert found.policy.rotation_days == 30
    assert found.policy.credential_generation.counts == {Characters.SMALL_LETTERS: 5, Characters.CAPITAL_LETTERS: 5}
    assert found.hash_config.argon2 == Argon2Parameters(19, 1, 32, 1, 32)
    assert found.is_sealed
    assert found.end_to_end == EndToEndEncryption(EndToEndEncryptionAlgorithm.AES, "AES/CBC/PKCS7Padding", False)
    assert not found.is_proxied


def test_what_is_off_is_null(terms_of):
    found = terms_of(
        policy_row(rotation_days=30),
        hash_config_row(),
        definition_row(encryption_algorithm="AES_HMAC", hash_config_name="HASHING"),
    )
    assert (found.policy.rotation_days, found.hash_config, found.end_to_end, found.is_sealed) == (
        None,
        None,
        None,
        False,
    )


def test_what_was_removed_holds_for_the_definitions_that_name_it(terms_of):
    found = terms_of(
        policy_row(credential_policy_status="REMOVED"),
        hash_config_row(hash_config_status="REMOVED"),
        definition_row(hashing_enabled=True, hash_config_name="HASHING"),
    )
    assert (found.policy.name, found.hash_config.name) == ("POLICY", "HASHING")


@pytest.mark.parametrize("name", ["PASSWORD", "OTHER"])
def test_a_definition_that_is_removed_is_as_unknown_as_one_that_there_never_was(terms_of, name):
    with pytest.raises(Refused) as refusal:
        terms_of(policy_row(), definition_row(credential_definition_status="REMOVED"), name=name)
    assert refusal.value.reason is Reason.CREDENTIAL_DEFINITION_NOT_FOUND


@pytest.mark.parametrize(
    "rows",
    [
        [definition_row()],
        [policy_row(), definition_row(hashing_enabled=True, hash_config_name="HASHING")],
        [policy_row(credential_gen_param="[]"), definition_row()],
        [policy_row(credential_gen_param="{"), definition_row()],
        [policy_row(credential_gen_algorithm="DICE"), definition_row()],
        [policy_row(username_allowed_pattern="("), definition_row()],
        [
            policy_row(),
            hash_config_row(parameters="{}"),
            definition_row(hashing_enabled=True, hash_config_name="HASHING"),
        ],
        [policy_row(), definition_row(e2e_encryption_enabled=True)],
        [
            policy_row(),
            definition_row(
                e2e_encryption_enabled=True,
                e2e_encryption_algorithm="AES",
                e2e_encryption_cipher_transformation="AES/ECB/PKCS5Padding",
            ),
        ],
        [policy_row(credential_val_param=json.dumps({"includeAllowedRegexRule": True})), definition_row()],
    ],
)
def test_stored_rows_that_are_unusable_are_a_fault_of_the_configuration(terms_of, rows):
    with pytest.raises(Refused) as refusal:
        terms_of(*[type(row)(**row.model_dump()) for row in rows])
    assert refusal.value.reason is Reason.CONFIGURATION_INVALID
