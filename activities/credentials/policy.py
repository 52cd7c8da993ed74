"""A credential's terms: its definition, its policy and how its values are hashed, as they are stored, typed and consistent."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from activities.credentials.generation_rules import (
    LONGEST,
    CredentialGeneration,
    UsernameGeneration,
    credential_generation,
    username_generation,
)
from activities.credentials.hash_config import HashConfig, hash_config
from activities.credentials.patterns import Pattern, pattern
from activities.credentials.validation_rules import ValidationRules, validation_rules
from activities.store import terms as stored
from activities.store.database import Session
from activities.store.tables import CredentialDefinitionRow, CredentialPolicyRow, HashConfigRow
from config.identity_vocabulary import CredentialCategory, EncryptionAlgorithm, EndToEndEncryptionAlgorithm
from config.reasons import Reason
from config.refused import Refused

# As Java calls them.
CIPHER_TRANSFORMATIONS: Final = (
    "AES/CBC/PKCS7Padding",
    "AES/CBC/PKCS5Padding",
    "AES/CTR/NoPadding",
    "AES/GCM/NoPadding",
)


@dataclass(frozen=True, slots=True)
class CredentialPolicy:
    """Rules of user names and values. A bound or a limit that is null does not hold.

    `rotation_days`: null where values are not changed regularly. `temporary_seconds`: how long a temporary one lives.
    """

    name: str
    username_length_min: int | None
    username_length_max: int | None
    username_pattern: Pattern | None
    credential_length_min: int | None
    credential_length_max: int | None
    limit_soft: int | None
    limit_hard: int | None
    check_history_count: int
    rotation_days: int | None
    temporary_seconds: int | None
    username_generation: UsernameGeneration
    credential_generation: CredentialGeneration
    validation: ValidationRules


@dataclass(frozen=True, slots=True)
class EndToEndEncryption:
    """How values are encrypted on their way between the front end and this server."""

    algorithm: EndToEndEncryptionAlgorithm
    cipher_transformation: str
    for_temporary: bool


@dataclass(frozen=True, slots=True)
class CredentialTerms:
    """What holds for credentials of a definition. `is_sealed`: values are kept sealed; null `hash_config`: not hashed."""

    name: str
    application_name: str
    organization_id: str | None
    category: CredentialCategory
    policy: CredentialPolicy
    is_sealed: bool
    hash_config: HashConfig | None
    end_to_end: EndToEndEncryption | None
    is_proxied: bool


def terms(session: Session, credential_name: str) -> CredentialTerms:
    """Raises `Refused` CREDENTIAL_DEFINITION_NOT_FOUND, or CONFIGURATION_INVALID where what is stored is unusable.

    A policy or a hash configuration that was removed holds for the definitions that name it.
    """
    found = stored.find_credential_terms(session, credential_name)
    if found is None:
        raise Refused(Reason.CREDENTIAL_DEFINITION_NOT_FOUND)
    try:
        return _read(found)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(Reason.CONFIGURATION_INVALID, f"credential definition {credential_name}: {error}") from None


@lru_cache(maxsize=256)
def _read(columns: stored.Columns) -> CredentialTerms:
    # Read with every check, and changed hardly ever: what is stored is the key, so nothing old is ever found.
    return _terms(*stored.credential_rows(columns))


def credential_policy(row: CredentialPolicyRow) -> CredentialPolicy:
    """Raises `ValueError` where it is not consistent."""
    _ordered(row.username_length_min, row.username_length_max, "usernameLength")
    _ordered(row.credential_length_min, row.credential_length_max, "credentialLength")
    if row.rotation_enabled and row.rotation_days is None:
        raise ValueError("rotationDays is missing, which rotationEnabled needs")
    allowed = row.username_allowed_pattern
    try:
        username_pattern = None if allowed is None else pattern(allowed)
    except ValueError as error:
        raise ValueError(f"usernameAllowedPattern {error}") from None
    return CredentialPolicy(
        name=row.credential_policy_name,
        username_length_min=row.username_length_min,
        username_length_max=row.username_length_max,
        username_pattern=username_pattern,
        credential_length_min=row.credential_length_min,
        credential_length_max=row.credential_length_max,
        limit_soft=row.limit_soft,
        limit_hard=row.limit_hard,
        check_history_count=row.check_history_count,
        rotation_days=row.rotation_days if row.rotation_enabled else None,
        temporary_seconds=row.temporary_credential_expiration_time,
        username_generation=username_generation(row.username_gen_algorithm, json.loads(row.username_gen_param)),
        credential_generation=credential_generation(row.credential_gen_algorithm, json.loads(row.credential_gen_param)),
        validation=validation_rules(json.loads(row.credential_val_param)),
    )


def _ordered(least: int | None, most: int | None, name: str) -> None:
    if least is not None and least > (LONGEST if most is None else min(most, LONGEST)):
        raise ValueError(f"{name}Min is more than {name}Max, or than {LONGEST}, which is the most there is")


def _terms(
    definition: CredentialDefinitionRow, policy: CredentialPolicyRow | None, hashing: HashConfigRow | None
) -> CredentialTerms:
    if policy is None:
        raise ValueError(f"there is no credential policy {definition.credential_policy_name}")
    if definition.hashing_enabled and hashing is None:
        raise ValueError(f"there is no hashing configuration {definition.hash_config_name}")
    return CredentialTerms(
        name=definition.credential_definition_name,
        application_name=definition.application_name,
        organization_id=definition.organization_id,
        category=CredentialCategory(definition.category),
        policy=credential_policy(policy),
        is_sealed=definition.encryption_enabled and definition.encryption_algorithm == EncryptionAlgorithm.AES_HMAC,
        hash_config=(
            hash_config(hashing.hash_config_name, hashing.algorithm, json.loads(hashing.parameters))
            if definition.hashing_enabled and hashing
            else None
        ),
        end_to_end=_end_to_end(definition),
        is_proxied=definition.data_adapter_proxy_enabled,
    )


def _end_to_end(definition: CredentialDefinitionRow) -> EndToEndEncryption | None:
    if not definition.e2e_encryption_enabled:
        return None
    algorithm = EndToEndEncryptionAlgorithm(definition.e2e_encryption_algorithm or "")
    transformation = definition.e2e_encryption_cipher_transformation
    if transformation not in CIPHER_TRANSFORMATIONS:
        raise ValueError(f"e2eEncryptionCipherTransformation is one of {', '.join(CIPHER_TRANSFORMATIONS)}")
    return EndToEndEncryption(algorithm, transformation, definition.e2e_encryption_for_temporary_credential_enabled)
