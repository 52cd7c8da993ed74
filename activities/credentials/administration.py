"""What is asked of hash configurations, policies and definitions before they are stored (`nextstep.md` §6).

Each check raises `Refused` REQUEST_INVALID where an entity says nothing that could hold, and the reason of what it names in vain.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from activities.credentials.hash_config import hash_config
from activities.credentials.patterns import probe
from activities.credentials.policy import CIPHER_TRANSFORMATIONS, credential_policy
from activities.store import organizations
from activities.store.database import Session
from activities.store.registries import APPLICATIONS, CREDENTIAL_POLICIES, HASH_CONFIGS
from activities.store.tables import CredentialDefinitionRow, CredentialPolicyRow, HashConfigRow
from config.identity_vocabulary import EncryptionAlgorithm
from config.reasons import Reason
from config.refused import Refused


def check_hash_config(_: Session, row: HashConfigRow) -> None:
    """Its algorithm has these parameters, in bounds."""
    _consistent(lambda: hash_config(row.hash_config_name, row.algorithm, json.loads(row.parameters)))


def probe_patterns(values: Mapping[str, Any]) -> None:
    """Its regular expressions are those of Java that are read alike here, and no text has them take long.

    That may take seconds: it is asked of the columns of a policy, before any transaction.
    """
    parameters = json.loads(values.get("credential_val_param") or "{}")
    for name, text in (
        ("usernameAllowedPattern", values.get("username_allowed_pattern")),
        ("allowedRegex", parameters.get("allowedRegex")),
        ("illegalRegex", parameters.get("illegalRegex")),
    ):
        if text is not None:
            try:
                probe(text)
            except ValueError as error:
                raise Refused(Reason.REQUEST_INVALID, f"{name} {error}") from None


def check_policy(_: Session, row: CredentialPolicyRow) -> None:
    """Its rules can be obeyed, and its parameters are those of its algorithms."""
    _consistent(lambda: credential_policy(row))


def check_definition(session: Session, row: CredentialDefinitionRow) -> None:
    """What it switches on is told, and what it names is there and ACTIVE."""
    check_encryption(is_enabled=row.encryption_enabled, algorithm=row.encryption_algorithm)
    if row.hashing_enabled and row.hash_config_name is None:
        raise Refused(Reason.REQUEST_INVALID, "hashConfigName is missing, which hashingEnabled needs")
    if row.e2e_encryption_enabled:
        _check_end_to_end(row.e2e_encryption_algorithm, row.e2e_encryption_cipher_transformation)
    APPLICATIONS.check_active(session, row.application_name)
    organizations.hold(session, row.organization_id)
    CREDENTIAL_POLICIES.check_active(session, row.credential_policy_name)
    HASH_CONFIGS.check_active(session, row.hash_config_name)


def check_encryption(*, is_enabled: bool, algorithm: str | None) -> None:
    """Who has what is stored encrypted says how."""
    if is_enabled and algorithm in (None, EncryptionAlgorithm.NO_ENCRYPTION):
        raise Refused(Reason.REQUEST_INVALID, "encryptionEnabled needs an encryptionAlgorithm that encrypts: AES_HMAC")


def _check_end_to_end(algorithm: str | None, transformation: str | None) -> None:
    if algorithm is None:
        raise Refused(Reason.REQUEST_INVALID, "e2eEncryptionAlgorithm is missing, which e2eEncryptionEnabled needs")
    if transformation not in CIPHER_TRANSFORMATIONS:
        known = ", ".join(CIPHER_TRANSFORMATIONS)
        raise Refused(Reason.REQUEST_INVALID, f"e2eEncryptionCipherTransformation is one of {known}")


def _consistent(check: Callable[[], Any]) -> None:
    try:
        check()
    except ValueError as error:
        raise Refused(Reason.REQUEST_INVALID, str(error)) from None
