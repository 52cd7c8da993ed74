"""How tries move a credential's counters, and block it (`nextstep.md` §6)."""

from dataclasses import replace

from activities.credentials.policy import CredentialPolicy
from activities.store.credentials import Credential
from config.identity_vocabulary import CredentialStatus


def after_success(credential: Credential) -> Credential:
    """Of a credential that is active."""
    return replace(credential, attempt_counter=credential.attempt_counter + 1, failed_soft=0, failed_hard=0)


def after_failure(credential: Credential, policy: CredentialPolicy, now: int) -> Credential:
    """Of a credential that is active. The last try that a limit allows blocks it."""
    counted = replace(
        credential,
        attempt_counter=credential.attempt_counter + 1,
        failed_soft=credential.failed_soft + 1,
        failed_hard=credential.failed_hard + 1,
    )
    if _is_reached(counted.failed_hard, policy.limit_hard):
        return replace(counted, status=CredentialStatus.BLOCKED_PERMANENT, blocked_ms=now)
    if _is_reached(counted.failed_soft, policy.limit_soft):
        return replace(counted, status=CredentialStatus.BLOCKED_TEMPORARY, blocked_ms=now)
    return counted


def remaining(credential: Credential, policy: CredentialPolicy) -> int | None:
    """How many more tries may fail; null: any number."""
    if credential.status is not CredentialStatus.ACTIVE:
        return 0
    left = [
        max(limit - failed, 0)
        for failed, limit in ((credential.failed_soft, policy.limit_soft), (credential.failed_hard, policy.limit_hard))
        if limit is not None and limit > 0
    ]
    return min(left, default=None)


def with_status(credential: Credential, status: CredentialStatus, now: int) -> Credential:
    """Active ones begin to count anew; blocked ones are so since now; removed ones leave their user name to others."""
    match status:
        case CredentialStatus.ACTIVE:
            return replace(credential, status=status, failed_soft=0, failed_hard=0, blocked_ms=None)
        case CredentialStatus.BLOCKED_TEMPORARY | CredentialStatus.BLOCKED_PERMANENT:
            return replace(credential, status=status, blocked_ms=now)
        case CredentialStatus.REMOVED:
            return replace(
                credential,
                status=status,
                username=None,
                value=None,
                hash_config_name=None,
                is_sealed=False,
                blocked_ms=None,
            )


def _is_reached(failures: int, limit: int | None) -> bool:
    return limit is not None and 0 < limit <= failures
