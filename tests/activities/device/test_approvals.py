"""The check of an approval: a copy of a request is answered the same, and moves the counters no more."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from activities.device.approvals import AUTHORIZE, CANCEL
from activities.device.phone_verdicts import ApprovalFailure
from activities.device.proximity import sealing_context
from activities.powerauth import totp
from activities.store import signed_requests, signers
from config.clock import now_ms
from tests.activities.device.desk import DATA, Desk


@pytest.fixture(params=["3.2", "4.0"])
def desk(request, home, application):
    return Desk(home, home.phone(application, version=request.param))


def test_a_copy_adopts_the_verdict(desk):
    request = desk.noted()
    first = desk.run(request)
    assert (first.failure, first.user_id) == (None, "roman")
    assert desk.run(request) == first
    assert desk.home.row(desk.phone).counter == 1


NUMBERS = ("0.8", "1e309", "-1e999999999", "1E-401", "9" * 100, "0." + "9" * 98)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
def test_whatever_number_an_app_adds_it_is_an_approval(desk, number):
    added = f'{{"requestObject":{{"id":"operation","data":"{DATA}","mobileTokenData":{{"n":{number}}}}}}}'
    assert desk.run(desk.signed(added)).failure is None


def test_a_copy_of_a_failure_does_not_count_again(desk):
    desk.phone.pin = "9999"
    request = desk.noted()
    first = desk.run(request)
    assert (first.failure, first.remaining_attempts) == (ApprovalFailure.SIGNATURE, 4)
    assert desk.run(request) == first
    assert desk.home.row(desk.phone).failed_attempts == 1


def test_copies_at_once_move_the_counter_once(desk):
    request = desk.noted()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: desk.run(request), range(16)))
    assert {verdict.failure for verdict in found} == {None}
    row = desk.home.row(desk.phone)
    assert (row.counter, row.failed_attempts) == (1, 0)


@pytest.mark.parametrize(
    ("request_", "failure"),
    [
        ({"data": "A1*A101CZK"}, ApprovalFailure.DATA),
        ({"data": f"{DATA} "}, ApprovalFailure.DATA),
        ({"data": DATA.lower()}, ApprovalFailure.DATA),
        ({"factors": "possession"}, ApprovalFailure.FACTOR),
        ({"factors": "possession", "resource_id": CANCEL}, None),
        ({"factors": "possession_biometry"}, None),
    ],
    ids=str,
)
def test_what_is_rightly_signed_may_still_be_no_approval(desk, request_, failure):
    verdict = desk.run(desk.noted(**request_))
    assert verdict.failure == failure
    # The signature was right: it counts as used, and not as failed.
    row = desk.home.row(desk.phone)
    assert (row.counter, row.failed_attempts) == (1, 0)


def test_without_the_word_from_nearby_it_is_no_approval(desk):
    seed = totp.SEED_SIZE * b"s"
    desk.pinned_template(totp_seed=desk.home.sealer.seal(seed, *sealing_context("operation")))
    assert desk.run(desk.noted("first")).failure is ApprovalFailure.PROXIMITY
    assert desk.run(desk.noted("second", proximityCheck={"otp": "00000000"})).failure is ApprovalFailure.PROXIMITY
    right = {"otp": totp.code(seed, now_ms())}
    assert desk.run(desk.noted("third", proximityCheck=right)).failure is None


@pytest.mark.parametrize(
    ("taken", "later_ms", "failure"),
    [
        ((), 0, ApprovalFailure.OVERTAKEN),
        (("another",), 0, ApprovalFailure.OVERTAKEN),
        (("right",), 0, ApprovalFailure.SIGNATURE),
        ((), 12_001, ApprovalFailure.SIGNATURE),
    ],
    ids=["on its way", "another was taken", "taken already", "nobody waits for it any more"],
)
def test_what_fails_behind_a_right_answer_is_overtaken_while_that_is_on_its_way(
    desk, monkeypatch, taken, later_ms, failure
):
    wrong = desk.noted("wrong")
    right = desk.noted("right")
    assert desk.run(right).failure is None
    later = now_ms() + later_ms
    monkeypatch.setattr("activities.store.verdicts.now_ms", lambda: later)
    assert desk.run(wrong, taken).failure is failure
    assert desk.run(right).failure is None


def test_a_signature_that_nobody_waits_for_moves_the_counter_once_however_often_it_is_sent(desk):
    request = desk.noted()
    found = [desk.alone(request) for _ in range(6)]
    assert {verdict.failure for verdict in found} == {ApprovalFailure.OPERATION}
    row = desk.home.row(desk.phone)
    assert (row.counter, row.failed_attempts, row.status) == (1, 0, "ACTIVE")


def test_a_wrong_signature_that_nobody_waits_for_counts_once_however_often_it_is_sent(desk):
    desk.phone.pin = "9999"
    request = desk.noted()
    found = [desk.alone(request) for _ in range(6)]
    assert {verdict.failure for verdict in found} == {ApprovalFailure.SIGNATURE}
    assert desk.home.row(desk.phone).failed_attempts == 1


def test_what_was_right_for_nobody_does_not_hold_up_the_counting_of_others(desk):
    wrong, right = desk.noted("wrong"), desk.noted("right")
    assert desk.alone(right).failure is ApprovalFailure.OPERATION
    assert desk.run(wrong).failure is ApprovalFailure.SIGNATURE


@pytest.mark.parametrize("asked", [Desk.run, Desk.alone], ids=["of an operation", "of none"])
def test_the_signer_is_locked_once(desk, asked, monkeypatch):
    locked = []
    lock = signers.lock
    monkeypatch.setattr(signers, "lock", lambda session, name: locked.append(name) or lock(session, name))
    asked(desk, desk.noted())
    assert locked == [desk.phone.registration.activation_id]


def test_an_unknown_registration_leaves_nothing_behind(desk):
    unknown = "00000000-0000-4000-8000-000000000000"
    request = desk.noted()
    forged = replace(request, registration_id=unknown, header=replace(request.header, activation_id=unknown))
    assert desk.alone(forged).failure is ApprovalFailure.SIGNATURE
    assert desk.verdicts() == []


@pytest.mark.parametrize("asked", [Desk.run, Desk.alone], ids=["of an operation", "of none"])
@pytest.mark.parametrize("resource_id", [AUTHORIZE, CANCEL])
def test_an_answer_by_a_key_of_nobody_leaves_nothing_behind_and_is_kept_from_its_operation(desk, asked, resource_id):
    request = desk.noted(resource_id=resource_id)
    forged = replace(request, header=replace(request.header, application_key="AAAAAAAAAAAAAAAAAAAAAA=="))
    assert asked(desk, forged).failure is ApprovalFailure.FOREIGN
    assert desk.home.row(desk.phone).failed_attempts == 0
    assert desk.verdicts() == []
    with desk.home.database.read() as session:
        assert signed_requests.find(session, "operation", forged.update_id) is None
    assert desk.run(request).failure is None


def test_the_signature_and_what_it_is_over_are_stored_sealed_alone(desk):
    request = replace(desk.noted(), context='{"ipAddress": "10.0.0.1", "userAgent": "phone", "applicationId": "app"}')
    desk.run(request)
    with desk.home.database.read() as session:
        [row] = session.connection().execute(text("SELECT * FROM signed_request")).mappings().all()
        noted = signed_requests.find(session, "operation", request.update_id)
    assert not {request.header.signature, request.body} & {*row.values()}
    assert DATA not in str(dict(row))
    assert json.loads(row["caller"]) == {"ipAddress": "10.0.0.1", "userAgent": "phone"}
    assert json.loads(row["context"]) == {"applicationId": "app"}
    assert noted.body_digest == signed_requests.digest(request.body) != signed_requests.digest(request.body + " ")
