"""A one-time password's terms: its definition and its policy, as they are stored, typed and consistent."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from activities.store import terms as stored
from activities.store.database import Session
from activities.store.tables import OtpDefinitionRow, OtpPolicyRow
from config.identity_vocabulary import EncryptionAlgorithm, OtpGenerationAlgorithm
from config.reasons import Reason
from config.refused import Refused

LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class OtpPolicy:
    """`length` in digits; `group_size`: of OTP_RANDOM_DIGIT_GROUPS, of which no two of a value are the same, else null.

    A limit, or a time, that is null does not hold.
    """

    name: str
    algorithm: OtpGenerationAlgorithm
    length: int
    group_size: int | None
    attempt_limit: int | None
    expiration_seconds: int | None


@dataclass(frozen=True, slots=True)
class OtpTerms:
    """What holds for one-time passwords of a definition. `is_sealed`: values are kept sealed."""

    name: str
    application_name: str
    policy: OtpPolicy
    is_sealed: bool
    is_proxied: bool


def terms(session: Session, otp_name: str) -> OtpTerms:
    """Raises `Refused` OTP_DEFINITION_NOT_FOUND, or CONFIGURATION_INVALID where what is stored is unusable.

    A policy that was removed holds for the definitions that name it.
    """
    found = stored.find_otp_terms(session, otp_name)
    if found is None:
        raise Refused(Reason.OTP_DEFINITION_NOT_FOUND)
    try:
        return _read(found)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(Reason.CONFIGURATION_INVALID, f"one time password definition {otp_name}: {error}") from None


@lru_cache(maxsize=256)
def _read(columns: stored.Columns) -> OtpTerms:
    # Read with every check, and changed hardly ever: what is stored is the key, so nothing old is ever found.
    return _terms(*stored.otp_rows(columns))


def otp_policy(row: OtpPolicyRow) -> OtpPolicy:
    """Raises `ValueError` where it is not consistent."""
    algorithm = OtpGenerationAlgorithm(row.gen_algorithm)
    if not 1 <= row.length <= LONGEST:
        raise ValueError(f"length is 1 to {LONGEST}")
    is_grouped = algorithm is OtpGenerationAlgorithm.OTP_RANDOM_DIGIT_GROUPS
    return OtpPolicy(
        name=row.otp_policy_name,
        algorithm=algorithm,
        length=row.length,
        group_size=_group_size(row.length, json.loads(row.gen_param).get("groupSize")) if is_grouped else None,
        attempt_limit=row.attempt_limit,
        expiration_seconds=row.expiration_time,
    )


def _group_size(length: int, size: int | None) -> int:
    if size is None:
        raise ValueError("groupSize is missing, which OTP_RANDOM_DIGIT_GROUPS needs")
    if size < 1 or length % size:
        raise ValueError("length is no multiple of groupSize")
    # Distinct groups are drawn: were there no more of them than a value has, it would be no secret, or never made.
    if length // size > 10**size // 2:
        raise ValueError("groupSize is too small for length: groups are distinct")
    return size


def _terms(definition: OtpDefinitionRow, policy: OtpPolicyRow | None) -> OtpTerms:
    if policy is None:
        raise ValueError(f"there is no one time password policy {definition.otp_policy_name}")
    return OtpTerms(
        name=definition.otp_definition_name,
        application_name=definition.application_name,
        policy=otp_policy(policy),
        is_sealed=definition.encryption_enabled and definition.encryption_algorithm == EncryptionAlgorithm.AES_HMAC,
        is_proxied=definition.data_adapter_proxy_enabled,
    )
