"""What a check found, recorded under its request: a copy of the request is told the same, and moves nothing.

No verdict names a user, and none holds a value.
"""

from dataclasses import dataclass

import msgspec

from activities.credentials.finding import CredentialFinding
from activities.passkeys.finding import PasskeyFinding
from activities.store import verdicts
from activities.store.database import Session
from activities.store.verdicts import StoredVerdict
from config.clock import now_ms
from config.identity_vocabulary import AuthenticationType, OtpStatus, UserIdentityStatus
from config.vocabulary import AuthStepResult


@dataclass(frozen=True, slots=True)
class OtpFinding:
    """Of a one-time password after the check; attempts are null where none are counted."""

    otp_id: str
    name: str
    status: OtpStatus
    is_right: bool
    remaining_attempts: int | None
    blocked_ms: int | None = None


@dataclass(frozen=True, slots=True)
class AuthenticationVerdict:
    """What was found of somebody who says who he is. `user_status` is null where the user is not kept here.

    `step_result`: how the operation's step, of `method`, ends by it; null: the operation does not hear of it.
    `shows_remaining_attempts` and `message` are for the user, where a data adapter says so.
    """

    kind: AuthenticationType
    is_right: bool
    user_status: UserIdentityStatus | None
    credential: CredentialFinding | None = None
    otp: OtpFinding | None = None
    passkey: PasskeyFinding | None = None
    method: str | None = None
    step_result: AuthStepResult | None = None
    shows_remaining_attempts: bool = False
    message: str | None = None

    @property
    def remaining_attempts(self) -> int | None:
        """The least of what is left; null where nothing is counted. Nobody who is blocked has any."""
        if self.user_status not in (None, UserIdentityStatus.ACTIVE):
            return 0
        found = [part.remaining_attempts for part in (self.credential, self.otp) if part is not None]
        return min((left for left in found if left is not None), default=None)


def scope_of(operation_id: str | None, kind: AuthenticationType) -> str:
    """Under what the verdicts on an operation's requests are kept, or on those that are for none."""
    return f"authentication {kind}" if operation_id is None else f"authentication of {operation_id}"


def find(session: Session, scope: str, update_id: str) -> AuthenticationVerdict | None:
    """The verdict on this request; null where it has not been checked."""
    found = verdicts.find(session, scope, update_id)
    return None if found is None else _restore(found)


def record(session: Session, scope: str, update_id: str, verdict: AuthenticationVerdict) -> None:
    """In the transaction that moved the counters."""
    members = msgspec.to_builtins(verdict)
    verdicts.record(session, StoredVerdict(scope, update_id, "", members, recorded_ms=now_ms()))


def is_right_on_its_way(session: Session, scope: str, step_requests: frozenset[str]) -> bool:
    """Whether the operation is about to hear of somebody who was right. `step_requests`: those by which its steps were taken."""
    return verdicts.is_right_on_its_way(
        session, scope, step_requests, lambda one: _restore(one).step_result is AuthStepResult.CONFIRMED
    )


def _restore(verdict: StoredVerdict) -> AuthenticationVerdict:
    return msgspec.convert(verdict.verdict, AuthenticationVerdict)
