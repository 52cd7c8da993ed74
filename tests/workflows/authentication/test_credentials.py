"""Passwords that are checked here, alone, as a step, and together with a one-time password that is tied to them."""

import threading

import pytest

from activities.store import authentications
from config.refused import Refused
from tests.activities.credentials import made
from tests.workflows.authentication.conftest import PASSWORD, wrong
from workflows.temporal.client import EngineUnavailable

WRONG = "An0therOne"


@pytest.fixture
def equipped(guarded):
    guarded.equip_with_password()
    return guarded


def answered(found):
    return found.is_right, found.verdict.credential.status, found.remaining_attempts


def parts(found):
    return found.is_right, found.verdict.credential.is_right, found.verdict.otp.is_right


def tied(house, operation_id=None):
    return house.otp(operation_id, credential_name=made.NAME)


def test_alone(equipped):
    assert answered(equipped.say(WRONG)) == (False, "ACTIVE", 2)
    assert answered(equipped.say(PASSWORD)) == (True, "ACTIVE", 3)


def test_as_a_step_of_an_operation(equipped):
    equipped.confirm()
    wrong_one = equipped.say(WRONG, operation_id="one")
    assert (wrong_one.is_right, wrong_one.operation_failed, equipped.get().state.result) == (False, False, "CONTINUE")
    assert equipped.say(PASSWORD, operation_id="one").is_right
    state = equipped.get().state
    assert (state.result, state.user_id, state.current.instruments) == ("DONE", "anna", ("CREDENTIAL",))
    assert [
        (one.check.credential, one.check.credential_is_right, one.check.credential_attempts)
        for one in state.history[1:]
    ] == [
        (made.NAME, False, 2),
        (made.NAME, True, 3),
    ]


def test_a_password_that_comes_twice_takes_one_step(equipped):
    equipped.create("two", "login")
    assert not equipped.say(WRONG, operation_id="two", method="USERNAME_PASSWORD_AUTH").is_right
    assert equipped.say(PASSWORD, operation_id="two").is_right
    for value in (PASSWORD, WRONG):
        with pytest.raises(Refused) as refused:
            equipped.say(value, operation_id="two")
        assert (refused.value.reason, "authMethod" in refused.value.detail) == ("REQUEST_INVALID", True)
    state = equipped.get("two").state
    assert (state.current.method, state.current.steps) == ("USERNAME_PASSWORD_AUTH", ("CONSENT",))
    assert equipped.credential().attempt_counter == 2
    assert equipped.say(PASSWORD, operation_id="two", method="CONSENT").is_right


def test_a_password_with_a_new_code_takes_one_step_after_another(equipped):
    equipped.create("two", "login_sca")
    for expected in ("CONTINUE", "DONE"):
        created = tied(equipped, "two")
        assert equipped.say(PASSWORD, otp=created, code=created.value).is_right
        assert equipped.get("two").state.result == expected


@pytest.mark.parametrize(
    ("user_id", "prepare", "reason"),
    [
        ("nobody", lambda house: None, "USER_NOT_FOUND"),
        ("jana", lambda house: None, "CREDENTIAL_NOT_FOUND"),
        ("anna", lambda house: house.set_user("REMOVED"), "USER_NOT_FOUND"),
    ],
)
def test_whom_there_is_not_is_refused_after_as_much_effort(equipped, monkeypatch, user_id, prepare, reason):
    prepare(equipped)
    compared = []
    match_nothing = equipped.credential_checks._protection.match_nothing
    monkeypatch.setattr(
        equipped.credential_checks._protection,
        "match_nothing",
        lambda *asked: compared.append(asked) or match_nothing(*asked),
    )
    with pytest.raises(Refused) as refused:
        equipped.say(PASSWORD, user_id=user_id)
    assert (refused.value.reason, len(compared)) == (reason, 1)


def test_a_blocked_user_is_compared_and_fails_and_counts_nothing(equipped):
    equipped.set_user("BLOCKED")
    found = equipped.say(PASSWORD)
    assert (found.is_right, found.verdict.user_status, found.remaining_attempts) == (False, "BLOCKED", 0)
    assert equipped.credential().attempt_counter == 0
    created = None
    with pytest.raises(Refused):
        created = tied(equipped)
    assert created is None


def test_all_parts_of_a_blocked_user_fail(equipped):
    created = tied(equipped)
    equipped.set_user("BLOCKED")
    found = equipped.say(PASSWORD, otp=created, code=created.value)
    assert (parts(found), found.remaining_attempts) == ((False, False, False), 0)


@pytest.mark.parametrize("status", ["BLOCKED_PERMANENT", "BLOCKED_TEMPORARY", "REMOVED"])
def test_a_credential_that_is_not_active_fails_by_every_way(equipped, status):
    code, both = tied(equipped), tied(equipped)
    equipped.set_credential(status)
    assert answered(equipped.say(PASSWORD)) == (False, status, 0)
    found = equipped.give(code, code.value)
    assert (found.is_right, found.verdict.credential.status, found.verdict.otp.status) == (False, status, "BLOCKED")
    assert parts(equipped.say(PASSWORD, otp=both, code=both.value)) == (False, False, False)


def test_a_one_time_password_counts_on_its_credential(equipped):
    created = tied(equipped)
    assert [answered(equipped.give(created, wrong(created))) for _ in range(3)] == [
        (False, "ACTIVE", 2),
        (False, "ACTIVE", 1),
        (False, "BLOCKED_TEMPORARY", 0),
    ]
    equipped.clear_counters("RESET_BLOCKED_TEMPORARY")
    assert equipped.credential().status == "ACTIVE"
    found = []
    for _ in range(2):
        created = tied(equipped)
        found.append(answered(equipped.give(created, wrong(created))))
    assert found == [(False, "ACTIVE", 1), (False, "BLOCKED_PERMANENT", 0)]
    assert equipped.status(created) == "BLOCKED"


@pytest.mark.parametrize("with_operation", [True, False])
@pytest.mark.parametrize(
    ("password", "is_code_right", "expected", "otp_status"),
    [
        (PASSWORD, True, (True, True, True), "USED"),
        (WRONG, True, (False, False, True), "ACTIVE"),
        (PASSWORD, False, (False, True, False), "ACTIVE"),
        (WRONG, False, (False, False, False), "ACTIVE"),
    ],
)
def test_both_together(equipped, with_operation, password, is_code_right, expected, otp_status):
    if with_operation:
        equipped.confirm()
    created = tied(equipped, "one" if with_operation else None)
    found = equipped.say(password, otp=created, code=created.value if is_code_right else wrong(created))
    assert (parts(found), found.verdict.otp.status) == (expected, otp_status)
    credential = equipped.credential()
    assert (credential.failed_soft, credential.failed_hard) == ((0, 0) if expected[0] else (1, 1))
    if with_operation:
        assert equipped.get().state.result == ("DONE" if expected[0] else "CONTINUE")
        assert equipped.get().state.current.instruments == ("CREDENTIAL", "OTP_KEY")


@pytest.mark.parametrize("together", [True, False])
def test_the_fifth_failure_ends_the_operation_though_the_credential_counts_anew(equipped, together):
    equipped.confirm()
    created = tied(equipped, "one") if together else None
    found = []
    for _ in range(5):
        found.append(
            equipped.say(WRONG, otp=created, code=created.value) if created else equipped.say(WRONG, operation_id="one")
        )
        equipped.set_credential("ACTIVE")
    assert [(one.remaining_attempts, one.operation_failed) for one in found] == [
        (2, False),
        (2, False),
        (2, False),
        (1, False),
        (0, True),
    ]
    assert equipped.get().state.result == "FAILED"


def test_the_last_failure_that_blocks_the_credential_ends_the_operation(equipped):
    equipped.confirm()
    found = [equipped.say(WRONG, operation_id="one") for _ in range(3)]
    assert [(one.remaining_attempts, one.operation_failed) for one in found] == [(2, False), (1, False), (0, True)]
    with pytest.raises(Refused) as refused:
        equipped.say(PASSWORD, operation_id="one")
    assert refused.value.reason == "OPERATION_FAILED"
    assert equipped.credential().attempt_counter == 3


def test_another_users_operation_is_refused_before_anything_is_counted(equipped):
    equipped.confirm(user_id="bea")
    with pytest.raises(Refused) as refused:
        equipped.say(WRONG, operation_id="one")
    assert refused.value.reason == "REQUEST_INVALID"
    assert equipped.credential().attempt_counter == 0


def test_who_mistyped_his_name_has_not_taken_the_operation(equipped):
    equipped.confirm()
    equipped.equip_with_password("jana")
    equipped.say(WRONG, operation_id="one", user_id="jana")
    assert equipped.say(PASSWORD, operation_id="one", user_id="anna").is_right


def test_copies_at_once_count_once(equipped):
    found = []

    def guess():
        found.append(equipped.say(WRONG, key="one"))

    threads = [threading.Thread(target=guess) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(one == found[0] for one in found)
    assert equipped.credential().failed_hard == 1


def test_parallel_wrong_values_for_an_operation_count_exactly_to_the_limit(equipped):
    equipped.confirm()
    found, refused = [], []

    def guess():
        try:
            found.append(equipped.say(WRONG, operation_id="one"))
        except Refused as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert equipped.credential().failed_hard == 3
    assert equipped.get().state.result == "FAILED"
    assert not any(one.is_right for one in found)
    assert set(refused) <= {"OPERATION_FAILED"}
    equipped.clear_counters()
    with pytest.raises(Refused):
        equipped.say(PASSWORD, operation_id="one")


def test_a_verdict_whose_process_died_is_adopted(equipped):
    equipped.confirm()
    equipped.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        equipped.say(PASSWORD, operation_id="one", key="key")
    equipped.workflow_client.away = False
    assert equipped.say(PASSWORD, operation_id="one", key="key").is_right
    assert equipped.get().state.result == "DONE"
    assert equipped.credential().attempt_counter == 1


def test_a_value_that_is_changed_while_it_is_compared_is_compared_again(equipped, monkeypatch):
    compare, compared = equipped.credential_checks.compare, []

    def meanwhile(*asked):
        found = compare(*asked)
        if not compared:
            equipped.credentials.reset("anna", made.NAME, None, None)
        compared.append(found.matches)
        return found

    monkeypatch.setattr(equipped.credential_checks, "compare", meanwhile)
    assert not equipped.say(PASSWORD).is_right
    assert compared == [True, False]


def test_each_try_is_in_the_users_history(equipped):
    created = tied(equipped)
    equipped.say(WRONG)
    equipped.wait(1)
    equipped.give(created, wrong(created))
    equipped.wait(1)
    equipped.say(PASSWORD, otp=created, code=created.value)
    with equipped.database.read() as session:
        kept = authentications.list_newest(session, "anna", since_ms=None, until_ms=None, most=10)
    assert [
        (
            one.authentication_type,
            one.authentication_result,
            one.credential_authentication_result,
            one.otp_authentication_result,
        )
        for one in kept
    ] == [
        ("CREDENTIAL_OTP", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"),
        ("OTP", "FAILED", None, "FAILED"),
        ("CREDENTIAL", "FAILED", "FAILED", None),
    ]
