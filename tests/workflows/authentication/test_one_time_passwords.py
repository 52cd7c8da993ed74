"""One-time passwords that are checked here: alone, and as the step of an operation; and everything that fails on the way."""

import threading

import pytest

from activities.store import otps
from config.refused import Refused
from tests.workflows.authentication.conftest import wrong
from workflows.temporal.client import EngineUnavailable


def answered(found):
    return found.is_right, found.verdict.otp.status, found.remaining_attempts


def test_alone_the_right_value_uses_it_up(guarded):
    created = guarded.otp()
    assert answered(guarded.give(created, created.value)) == (True, "USED", 0)
    assert answered(guarded.give(created, created.value)) == (False, "USED", 0)


def test_alone_the_third_wrong_value_blocks_it_and_the_right_one_comes_too_late(guarded):
    created = guarded.otp()
    found = [answered(guarded.give(created, wrong(created))) for _ in range(3)]
    assert found == [(False, "ACTIVE", 2), (False, "ACTIVE", 1), (False, "BLOCKED", 0)]
    assert answered(guarded.give(created, created.value)) == (False, "BLOCKED", 0)


@pytest.mark.parametrize("user_id", ["anna", None, "somebody kept elsewhere"])
def test_the_right_value_ends_the_step_of_an_operation(guarded, user_id):
    guarded.confirm()
    created = guarded.otp("one", user_id=user_id)
    found = guarded.give(created, created.value)
    assert (found.is_right, found.operation_failed) == (True, False)
    assert found.verdict.user_status == ("ACTIVE" if user_id == "anna" else None)
    state = guarded.get().state
    assert (state.result, state.user_id) == ("DONE", user_id)
    assert state.current.instruments == ("OTP_KEY",)
    check = state.current.check
    assert (check.otp, check.otp_is_right, check.otp_attempts, check.credential) == ("SMS", True, 0, None)


def test_without_update_the_operation_hears_nothing(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    assert answered(guarded.give(created, created.value, updates=False)) == (True, "USED", 0)
    assert guarded.get().state.version == 1


def test_a_new_one_removes_those_before_it(guarded):
    guarded.confirm()
    first, second = guarded.otp("one"), guarded.otp("one")
    assert [guarded.status(first), guarded.status(second)] == ["REMOVED", "ACTIVE"]
    assert guarded.one_time_passwords.find(None, "one").otp_id == second.otp.otp_id


def test_failures_count_on_the_password_and_on_the_operation_and_the_last_ends_it(guarded):
    guarded.confirm()
    first = guarded.otp("one")
    assert [guarded.give(first, wrong(first)).remaining_attempts for _ in range(3)] == [2, 1, 0]
    assert (guarded.status(first), guarded.get().state.result) == ("BLOCKED", "CONTINUE")
    second = guarded.otp("one")
    found = [guarded.give(second, wrong(second)) for _ in range(2)]
    assert [(one.remaining_attempts, one.operation_failed) for one in found] == [(1, False), (0, True)]
    assert guarded.get().state.result == "FAILED"
    with pytest.raises(Refused) as refused:
        guarded.give(second, second.value)
    assert refused.value.reason == "OPERATION_FAILED"


def test_one_that_is_no_longer_active_ends_the_operation(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    for left in (2, 1, 0):
        found = guarded.give(created, wrong(created), check_only=True)
        assert (found.is_right, found.remaining_attempts) == (False, left)
    assert guarded.get().state.result == "CONTINUE"
    found = guarded.give(created, created.value)
    assert (found.is_right, found.operation_failed) == (False, True)
    assert guarded.get().state.result == "FAILED"


def test_looked_at_it_stays_and_can_then_be_used(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    assert answered(guarded.give(created, created.value, check_only=True)) == (True, "ACTIVE", 3)
    assert guarded.get().state.version == 1
    assert answered(guarded.give(created, created.value)) == (True, "USED", 0)
    assert guarded.get().state.result == "DONE"


def test_what_has_expired_is_blocked_and_a_new_one_may_follow(guarded):
    guarded.define_otp("SHORT", expiration_time=60)
    guarded.confirm()
    created = guarded.otp("one", name="SHORT")
    guarded.wait(61)
    assert answered(guarded.give(created, created.value)) == (False, "BLOCKED", 0)
    again = guarded.otp("one", name="SHORT")
    assert guarded.give(again, again.value).is_right
    assert guarded.get().state.result == "DONE"


@pytest.mark.parametrize("status", ["BLOCKED", "REMOVED"])
def test_a_user_who_is_not_active_has_no_attempts_and_ends_the_operation(guarded, status):
    guarded.confirm()
    created = guarded.otp("one")
    guarded.set_user(status)
    found = guarded.give(created, created.value)
    assert (found.is_right, found.remaining_attempts, found.operation_failed) == (False, 0, True)
    assert found.verdict.user_status == status
    assert guarded.status(created) == "ACTIVE"


def test_a_user_who_is_unblocked_may_use_what_he_has(guarded):
    created = guarded.otp()
    guarded.set_user("BLOCKED")
    assert not guarded.give(created, created.value).is_right
    guarded.set_user("ACTIVE")
    assert guarded.give(created, created.value).is_right


def test_a_user_who_is_blocked_gets_none(guarded):
    guarded.set_user("BLOCKED")
    with pytest.raises(Refused) as refused:
        guarded.otp()
    assert refused.value.reason == "USER_NOT_ACTIVE"


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda house: house.step("SMS_KEY"), "OPERATION_FINISHED"),
        (lambda house: house.step("SMS_KEY", "AUTH_METHOD_FAILED"), "OPERATION_FAILED"),
        (lambda house: house.step("SMS_KEY", "CANCELED"), "OPERATION_CANCELED"),
        (lambda house: house.wait(301), "OPERATION_FAILED"),
    ],
    ids=["done", "failed", "canceled", "expired"],
)
@pytest.mark.parametrize("updates", [True, False])
def test_for_a_closed_operation_nothing_is_checked_or_counted(guarded, prepare, reason, updates):
    guarded.confirm()
    created = guarded.otp("one")
    prepare(guarded)
    for value in (created.value, wrong(created)):
        with pytest.raises(Refused) as refused:
            guarded.give(created, value, updates=updates)
        assert refused.value.reason == reason
    assert guarded.one_time_passwords.find(created.otp.otp_id, None).attempt_counter == 0


def test_a_step_that_is_not_offered_is_refused_before_anything_is_counted(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    with pytest.raises(Refused) as refused:
        guarded.give(created, wrong(created), method="CONSENT")
    assert refused.value.reason == "STEP_NOT_OFFERED"
    assert guarded.one_time_passwords.find(created.otp.otp_id, None).attempt_counter == 0


def test_of_several_steps_one_has_to_be_named(guarded):
    guarded.create("two", "login")  # offers USER_ID_ASSIGN and USERNAME_PASSWORD_AUTH
    created = guarded.otp("two")
    with pytest.raises(Refused) as refused:
        guarded.give(created, created.value)
    assert refused.value.reason == "REQUEST_INVALID"
    assert guarded.give(created, created.value, method="USERNAME_PASSWORD_AUTH").is_right
    assert guarded.get("two").state.current.method == "USERNAME_PASSWORD_AUTH"


def test_another_users_operation_is_none_of_his(guarded):
    guarded.confirm(user_id="bea")
    with pytest.raises(Refused) as refused:
        guarded.otp("one", user_id="anna")
    assert refused.value.reason == "REQUEST_INVALID"


def test_who_failed_has_not_become_the_operations_user(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    guarded.give(created, wrong(created))
    assert guarded.get().state.user_id is None


def test_another_operations_is_refused(guarded):
    guarded.confirm("one")
    guarded.confirm("other")
    created = guarded.otp("one")
    with pytest.raises(Refused) as refused:
        guarded.one_time_passwords.find(created.otp.otp_id, "other")
    assert refused.value.reason == "REQUEST_INVALID"


def test_a_copy_under_one_key_has_the_first_answer_and_counts_nothing(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    first = guarded.give(created, wrong(created), key="key")
    assert guarded.give(created, wrong(created), key="key") == first
    assert guarded.one_time_passwords.find(created.otp.otp_id, None).failed_attempt_counter == 1
    last = guarded.give(created, created.value, key="right")
    assert guarded.give(created, created.value, key="right") == last
    assert last.is_right


def test_a_verdict_whose_process_died_is_adopted_by_the_next_copy(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    guarded.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        guarded.give(created, created.value, key="key")
    assert (guarded.status(created), guarded.get().state.result) == ("USED", "CONTINUE")
    guarded.workflow_client.away = False
    found = guarded.give(created, created.value, key="key", process=guarded.another_process())
    assert found.is_right
    assert guarded.get().state.result == "DONE"
    assert guarded.one_time_passwords.find(created.otp.otp_id, None).attempt_counter == 1


def test_an_answer_that_was_lost_is_told_again(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    guarded.workflow_client.loses_answers = True
    with pytest.raises(EngineUnavailable):
        guarded.give(created, wrong(created), key="key")
    guarded.workflow_client.loses_answers = False
    assert guarded.give(created, wrong(created), key="key").remaining_attempts == 2
    assert len(guarded.get().state.history) == 2


def test_wrong_behind_a_right_one_that_is_on_its_way_is_not_held_against_the_operation(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    late = []
    guarded.workflow_client.meanwhile = lambda: late.append(guarded.give(created, wrong(created)))
    assert guarded.give(created, created.value).is_right
    assert [one.is_right for one in late] == [False]
    state = guarded.get().state
    assert (state.result, len(state.history)) == ("DONE", 2)


def test_right_when_the_operation_is_ended_in_between_is_not_right(guarded):
    guarded.confirm()
    created = guarded.otp("one")
    guarded.workflow_client.meanwhile = lambda: guarded.wait(301)
    found = guarded.give(created, created.value)
    assert (found.is_right, found.operation_failed, found.remaining_attempts) == (False, True, 0)


def test_parallel_wrong_values_count_each_once_up_to_the_limit(guarded):
    guarded.define_otp("MANY", attempt_limit=5)
    created = guarded.otp(name="MANY")
    found = []

    def guess():
        found.append(answered(guarded.give(created, wrong(created))))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = guarded.one_time_passwords.find(created.otp.otp_id, None)
    assert (counted.failed_attempt_counter, counted.otp_status) == (5, "BLOCKED")
    assert sorted(left for _, _, left in found) == [0] * 8 + [1, 2, 3, 4]
    assert not guarded.give(created, created.value).is_right


def test_a_sealed_value_is_not_in_the_table_and_is_compared_all_the_same(guarded):
    guarded.define_otp("SEALED", sealed=True)
    created = guarded.otp(name="SEALED")
    with guarded.database.read() as session:
        stored = otps.find(session, created.otp.otp_id, None)
    assert created.value not in stored.value
    assert guarded.one_time_passwords.value(stored) == created.value
    assert guarded.give(created, created.value).is_right


def test_asked_again_under_its_id_it_is_the_same(guarded):
    first = guarded.otp(otp_id="11111111-0000-0000-0000-000000000000")
    again = guarded.otp(otp_id="11111111-0000-0000-0000-000000000000")
    assert (again.otp, again.value) == (first.otp, first.value)


def test_what_is_removed_cannot_be_used(guarded):
    created = guarded.otp()
    assert guarded.one_time_passwords.remove(created.otp.otp_id, None).otp_status == "REMOVED"
    assert answered(guarded.give(created, created.value)) == (False, "REMOVED", 0)
