"""Rows of a credential definition, its policy and its hash configuration: plain ones, with what a test wants otherwise."""

import json

from activities.store.tables import CredentialDefinitionRow, CredentialPolicyRow, HashConfigRow

ARGON2 = {"version": "19", "iterations": "1", "memory": "5", "parallelism": "1", "outputLength": "32"}


def policy_row(**otherwise):
    row = {
        "credential_policy_name": "POLICY",
        "credential_policy_status": "ACTIVE",
        "username_gen_algorithm": "RANDOM_DIGITS",
        "username_gen_param": {"length": 8},
        "credential_gen_algorithm": "RANDOM_PASSWORD",
        "credential_gen_param": {
            "length": 10,
            "includeSmallLetters": True,
            "smallLettersCount": 5,
            "includeCapitalLetters": True,
            "capitalLettersCount": 5,
        },
        "credential_val_param": "{}",
        "created_ms": 1,
    }
    columns = row | otherwise
    return CredentialPolicyRow(
        **{name: json.dumps(value) if isinstance(value, dict) else value for name, value in columns.items()}
    )


def hash_config_row(**otherwise):
    row = {
        "hash_config_name": "HASHING",
        "algorithm": "ARGON_2ID",
        "parameters": json.dumps(ARGON2),
        "hash_config_status": "ACTIVE",
        "created_ms": 1,
    }
    return HashConfigRow(**(row | otherwise))


def definition_row(**otherwise):
    row = {
        "credential_definition_name": "PASSWORD",
        "application_name": "APPLICATION",
        "credential_policy_name": "POLICY",
        "category": "PASSWORD",
        "credential_definition_status": "ACTIVE",
        "created_ms": 1,
    }
    return CredentialDefinitionRow(**(row | otherwise))
