"""When a credential expires, and when its user has to change it (`nextstep.md` §6)."""

from typing import Final

from activities.credentials.policy import CredentialPolicy
from activities.store.credentials import Credential
from config.identity_vocabulary import CredentialType

_DAY_MS: Final = 24 * 3_600_000
# The last time that can be written.
_LATEST_MS: Final = 253_402_300_799_999


def expires_ms(policy: CredentialPolicy, credential_type: CredentialType, now: int) -> int | None:
    """When a value that is set now expires, where nobody says it; null: never."""
    if credential_type is CredentialType.TEMPORARY and policy.temporary_seconds is not None:
        return min(now + policy.temporary_seconds * 1000, _LATEST_MS)
    if policy.rotation_days is not None:
        return min(now + policy.rotation_days * _DAY_MS, _LATEST_MS)
    return None


def is_expired(credential: Credential, now: int) -> bool:
    """Permanent ones still authenticate then, and are to be changed; temporary ones do not."""
    return credential.expires_ms is not None and credential.expires_ms <= now


def is_change_due(credential: Credential, policy: CredentialPolicy | None, now: int) -> bool:
    """Whether its time has passed. Null: it has no policy any more."""
    if is_expired(credential, now):
        return True
    if policy is None or policy.rotation_days is None:
        return False
    changed = credential.created_ms if credential.value_changed_ms is None else credential.value_changed_ms
    return changed + policy.rotation_days * _DAY_MS <= now
