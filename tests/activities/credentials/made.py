"""Terms and rows of credentials, for tests that make no HTTP requests. Hashes are cheap."""

from activities.credentials.end_to_end import EndToEnd
from activities.credentials.hash_config import hash_config
from activities.credentials.hashing import Hashing
from activities.credentials.policy import CredentialTerms, EndToEndEncryption, credential_policy
from activities.credentials.protection import Protection
from activities.secrets.sealing import Sealer
from activities.store import users
from activities.store.users import User
from config import exact_json
from config.identity_vocabulary import CredentialCategory, EndToEndEncryptionAlgorithm, UserIdentityStatus
from tests.activities.credentials import definition_rows

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
CHEAP = {"version": "19", "iterations": "1", "memory": "4", "parallelism": "1", "outputLength": "32"}
NAME = "RETAIL_CREDENTIAL"


def policy_row(**members):
    """The policy that most scenarios have."""
    limits = {
        "credential_policy_name": "CREDENTIAL_POLICY",
        "username_length_min": 8,
        "username_length_max": 30,
        "username_allowed_pattern": "[0-9a-zA-Z_]+",
        "credential_length_min": 6,
        "credential_length_max": 30,
        "limit_soft": 3,
        "limit_hard": 5,
        "check_history_count": 3,
    }
    return definition_rows.policy_row(**(limits | members))


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
        "hashing_enabled": True,
        "hash_config_name": "HASHED",
    }
    configured = {} if algorithm == "BCRYPT" else CHEAP | (parameters or {})
    hashed_by = {"hash_config_name": "HASHED", "algorithm": algorithm, "parameters": exact_json.write(configured)}
    with database.write() as session:
        session.orm.merge(definition_rows.hash_config_row(**hashed_by))
        session.orm.merge(policy_row(**policy))
        session.orm.merge(definition_rows.definition_row(**(columns | (definition or {}))))
        session.flush()
        users.insert(session, User("roman", UserIdentityStatus.ACTIVE, {}, 1, None))
        users.insert(session, User("jana", UserIdentityStatus.ACTIVE, {}, 1, None))
