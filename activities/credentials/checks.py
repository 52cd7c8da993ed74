"""The check of a credential: its value is compared outside of any transaction, and what follows is settled in one.

Comparing costs as much for a user whom there is not. Settling counts on the locked row, so that of tries at once each counts
once, and none after the last one that a limit allows; a process that dies in between has counted nothing.
Source: `nextstep.md` §6.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from activities.credentials import counters, expiry, protection, validation
from activities.credentials.end_to_end import EndToEnd
from activities.credentials.finding import CredentialFinding
from activities.credentials.policy import CredentialTerms
from activities.credentials.protection import ProtectedValue, Protection
from activities.powerauth.equality import constant_time_equal
from activities.store import credentials as store
from activities.store.credentials import Credential
from activities.store.database import Session
from config.clock import now_ms
from config.identity_vocabulary import CredentialAuthenticationMode, CredentialStatus, CredentialType
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a value was right. `stored_value`: what was stored of it then. `new_value`: what is to be stored of it from now on.

    `breaks_policy`: it was right, and its policy would refuse it now.
    """

    matches: bool
    stored_value: str | None = field(default=None, repr=False)
    new_value: ProtectedValue | None = None
    breaks_policy: bool = False


class CredentialChecks:
    """One per process; safe for threads."""

    def __init__(self, value_protection: Protection, end_to_end: EndToEnd) -> None:
        self._protection = value_protection
        self._end_to_end = end_to_end

    def compare(
        self,
        credential: Credential | None,
        terms: CredentialTerms,
        value: str,
        mode: CredentialAuthenticationMode = CredentialAuthenticationMode.MATCH_EXACT,
        positions: Sequence[int] = (),
    ) -> Comparison:
        """Whether it is the credential's value; one that there is not costs as much. No transaction may be open.

        `value` is as it was sent: encrypted, where the definition says so. `positions` are those of the stored value that its
        characters are compared with, in their order. Raises `Refused` REQUEST_INVALID, CONFIGURATION_INVALID, ENCRYPTION_FAILED,
        and `Busy`.
        """
        candidate = self._end_to_end.read(terms, value)
        if mode is CredentialAuthenticationMode.MATCH_ONLY_SPECIFIED_POSITIONS:
            return self._compare_positions(credential, terms, candidate, positions)
        if credential is None or credential.value is None:
            return self._compare_nothing(terms, candidate)
        binding = protection.of_credential(credential.user_id, credential.credential_name)
        if not self._protection.matches(credential, binding, candidate):
            return Comparison(False, credential.value)
        return Comparison(
            True,
            credential.value,
            self._protect_anew(credential, terms, candidate),
            bool(validation.value_failures(terms.policy, candidate, credential.username)),
        )

    def settle(
        self,
        session: Session,
        credential: Credential,
        terms: CredentialTerms,
        comparison: Comparison,
        *,
        others_succeeded: bool = True,
    ) -> CredentialFinding | None:
        """Count what was found; null where the stored value is another than the one compared: it is to be compared again.

        `credential` is locked by the transaction. `others_succeeded`: whether what was checked together with it was right;
        where not, the try counts as a failure whatever the credential's own result.
        """
        if credential.value != comparison.stored_value:
            return None
        now = now_ms()
        succeeded = comparison.matches and _is_usable(credential, now)
        after = self.count(
            session, credential, terms, is_right=succeeded and others_succeeded, current_value=comparison.new_value
        )
        return CredentialFinding(
            name=credential.credential_name,
            status=after.status,
            is_right=succeeded,
            remaining_attempts=counters.remaining(after, terms.policy),
            change_required=expiry.is_change_due(after, terms.policy, now) or comparison.breaks_policy,
            blocked_ms=after.blocked_ms,
        )

    def count(
        self,
        session: Session,
        credential: Credential,
        terms: CredentialTerms,
        *,
        is_right: bool,
        current_value: ProtectedValue | None = None,
    ) -> Credential:
        """Count a try whose result is known; how the credential is then. Tries of one that is not active count nothing.

        `credential` is locked by the transaction.
        """
        if credential.status is not CredentialStatus.ACTIVE:
            return credential
        if is_right:
            after = _with_value(counters.after_success(credential), current_value)
        else:
            after = counters.after_failure(credential, terms.policy, now_ms())
        store.record_attempt(session, after)
        return after

    def _compare_nothing(self, terms: CredentialTerms, candidate: str) -> Comparison:
        self._protection.match_nothing(terms, candidate)
        return Comparison(False)

    def _compare_positions(
        self, credential: Credential | None, terms: CredentialTerms, candidate: str, positions: Sequence[int]
    ) -> Comparison:
        if not positions:
            raise Refused(Reason.REQUEST_INVALID, "credentialPositionsToVerify is empty")
        if terms.hash_config is not None:
            raise Refused(Reason.CONFIGURATION_INVALID, f"values of {terms.name} are hashed, and have no positions")
        if credential is None or credential.value is None:
            return self._compare_nothing(terms, candidate)
        binding = protection.of_credential(credential.user_id, credential.credential_name)
        stored = self._protection.reveal(credential, binding)
        if stored is None:
            raise Refused(Reason.CONFIGURATION_INVALID, "the value was hashed when it was set, and has no positions")
        within = [one for one in positions if 0 <= one < len(stored)]
        right = constant_time_equal(candidate, "".join(stored[one] for one in within))
        if not right or len(within) < len(positions):
            return Comparison(False, credential.value)
        breaks = bool(validation.value_failures(terms.policy, stored, credential.username))
        return Comparison(True, credential.value, self._protect_anew(credential, terms, stored), breaks)

    def _protect_anew(self, credential: Credential, terms: CredentialTerms, value: str) -> ProtectedValue | None:
        """What is kept of a right value where the terms are others than when it was set; null: as it is."""
        binding = protection.of_credential(credential.user_id, credential.credential_name)
        if credential.status is not CredentialStatus.ACTIVE or self._protection.is_current(credential, binding, terms):
            return None
        if validation.storage_failures(terms.hash_config, value):
            return None
        return self._protection.protect(terms, binding, value)


def _is_usable(credential: Credential, now: int) -> bool:
    if credential.status is not CredentialStatus.ACTIVE:
        return False
    return credential.type is not CredentialType.TEMPORARY or not expiry.is_expired(credential, now)


def _with_value(credential: Credential, value: ProtectedValue | None) -> Credential:
    if value is None:
        return credential
    return replace(
        credential,
        value=value.value,
        hash_config_name=value.hash_config_name,
        is_sealed=value.is_sealed,
    )
