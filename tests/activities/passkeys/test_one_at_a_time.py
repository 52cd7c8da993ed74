"""What comes at once for one user or one challenge, on each kind of database: one is right, and there are never too many."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from activities.authentication.attempt import Attempt
from activities.authentication.passkey_checks import PasskeyChecks
from activities.passkeys.attestation import check_attestation
from activities.passkeys.passkeys import MAX_PASSKEYS, NewPasskey, Passkeys
from activities.passkeys.relying_party import RelyingParty
from activities.store import operations, passkey_challenges
from activities.store import passkeys as stored_passkeys
from activities.store.operations import Operation
from config.identity_vocabulary import AuthenticationType
from config.refused import Refused
from tests.activities.passkeys.authenticator import ORIGIN, RP_ID, Authenticator
from tests.activities.passkeys.responses import assertion_of, attestation_of
from tests.together import at_once

OPERATION = Operation(
    operation_id="one",
    operation_name="approve",
    version=1,
    result="CONTINUE",
    created_ms=1,
    expires_ms=2,
    state="{}",
    operation_data="A1*A100CZK*ICZ2730300000001165254011",
    request_digest="",
    user_id="anna",
)


@pytest.fixture
def passkeys(database):
    with database.write() as session:
        operations.insert(session, OPERATION)
    return Passkeys(database, RelyingParty(RP_ID, "The Bank", (ORIGIN,), 300_000), b"k" * 32)


def new_passkey(passkeys, authenticator):
    """Asked for, and not yet registered."""
    credential = authenticator.create(passkeys.ask_for_passkey("anna", "anna", "Anna"))
    return NewPasskey(str(uuid.uuid4()), "anna", None, attestation_of(credential))


@pytest.fixture
def anna(passkeys):
    found = Authenticator()
    passkeys.register(new_passkey(passkeys, found))
    return found


def failures(database, passkeys, credentials):
    """What was wrong with each of these, given at once."""
    checks = PasskeyChecks(database, passkeys)

    def give(credential):
        assertion = assertion_of(credential)
        kind = AuthenticationType.PASSKEY
        attempt = Attempt(kind, str(uuid.uuid4()), "anna", operation_id="one", passkey=assertion)
        return checks.check(attempt, assertion, lambda *_: None)[0].passkey.failure

    with ThreadPoolExecutor(6) as threads:
        return list(threads.map(give, credentials))


def test_a_challenge_is_used_once(database, passkeys, anna):
    options = passkeys.ask_for_signature(OPERATION, "anna").options
    found = failures(database, passkeys, [anna.get(options) for _ in range(8)])
    assert sorted(map(str, found)) == ["CHALLENGE"] * 7 + ["None"]


def test_of_an_authenticator_and_its_copy_one_signs_and_then_neither(database, passkeys, anna):
    asked = [passkeys.ask_for_signature(OPERATION, "anna").options for _ in range(6)]
    found = failures(database, passkeys, [anna.get(options, counter=7) for options in asked])
    assert sorted(map(str, found)) == ["COUNTER", "None"] + ["PASSKEY"] * 4
    [stored] = passkeys.list_of("anna", include_removed=False)
    assert (stored.passkey_status, stored.sign_count) == ("BLOCKED", 7)


def test_a_user_whom_nobody_knows_has_never_too_many(passkeys, monkeypatch):
    for _ in range(MAX_PASSKEYS - 1):
        passkeys.register(new_passkey(passkeys, Authenticator()))
    insert = stored_passkeys.insert

    def late(*given):
        time.sleep(0.05)  # so that whoever may count meanwhile does
        return insert(*given)

    monkeypatch.setattr(stored_passkeys, "insert", late)
    last = [partial(passkeys.register, new_passkey(passkeys, Authenticator())) for _ in range(4)]
    found = at_once(*last, refusal=Refused)
    assert sum(isinstance(one, Refused) for one in found) == 3
    assert len(passkeys.list_of("anna", include_removed=False)) == MAX_PASSKEYS


def test_of_challenges_that_are_made_at_once_no_more_wait_than_may(database, passkeys):
    asks = (
        partial(passkeys.ask_for_passkey, "anna", "anna", "Anna"),
        partial(passkeys.ask_for_signature, OPERATION, "anna"),
    )
    for ask in asks:
        for _ in range(passkey_challenges.MAX_OPEN - 1):
            ask()
        at_once(*[ask] * 4)
    with database.read() as session:
        counts = session.connection().exec_driver_sql(
            "SELECT count(*) FROM passkey_challenge GROUP BY operation_id ORDER BY operation_id"
        )
        assert list(counts.scalars()) == [passkey_challenges.MAX_OPEN] * 2


def test_nobody_waits_while_a_new_passkey_is_looked_at(passkeys, monkeypatch):
    found = Authenticator().create(passkeys.ask_for_passkey("anna", "anna", "Anna"))

    def look(*given):
        passkeys.ask_for_passkey("roman", "roman", "Roman")  # writes, which nobody could under the lock of the other
        return check_attestation(*given)

    monkeypatch.setattr("activities.passkeys.passkeys.check_attestation", look)
    made = passkeys.register(NewPasskey(str(uuid.uuid4()), "anna", None, attestation_of(found)))
    assert passkeys.list_of("anna", include_removed=False) == [made]
