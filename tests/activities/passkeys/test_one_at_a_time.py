"""Of assertions that come at once, for one challenge or with one value of the counter, one is right, on each kind of database."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.authentication.attempt import Attempt
from activities.authentication.passkey_checks import PasskeyChecks
from activities.passkeys.attestation import check_attestation
from activities.passkeys.passkeys import NewPasskey, Passkeys
from activities.passkeys.relying_party import RelyingParty
from activities.store import operations
from activities.store.operations import Operation
from config.identity_vocabulary import AuthenticationType
from tests.activities.passkeys.authenticator import ORIGIN, RP_ID, Authenticator
from tests.activities.passkeys.responses import assertion_of, attestation_of

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
        operations.insert(session, OPERATION, whole=True)
    return Passkeys(database, RelyingParty(RP_ID, "The Bank", (ORIGIN,), 300_000), b"k" * 32)


@pytest.fixture
def anna(passkeys):
    found = Authenticator()
    credential = found.create(passkeys.ask_for_passkey("anna", "anna", "Anna"))
    passkeys.register(NewPasskey(str(uuid.uuid4()), "anna", None, attestation_of(credential)))
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


def test_nobody_waits_while_a_new_passkey_is_looked_at(passkeys, monkeypatch):
    found = Authenticator().create(passkeys.ask_for_passkey("anna", "anna", "Anna"))

    def look(*given):
        passkeys.ask_for_passkey("roman", "roman", "Roman")  # writes, which nobody could under the lock of the other
        return check_attestation(*given)

    monkeypatch.setattr("activities.passkeys.passkeys.check_attestation", look)
    made = passkeys.register(NewPasskey(str(uuid.uuid4()), "anna", None, attestation_of(found)))
    assert passkeys.list_of("anna", include_removed=False) == [made]
