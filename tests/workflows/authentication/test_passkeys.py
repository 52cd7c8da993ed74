"""Passkeys as a step of an operation: what is signed has to be this operation, by this user's passkey, once."""

import hashlib
import json

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import col, select

from activities.audit import trail
from activities.audit.reading import AuditLog
from activities.authentication.attempt import Attempt
from activities.authentication.passkey_checks import PasskeyChecks
from activities.store import operations, passkey_challenges, passkeys
from activities.store.database import Database
from activities.store.tables import AuthenticationRow
from config.identity_vocabulary import AuthenticationType
from config.refused import Refused
from tests.activities.passkeys.authenticator import (
    BACKED_UP,
    ELIGIBLE,
    PRESENT,
    VERIFIED,
    Authenticator,
    b64,
    unb64,
)
from tests.activities.passkeys.responses import assertion_of
from tests.workflows.authentication.guarded_passkeys import DATA, failure


def test_the_right_signature_ends_the_step_and_is_told_in_the_history(house, anna):
    found = house.give(anna.get(house.ask().options))
    assert (found.is_right, found.operation_failed, failure(found)) == (True, False, None)
    state = house.guarded.get().state
    assert (state.result, state.user_id, state.current.instruments) == ("DONE", "anna", ("PASSKEY",))
    check = state.current.check
    assert (check.passkey, check.passkey_is_right) == (house.passkey.passkey_id, True)
    stored = house.stored()
    assert (stored.sign_count, stored.used_ms is not None) == (anna.counter - 1, True)


def test_a_login_learns_its_user_from_the_passkey(house, anna):
    house.approve("two", user_id=None)
    options = house.ask("two", None).options
    assert options["allowCredentials"] == []
    owner = house.passkeys.find_owner(b64(anna.credential_id))
    found = house.give(anna.get(options), "two", user_id=owner)
    assert (found.is_right, house.guarded.get("two").state.user_id) == (True, "anna")


WRONG = {
    "another ceremony": ("TYPE", {"client_data": {"type": "webauthn.create"}}),
    "another page": ("ORIGIN", {"client_data": {"origin": "https://bank.example.evil.example"}}),
    "a page without TLS": ("ORIGIN", {"client_data": {"origin": "http://login.bank.example"}}),
    "a page within another site's": ("ORIGIN", {"client_data": {"crossOrigin": True}}),
    "a page within another's, said otherwise": ("ORIGIN", {"client_data": {"crossOrigin": "yes"}}),
    "another domain": ("RELYING_PARTY", {"rp_id": "evil.example"}),
    "nobody there": ("USER_PRESENCE", {"flags": VERIFIED}),
    "nobody verified": ("USER_VERIFICATION", {"flags": PRESENT}),
    "another key": ("SIGNATURE", {"key": ec.generate_private_key(ec.SECP256R1())}),
    "a signature that is none": ("SIGNATURE", {"response": {"signature": b64(b"none")}}),
    "another user's handle": ("PASSKEY", {"response": {"userHandle": b64(b"another")}}),
    "an unknown passkey": ("PASSKEY", {"credential": {"id": b64(b"unknown passkey!")}}),
    "a challenge nobody made": ("CHALLENGE", {"client_data": {"challenge": b64(b"c" * 64)}}),
    "a backup of what cannot be backed up": ("BACKUP_STATE", {"flags": PRESENT | VERIFIED | BACKED_UP}),
    "backup since lately": ("BACKUP_STATE", {"flags": PRESENT | VERIFIED | ELIGIBLE}),
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_counted_and_uses_the_challenge_up(house, anna, name):
    expected, changes = WRONG[name]
    options = house.ask().options
    found = house.give(anna.get(options, **changes))
    assert (failure(found), found.remaining_attempts, found.operation_failed) == (expected, 2, False)
    assert house.stored().passkey_status == "ACTIVE"
    again = house.give(anna.get(options))
    assert (again.is_right, failure(again)) == (
        (True, None) if name == "a challenge nobody made" else (False, "CHALLENGE")
    )


def test_the_third_failure_ends_the_operation(house, anna):
    for left in (2, 1, 0):
        found = house.give(anna.get(house.ask().options, flags=PRESENT))
        assert (found.remaining_attempts, found.operation_failed) == (left, left == 0)
    assert house.guarded.get().state.result == "FAILED"
    with pytest.raises(Refused) as refused:
        house.give(anna.get({"challenge": b64(b"c" * 64)}))
    assert refused.value.reason == "OPERATION_FAILED"


def test_a_signature_for_one_operation_serves_no_other_and_leaves_its_challenge(house, anna):
    house.approve("two")
    options = house.ask("one").options
    assert failure(house.give(anna.get(options), "two")) == "OPERATION"
    assert house.give(anna.get(options), "one").is_right


@pytest.mark.parametrize("changed", [{"operation_data": DATA.replace("100.50", "900.50")}, {"operation_name": "login"}])
def test_changed_data_are_not_what_was_signed(house, anna, changed):
    options = house.ask().options
    with house.database.write() as session:
        operations.amend(session, "one", **changed)
    assert failure(house.give(anna.get(options))) == "OPERATION"


def test_a_challenge_of_a_registration_approves_nothing(house, anna):
    options = house.passkeys.ask_for_passkey("anna", "anna", "Anna")
    assert failure(house.give(anna.get(options))) == "CHALLENGE"


def test_what_one_user_was_asked_no_other_answers(house, anna):
    house.register("roman")
    house.approve("two", user_id=None)
    found = house.give(anna.get(house.ask("two", "roman").options), "two", user_id="anna")
    assert (failure(found), house.guarded.get("two").state.user_id) == ("CHALLENGE", None)


def test_an_assertion_counts_once(house, anna):
    options = house.ask().options
    assert house.give(anna.get(options), updates=False).is_right
    assert failure(house.give(anna.get(options), updates=False)) == "CHALLENGE"


def test_a_challenge_passes_and_is_dropped(house, anna):
    options = house.ask().options
    house.guarded.wait(301)
    house.approve("two")
    assert failure(house.give(anna.get({**options}), "two")) == "CHALLENGE"


def test_of_many_challenges_the_newest_remain(house, anna):
    asked = []
    for _ in range(passkey_challenges.MAX_OPEN + 1):
        asked.append(house.ask().options)
        house.guarded.wait(1)
    assert failure(house.give(anna.get(asked[0]), updates=False)) == "CHALLENGE"
    assert house.give(anna.get(asked[1]), updates=False).is_right


def test_a_counter_that_goes_back_blocks_the_passkey_for_good(house, anna):
    house.give(anna.get(house.ask().options, counter=10), updates=False)
    found = house.give(anna.get(house.ask().options, counter=10), updates=False)
    assert (failure(found), found.verdict.passkey.status) == ("COUNTER", "BLOCKED")
    assert failure(house.give(anna.get(house.ask().options, counter=11))) == "PASSKEY"
    assert house.stored().blocked_ms is not None


def test_nobody_blocks_a_passkey_without_its_key(house, anna):
    house.give(anna.get(house.ask().options, counter=10), updates=False)
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert failure(house.give(anna.get(house.ask().options, counter=1, key=stranger))) == "SIGNATURE"
    assert house.stored().passkey_status == "ACTIVE"


def test_an_authenticator_that_counts_nothing_is_taken(house):
    found = house.register(authenticator=Authenticator(counter=None, flags=PRESENT | VERIFIED | ELIGIBLE))
    for operation_id, flags in (("one", found.flags | BACKED_UP), ("two", found.flags)):
        house.approve(operation_id)
        assert house.give(found.get(house.ask(operation_id).options, flags=flags), operation_id).is_right
        assert house.stored().is_backed_up == bool(flags & BACKED_UP)


def test_another_users_passkey_is_nobodys_here(house, anna):
    roman = house.register("roman")
    found = house.give(roman.get(house.ask().options))
    assert (failure(found), found.verdict.passkey.passkey_id) == ("PASSKEY", None)


def test_a_removed_passkey_signs_no_more(house, anna):
    options = house.ask().options
    house.passkeys.remove("anna", house.passkey.passkey_id)
    assert failure(house.give(anna.get(options))) == "PASSKEY"


@pytest.mark.parametrize("status", ["BLOCKED", "REMOVED"])
def test_a_user_who_is_not_active_has_no_attempts_and_ends_the_operation(house, anna, status):
    options = house.ask().options
    house.guarded.set_user(status)
    found = house.give(anna.get(options))
    assert (failure(found), found.remaining_attempts, found.operation_failed) == ("USER_STATUS", 0, True)


def test_the_users_history_tells_of_each_try(house, anna):
    house.give(anna.get(house.ask().options, flags=PRESENT))
    house.give(anna.get(house.ask().options))
    with house.database.read() as session:
        columns = col(AuthenticationRow.authentication_type), col(AuthenticationRow.authentication_result)
        tries = session.connection().execute(select(*columns)).all()
    assert sorted(tuple(row) for row in tries) == [("PASSKEY", "FAILED"), ("PASSKEY", "SUCCEEDED")]


def test_without_a_passkey_the_options_look_alike_each_time(house):
    house.approve()
    house.approve("two", user_id="nobody")
    first, second = (house.ask("two", "nobody").options["allowCredentials"] for _ in range(2))
    other = house.ask("one", "anna").options["allowCredentials"]
    assert first == second != other
    house.register()
    [real], [invented] = house.ask().options["allowCredentials"], first
    assert (real.keys(), real["type"]) == (invented.keys(), invented["type"])


def test_a_removed_user_has_no_passkeys(house, anna):
    with house.database.write() as session:
        passkeys.remove_all(session, "anna")
    assert (house.stored().passkey_status, house.stored().public_key) == ("REMOVED", None)


@pytest.mark.parametrize(
    "added", [{}, {"client_data": {"added by whoever signs": "x" * 11_000}}], ids=["plain", "long"]
)
def test_what_was_signed_can_be_shown_without_this_server(house, anna, tmp_path, added):
    credential = anna.get(house.ask().options, **added)
    response = credential["response"]
    names = ("clientDataJSON", "authenticatorData", "signature")
    assertion = assertion_of(credential)
    sealer = house.guarded.sealer
    audited = Database(f"sqlite:///{tmp_path}/store.db", info=trail.database_info(sealer))
    attempt = Attempt(AuthenticationType.PASSKEY, "one", "anna", operation_id="one", passkey=assertion)
    PasskeyChecks(audited, house.passkeys).check(attempt, assertion, lambda *_: None)
    [line] = map(json.loads, AuditLog(audited, sealer).export(from_ms=None, to_ms=None))
    audited.close()
    assert (line["action"], line["result"]) == ("PASSKEY", "OK")
    proof = json.loads(line["event_data"].splitlines()[-1])
    assert {name: proof[name] for name in names} == {name: response[name] for name in names}
    client_data = json.loads(unb64(proof["clientDataJSON"]))
    digest = hashlib.sha256(b"nextstep passkey v1")
    for member in ("one", "approve", DATA):
        digest.update(len(member.encode()).to_bytes(4, "big") + member.encode())
    assert unb64(client_data["challenge"])[32:] == digest.digest()
    numbers = cbor2.loads(unb64(proof["publicKey"]))
    x, y = (int.from_bytes(numbers[name], "big") for name in (-2, -3))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    signed = unb64(proof["authenticatorData"]) + hashlib.sha256(unb64(proof["clientDataJSON"])).digest()
    key.verify(unb64(proof["signature"]), signed, ec.ECDSA(hashes.SHA256()))
