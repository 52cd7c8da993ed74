"""Terms and rows of credentials, for tests that make no HTTP requests. Hashes are cheap."""

from activities.credentials.end_to_end import EndToEnd
from activities.credentials.hash_config import hash_config
from activities.credentials.hashing import Hashing
from activities.credentials.policy import CredentialTerms, EndToEndEncryption, credential_policy
from activities.credentials.protection import Protection
from activities.secrets.sealing import Sealer
from activities.store import users
from activities.store.tables import CredentialDefinitionRow, CredentialPolicyRow, HashConfigRow
from activities.store.users import User
from config import exact_json
from config.identity_vocabulary import CredentialCategory, EndToEndEncryptionAlgorithm, UserIdentityStatus

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
CHEAP = {"version": "19", "iterations": "1", "memory": "4", "parallelism": "1", "outputLength": "32"}
NAME = "RETAIL_CREDENTIAL"


def policy_row(**members):
    """The policy that most scenarios have."""
    generated = {
        "length": 10,
        "includeSmallLetters": True,
        "smallLettersCount": 5,
        "includeCapitalLetters": True,
        "capitalLettersCount": 5,
    }
    columns = {
        "credential_policy_name": "CREDENTIAL_POLICY",
        "credential_policy_status": "ACTIVE",
        "username_length_min": 8,
        "username_length_max": 30,
        "username_allowed_pattern": "[0-9a-zA-Z_]+",
        "credential_length_min": 6,
        "credential_length_max": 30,
        "limit_soft": 3,
        "limit_hard": 5,
        "check_history_count": 3,
        "username_gen_algorithm": "RANDOM_DIGITS",
        "username_gen_param": {"length": 8},
        "credential_gen_algorithm": "RANDOM_PASSWORD",
        "credential_gen_param": generated,
        "credential_val_param": {},
        "created_ms": 1,
        **members,
    }
    written = {name: exact_json.write(value) if isinstance(value, dict) else value for name, value in columns.items()}
    return CredentialPolicyRow(**written)


def a_policy(**members):
    return credential_policy(policy_row(**members))


def hashed(algorithm="ARGON_2ID", **parameters):
    """A configuration of hashes; those of bcrypt have no parameters."""
    return hash_config("HASHED", algorithm, {} if algorithm == "BCRYPT" else CHEAP | parameters)


def some_terms(*, hash_config=None, is_sealed=False, transformation=None, for_temporary=False, **policy):
    encrypted = transformation and EndToEndEncryption(EndToEndEncryptionAlgorithm.AES, transformation, for_temporary)
    return CredentialTerms(
        name=NAME,
        application_name="APP",
        organization_id=None,
        category=CredentialCategory.PASSWORD,
        policy=a_policy(**policy),
        is_sealed=is_sealed,
        hash_config=hash_config,
        end_to_end=encrypted,
        is_proxied=False,
    )


def protection(key=KEY):
    return Protection(Sealer.of(key), Hashing(2))


def end_to_end(key=b"0123456789abcdef"):
    return EndToEnd(key)


def define(database, *, definition=None, parameters=None, algorithm="ARGON_2ID", **policy):
    """A user, an argon2 configuration, a policy and a definition that hashes."""
    columns = {
        "credential_definition_name": NAME,
        "application_name": "APP",
        "credential_policy_name": "CREDENTIAL_POLICY",
        "category": "PASSWORD",
        "hashing_enabled": True,
        "hash_config_name": "HASHED",
        "credential_definition_status": "ACTIVE",
        "created_ms": 1,
        **(definition or {}),
    }
    configured = {} if algorithm == "BCRYPT" else CHEAP | (parameters or {})
    with database.write() as session:
        session.orm.merge(
            HashConfigRow(
                hash_config_name="HASHED",
                algorithm=algorithm,
                parameters=exact_json.write(configured),
                hash_config_status="ACTIVE",
                created_ms=1,
            )
        )
        session.orm.merge(policy_row(**policy))
        session.orm.merge(CredentialDefinitionRow(**columns))
        session.flush()
        users.insert(session, User("roman", UserIdentityStatus.ACTIVE, {}, 1, None))
        users.insert(session, User("jana", UserIdentityStatus.ACTIVE, {}, 1, None))
