"""Attempts with passkeys: challenge, passkey, verdict and history move in one transaction.

A challenge is used up by the first assertion for its operation, right or wrong. A copy of a request is told what the first was.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from activities.authentication import records
from activities.authentication import verdict as verdicts
from activities.authentication.attempt import Attempt
from activities.authentication.step_result import step_result
from activities.authentication.verdict import AuthenticationVerdict
from activities.passkeys.assertion import (
    Assertion,
    check_challenge,
    check_counter,
    check_page,
    check_signature,
)
from activities.passkeys.client_data import PAYMENT_GET
from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.finding import PasskeyFinding
from activities.passkeys.passkeys import Passkeys
from activities.passkeys.proof import proof_of
from activities.passkeys.relying_party import RelyingParty
from activities.store import operations, passkey_challenges, passkeys, users
from activities.store.database import Database, Session
from activities.store.operations import Operation
from activities.store.passkey_challenges import PasskeyChallenge
from activities.store.passkeys import Passkey
from config.clock import now_ms
from config.identity_vocabulary import PasskeyFailure, PasskeyStatus, UserIdentityStatus

Then = TypeVar("Then")


@dataclass(frozen=True, slots=True)
class _Record:
    """What is on record of that which an assertion answers."""

    challenge: PasskeyChallenge | None
    passkey: Passkey | None
    operation: Operation | None
    user_id: str | None
    is_allowed: bool


class PasskeyChecks:
    """One per process; safe for threads."""

    def __init__(self, database: Database, passkeys_of_users: Passkeys) -> None:
        self._database = database
        self._passkeys = passkeys_of_users

    def check(
        self, attempt: Attempt, assertion: Assertion, then: Callable[[Session, AuthenticationVerdict], Then]
    ) -> tuple[AuthenticationVerdict, Then]:
        """See `AuthenticationChecks.check`. Raises `Refused` CONFIGURATION_INVALID where there are no passkeys."""
        party = self._passkeys.party
        with self._database.write() as session:
            found = _settle(session, attempt, assertion, party)
            return found, then(session, found)


def _settle(session: Session, attempt: Attempt, assertion: Assertion, party: RelyingParty) -> AuthenticationVerdict:
    # Copies that come at once, and other assertions for the challenge, wait here for the first.
    challenge = passkey_challenges.lock(session, assertion.client_data.challenge)
    passkey = passkeys.lock_by_credential(session, assertion.credential_id)
    before = verdicts.find(session, attempt.scope, attempt.update_id)
    if before is not None:
        return before
    status = users.find_status(session, attempt.user_id) if attempt.user_id is not None else None
    is_allowed = status in (None, UserIdentityStatus.ACTIVE)
    stored = None if attempt.operation_id is None else operations.find(session, attempt.operation_id)
    operation = None if stored is None else stored.row
    record = _Record(challenge, passkey, operation, attempt.user_id, is_allowed)
    now = now_ms()
    finding, after = _find(assertion, party, record, now)
    if after is not None and after != passkey:
        passkeys.move(session, after)
    if challenge is not None and challenge.operation_id == attempt.operation_id:
        passkey_challenges.use(session, challenge, now)
    found = AuthenticationVerdict(
        kind=attempt.kind,
        is_right=finding.is_right,
        user_status=status,
        passkey=finding,
        method=attempt.method,
        step_result=step_result(session, attempt, is_right=finding.is_right, is_over=not is_allowed),
    )
    verdicts.record(session, attempt.scope, attempt.update_id, found)
    proof = proof_of(assertion, after) if finding.is_right and after is not None else {}
    records.record(session, attempt, found, proof)
    return found


def _find(
    assertion: Assertion, party: RelyingParty, record: _Record, now: int
) -> tuple[PasskeyFinding, Passkey | None]:
    """What is found, and the passkey after it. One whose counter went back is blocked: it, or its copy, signed before."""
    is_payment = assertion.client_data.type == PAYMENT_GET
    passkey, failure = record.passkey, None
    try:
        passkey = _check(assertion, party, record, now)
    except CeremonyFailed as error:
        failure = error.failure
        if passkey is not None and failure is PasskeyFailure.COUNTER:
            passkey = replace(passkey, passkey_status=PasskeyStatus.BLOCKED, blocked_ms=now)
    if passkey is None or passkey.user_id != record.user_id:
        return PasskeyFinding(None, None, is_right=False, failure=failure, is_payment=is_payment), None
    status = PasskeyStatus(passkey.passkey_status)
    return PasskeyFinding(passkey.passkey_id, status, failure is None, failure, is_payment), passkey


def _check(assertion: Assertion, party: RelyingParty, record: _Record, now: int) -> Passkey:
    """The passkey after a right assertion. Raises `CeremonyFailed`."""
    if not record.is_allowed:
        raise CeremonyFailed(PasskeyFailure.USER_STATUS)
    operation = check_challenge(assertion.client_data, record.challenge, record.operation, record.user_id, now)
    check_page(assertion.client_data, party, operation)
    passkey, signals = check_signature(assertion, party, record.passkey, record.user_id)
    check_counter(passkey, signals)
    return replace(passkey, sign_count=signals.sign_count, is_backed_up=signals.is_backed_up, used_ms=now)
