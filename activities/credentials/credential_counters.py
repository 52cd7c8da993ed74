"""Counters of credentials as others move them: results of checks elsewhere, and resets of all at once (`nextstep.md` §6).

Nothing unblocks by itself when time passes: a scheduler of the bank's resets.
"""

from activities.credentials import policy
from activities.credentials.checks import CredentialChecks
from activities.credentials.presence import check_present
from activities.store import credentials as store
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.credentials import Credential
from activities.store.database import Database
from config.identity_vocabulary import (
    AuthenticationResult,
    CounterResetMode,
    CredentialStatus,
)
from config.reasons import Reason
from config.refused import Refused


class CredentialCounters:
    """One per process; safe for threads."""

    def __init__(self, database: Database, checks: CredentialChecks) -> None:
        self._database = database
        self._checks = checks

    def count(self, user_id: str, credential_name: str, result: AuthenticationResult) -> Credential:
        """Count a check that was made elsewhere; how the credential is then. Raises `Refused`: only active ones count."""
        with self._database.write() as session:
            check_present(session, user_id)
            terms = policy.terms(session, credential_name)
            credential = store.lock(session, user_id, credential_name)
            if credential is None or credential.status is CredentialStatus.REMOVED:
                raise Refused(Reason.CREDENTIAL_NOT_FOUND)
            if credential.status is not CredentialStatus.ACTIVE:
                raise Refused(Reason.CREDENTIAL_NOT_ACTIVE)
            succeeded = result is AuthenticationResult.SUCCEEDED
            after = self._checks.count(session, credential, terms, is_right=succeeded)
            details = {"credentialName": credential_name, "credentialStatus": after.status}
            outcome = OK if succeeded else result
            trail.record(session, Event(Action.CREDENTIAL, outcome, user_id=user_id, details=details))
            return after

    def reset_all(self, mode: CounterResetMode) -> int:
        """How many credentials are active again, or begin to count anew."""
        with self._database.write() as session:
            count = store.reset_counters(session, mode)
            details = {"resetMode": mode, "credentials": count}
            trail.record(session, Event(Action.CREDENTIAL_COUNTERS_RESET, details=details))
            return count
