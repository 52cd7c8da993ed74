"""The check as an activity: run twice, it answers the same and moves the counters once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from activities.device.signature_activity import SignatureActivities, SignatureCheck
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.powerauth import base64_text

BODY = b'{"requestObject":{"id":"1"}}'


def checked(phone, update_id="update", factors="possession_knowledge"):
    header = phone.sign("POST", "/operation/authorize", BODY, factors)["X-PowerAuth-Authorization"]
    return SignatureCheck("operation", update_id, header, "POST", "/operation/authorize", base64_text.encode(BODY))


@pytest.fixture
def run(home):
    activities = SignatureActivities(home.database, home.devices.signatures)
    return lambda check: ActivityEnvironment().run(activities.check_signature, check)


def test_a_second_run_answers_the_recorded_verdict(home, phone, run):
    check = checked(phone)
    first = run(check)
    assert first.valid
    assert run(check) == first
    assert home.row(phone).counter == 1


def test_a_second_run_of_a_failure_does_not_count_again(home, phone, run):
    phone.pin = "9999"
    check = checked(phone)
    first = run(check)
    assert (first.valid, first.remaining_attempts) == (False, 4)
    assert run(check) == first
    assert home.row(phone).failed_attempts == 1


def test_another_update_is_another_check(home, phone, run):
    check = checked(phone)
    assert run(check).valid
    assert not run(replace(check, update_id="other")).valid


def test_runs_at_once_move_the_counter_once(home, phone, run):
    check = checked(phone)
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda _: run(check), range(16)))
    assert {verdict.valid for verdict in verdicts} == {True}
    assert (home.row(phone).counter, home.row(phone).failed_attempts) == (1, 0)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"body": base64_text.encode(b"other")}, "REQUEST_CHANGED"),
        ({"method": "PUT"}, "REQUEST_CHANGED"),
        ({"authorization": "PowerAuth"}, "SIGNATURE_MALFORMED"),
        ({"body": "?"}, "SIGNATURE_MALFORMED"),
    ],
)
def test_another_request_under_the_same_update_is_refused_for_good(phone, run, changed, kind):
    check = checked(phone)
    run(check)
    with pytest.raises(ApplicationError) as refused:
        run(replace(check, **changed))
    assert (refused.value.type, refused.value.non_retryable) == (kind, True)
