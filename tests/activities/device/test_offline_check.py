"""The check of a code that was copied from a phone: repeated, it is answered the same and moves the counters once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.device.phone_verdicts import ApprovalFailure
from activities.powerauth import base64_text
from activities.powerauth.least_protocol import LeastProtocol
from activities.store import v4_keys
from tests.activities.device.scanned import ACCEPTED, NONCE, Asked


@pytest.fixture(params=["3.2", "4.0"])
def phone(request, home, application):
    return home.phone(application, version=request.param)


@pytest.fixture
def asked(home, phone):
    return Asked(home, phone)


def test_a_right_code_moves_the_counter_and_uses_the_nonce_once(home, phone, asked):
    asked.noted(asked.code())
    first = asked.run()
    assert (first.failure, first.signature_type, first.remaining_attempts) == (None, "possession_knowledge", 5)
    assert asked.run() == first
    assert (home.row(phone).counter, home.row(phone).failed_attempts, asked.nonces()) == (1, 0, [])


def test_runs_at_once_are_one(home, phone, asked):
    asked.noted(asked.code())
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda _: asked.run(), range(16)))
    assert {verdict.failure for verdict in verdicts} == {None}
    assert (home.row(phone).counter, home.row(phone).failed_attempts) == (1, 0)


def test_a_wrong_code_is_counted_once_and_leaves_the_nonce(home, phone, asked):
    asked.noted("00000000-00000000")
    first = asked.run()
    assert (first.failure, first.remaining_attempts) == (ApprovalFailure.SIGNATURE, 4)
    assert asked.run() == first
    assert (home.row(phone).failed_attempts, asked.nonces()) == (1, [NONCE])


def test_a_used_nonce_serves_no_second_code(home, phone, asked):
    asked.noted(asked.code())
    asked.run()
    asked.noted(asked.code(), "another")
    assert asked.run("another", taken=("update",)).failure is ApprovalFailure.SIGNATURE
    assert home.row(phone).failed_attempts == 1


def test_a_code_that_was_right_before_has_that_answer_under_that_update(home, phone, asked):
    otp = asked.code()
    asked.noted(otp)
    first = asked.checked()
    asked.noted(otp, "another")
    assert asked.checked("another") == first
    assert first.update_id == "update"
    assert (home.row(phone).counter, home.row(phone).failed_attempts) == (1, 0)


def test_an_unknown_nonce_is_counted(home, phone, asked):
    asked.noted(asked.code(), nonce=base64_text.encode(bytes(16)))
    assert asked.run().failure is ApprovalFailure.SIGNATURE
    assert (home.row(phone).failed_attempts, asked.nonces()) == (1, [NONCE])


@pytest.mark.parametrize(
    ("factors", "accepted", "failure"),
    [
        ("possession_biometry", ACCEPTED, None),
        ("possession_biometry", ("possession_knowledge",), ApprovalFailure.SIGNATURE),
        ("possession_knowledge", ("possession_biometry",), ApprovalFailure.FACTOR),
        ("possession_knowledge", ("possession",), None),
    ],
)
def test_the_factors_must_be_accepted(asked, factors, accepted, failure):
    asked.noted(asked.code(factors))
    assert asked.run(accepted=accepted).failure is failure


@pytest.mark.parametrize("status", ["BLOCKED", "REMOVED", "PENDING_COMMIT"])
def test_of_a_device_that_is_not_active_no_code_is_right(home, phone, asked, status):
    asked.noted(asked.code())
    home.change(phone, status=status)
    found = asked.run()
    assert (found.failure, found.status, found.remaining_attempts) == (ApprovalFailure.SIGNATURE, status, 0)
    assert (home.row(phone).counter, home.row(phone).failed_attempts) == (0, 0)


@pytest.mark.parametrize("right", [True, False])
def test_no_code_of_a_phone_that_has_not_confirmed_is_right_and_none_counts(home, application, right):
    """As its codes over the network: nobody is told of them, and what is sent once more is looked at once more."""
    phone = home.phone(application, version="4.0", v4={"is_confirmed": False})
    asked = Asked(home, phone)
    code = asked.code() if right else "00000000-00000000"
    for count in range(6):
        asked.noted(code, str(count))
        found = asked.run(str(count))
        assert (found.failure, found.status, found.remaining_attempts) == (ApprovalFailure.FOREIGN, "ACTIVE", 5)
        assert found.signature_type == "possession_knowledge"
    assert (home.row(phone).counter, home.row(phone).failed_attempts, asked.nonces()) == (0, 0, [NONCE])
    with home.database.write() as session:
        v4_keys.confirm(session, phone.registration.activation_id, biometry_enabled=True)
    asked.noted(code, "0")
    assert (asked.run("0").failure is None) is right


def test_codes_of_version_3_are_right_as_long_as_any_of_it_is_served_and_count_no_longer(home, application):
    phone = home.phone(application, protocol="3.1")
    asked = Asked(home, phone)
    home.applications.change(application.application_id, least_protocol=LeastProtocol.V4_0)
    for count, code in enumerate([asked.code(), *["00000000-00000000"] * 6]):
        asked.noted(code, str(count))
        found = asked.run(str(count))
        assert (found.failure, found.status, found.remaining_attempts) == (ApprovalFailure.FOREIGN, "ACTIVE", 5)
    assert (home.row(phone).counter, home.row(phone).failed_attempts, asked.nonces()) == (0, 0, [NONCE])
    home.applications.change(application.application_id, least_protocol=LeastProtocol.V3_3)
    asked.noted(asked.code(), "served")
    assert asked.run("served").failure is None


def test_the_fifth_wrong_code_blocks_the_device(home, phone, asked):
    for count in range(5):
        asked.noted("00000000-00000000", str(count))
        found = asked.run(str(count))
    assert (found.status, found.remaining_attempts) == ("BLOCKED", 0)
    assert (home.row(phone).status, home.row(phone).blocked_reason) == ("BLOCKED", "MAX_FAILED_ATTEMPTS")
