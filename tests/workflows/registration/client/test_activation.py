"""Phones and commits on their way: notes, passwords, races, lost answers, and workflows that are not there (any more)."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.powerauth import base64_text, elliptic_curve, keys
from activities.powerauth.fingerprint import fingerprint
from activities.powerauth.v4.fingerprint import fingerprint as v4_fingerprint
from activities.secrets import one_time_passwords
from config.refused import Refused
from config.vocabulary import CommitPhase
from tests.workflows.registration.client.house import VERSIONS, brought, code, device_key

CHANGE, WRONG, NOT_FOUND = "REGISTRATION_STATE", "OTP_WRONG", "REGISTRATION_NOT_FOUND"
MISSING, UNEXPECTED = "OTP_MISSING", "OTP_UNEXPECTED"
AT_EXCHANGE = CommitPhase.ON_KEY_EXCHANGE
every_version = pytest.mark.parametrize("version", VERSIONS)


def settled(house, status, version):
    """The row says so, no exchange is on its way, and the workflow agrees."""
    row = house.stored().row
    assert (row.status, row.version, house.noted()) == (status, version, False)
    assert house.running().state.version == version
    return True


def test_a_phone_gets_the_servers_key_and_its_own_is_in_the_row(registered):
    registered.create()
    sent = device_key()
    exchanged = registered.exchange(
        device_public_key=sent, name="Roman's phone", platform="ios", device_info="iPhone", external_id="external"
    )
    row = registered.stored().row
    assert exchanged.registration_id == registered.id
    assert base64_text.encode(elliptic_curve.public_bytes(exchanged.server_public_key)) == row.server_public_key
    assert (len(exchanged.ctr_data), base64_text.encode(exchanged.ctr_data)) == (16, row.ctr_data)
    assert base64_text.decode(row.device_public_key) == sent
    assert (row.name, row.platform, row.device_info, row.external_id) == ("Roman's phone", "ios", "iPhone", "external")
    assert settled(registered, "PENDING_COMMIT", 2)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_phone_of_version_4_gets_a_longer_counter_and_the_keys_of_both_are_in_their_row(registered, version):
    registered.create()
    phone = brought(version)
    exchanged = registered.exchange(**phone, name="Roman's phone", external_id="external")
    row = registered.stored().row
    assert (len(exchanged.ctr_data), base64_text.encode(exchanged.ctr_data)) == (32, row.ctr_data)
    assert (row.protocol, row.algorithm, row.counter) == ("4.0", version.value, 0)
    assert (row.name, row.external_id) == ("Roman's phone", "external")
    stored, _ = registered.keys()
    assert json.loads(stored.device_public_keys) == phone["v4"].device.members()
    assert json.loads(stored.server_public_keys) == phone["v4"].server.public.members()
    assert registered.has_keys(phone)
    assert settled(registered, "PENDING_COMMIT", 2)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_both_sides_of_version_4_show_the_same_fingerprint(registered, version):
    registered.create()
    agreement = brought(version)["v4"]
    registered.exchange(device_public_key=None, v4=agreement)
    shown = registered.registrations.fingerprint(registered.get())
    assert shown == v4_fingerprint(device=agreement.device, server=agreement.server.public, activation_id=registered.id)


def test_a_compressed_key_is_stored_uncompressed(registered):
    registered.create()
    key = keys.generate().public_key()
    point = elliptic_curve.public_bytes(key)
    registered.exchange(device_public_key=bytes([2 + point[64] % 2]) + point[1:33])
    assert base64_text.decode(registered.stored().row.device_public_key) == point


def test_both_sides_show_the_same_fingerprint(registered):
    registered.create()
    device = keys.generate().public_key()
    exchanged = registered.exchange(device_public_key=elliptic_curve.public_bytes(device))
    shown = registered.registrations.fingerprint(registered.get())
    assert shown == fingerprint(device=device, server=exchanged.server_public_key, activation_id=registered.id)


def test_an_exchange_is_noted_before_anything_is_sent(registered):
    registered.create()
    seen = []
    registered.workflow_client.meanwhile = lambda: seen.append(registered.stored().exchange_ms)
    registered.exchange()
    assert seen == [registered.stored().row.created_ms]


def test_a_committed_registration_is_active(registered):
    registered.create()
    registered.exchange()
    registered.registrations.commit(registered.id)
    assert settled(registered, "ACTIVE", 3)
    with registered.database.read() as session:
        assert registered.registrations.is_active(session, registered.id)


def test_only_an_active_registration_is_active(registered):
    def active():
        with registered.database.read() as session:
            return registered.registrations.is_active(session, registered.id)

    registered.create()
    found = [active()]
    registered.exchange()
    found.append(active())
    with registered.database.read() as session:
        assert not registered.registrations.is_active(session, "nobody")
    assert found == [False, False]


def test_at_key_exchange_it_becomes_active_at_once(registered):
    registered.create(commit_phase=AT_EXCHANGE)
    registered.exchange()
    assert settled(registered, "ACTIVE", 2)
    with pytest.raises(Refused, match="Registration cannot be committed, unexpected state: ACTIVE"):
        registered.registrations.commit(registered.id)


@pytest.mark.parametrize("application_id", ["RETAIL", "SME"])
def test_an_unknown_code_is_refused_after_the_same_work_as_a_wrong_password(registered, monkeypatch, application_id):
    compared = []
    is_right = one_time_passwords.is_right
    monkeypatch.setattr(one_time_passwords, "is_right", lambda *given: compared.append(given) or is_right(*given))
    registered.create()
    wanted = registered.stored().row.activation_code if application_id == "SME" else "AAAAA-AAAAA-AAAAA-AAAAA"
    assert code(registered.exchange, wanted, application_id, otp="12345678") == NOT_FOUND
    assert compared == [("12345678", None)]
    assert registered.workflow_client.sent == 0


@pytest.mark.parametrize("key", [None, b"", b"\x04" + b"\x01" * 64, b"\x00"])
def test_a_key_that_is_none_removes_the_registration(registered, key):
    registered.create()
    assert code(registered.exchange, device_public_key=key) == "DEVICE_KEY_INVALID"
    assert settled(registered, "REMOVED", 2)
    assert registered.stored().row.blocked_reason == "INVALID_DEVICE_KEY"


def test_a_wrong_password_of_a_phone_is_counted_and_the_last_one_removes(registered):
    registered.create(commit_phase=AT_EXCHANGE, otp="12345678")
    for count in range(1, 5):
        assert code(registered.exchange, otp="00000000") == WRONG
        assert (registered.stored().row.failed_attempts, settled(registered, "CREATED", count + 1)) == (count, True)
    last = registered.stored().row.activation_code
    assert code(registered.exchange, otp="00000000") == WRONG
    assert settled(registered, "REMOVED", 6)
    assert registered.stored().row.blocked_reason == "OTP_MAX_FAILED_ATTEMPTS"
    assert code(registered.exchange, last, otp="12345678") == NOT_FOUND


def test_a_right_password_of_a_phone_activates_after_wrong_ones(registered):
    registered.create(commit_phase=AT_EXCHANGE, otp="12345678")
    code(registered.exchange, otp="00000000")
    registered.exchange(otp="12345678")
    assert (settled(registered, "ACTIVE", 3), registered.stored().row.failed_attempts) == (True, 0)


@pytest.mark.parametrize(
    ("agreed", "sent", "expected"),
    [
        ({"commit_phase": AT_EXCHANGE, "otp": "12345678"}, None, MISSING),
        ({"commit_phase": AT_EXCHANGE, "otp": "12345678"}, "", MISSING),
        ({"commit_phase": AT_EXCHANGE}, "12345678", UNEXPECTED),
        ({"otp": "12345678"}, "12345678", UNEXPECTED),
        ({}, "12345678", UNEXPECTED),
    ],
)
def test_a_phone_that_sends_no_password_or_one_that_nobody_asked_for_changes_nothing(
    registered, agreed, sent, expected
):
    registered.create(**agreed)
    assert code(registered.exchange, otp=sent) == expected
    assert settled(registered, "CREATED", 1)


@pytest.mark.parametrize(
    ("agreed", "sent", "expected", "status", "failed"),
    [
        (None, None, None, "ACTIVE", 0),
        (None, "", None, "ACTIVE", 0),
        (None, "12345678", UNEXPECTED, "PENDING_COMMIT", 0),
        ("12345678", None, MISSING, "PENDING_COMMIT", 0),
        ("12345678", "00000000", WRONG, "PENDING_COMMIT", 1),
        ("12345678", "12345678", None, "ACTIVE", 0),
    ],
)
def test_the_password_of_a_commit(registered, agreed, sent, expected, status, failed):
    registered.create(otp=agreed)
    registered.exchange()
    if expected:
        assert code(registered.registrations.commit, registered.id, sent) == expected
    else:
        registered.registrations.commit(registered.id, sent)
    row = registered.stored().row
    assert (row.status, row.failed_attempts) == (status, failed)


def test_wrong_passwords_at_commit_remove_it_in_the_end(registered):
    registered.create(otp="12345678")
    registered.exchange()
    for _ in range(5):
        assert code(registered.registrations.commit, registered.id, "00000000") == WRONG
    assert settled(registered, "REMOVED", 7)
    assert code(registered.registrations.commit, registered.id, "12345678") == CHANGE


def test_an_unknown_registration_is_not_committed(registered):
    assert code(registered.registrations.commit, "nobody") == NOT_FOUND


def test_what_waits_for_its_device_is_not_committed_and_nothing_changes(registered):
    registered.create()
    with pytest.raises(Refused, match="unexpected state: CREATED"):
        registered.registrations.commit(registered.id)
    assert settled(registered, "CREATED", 1)


@every_version
def test_of_two_phones_with_one_code_the_second_is_refused_and_leaves_no_note(registered, version):
    registered.create()
    won, phone = [], brought(version)
    registered.workflow_client.meanwhile = lambda: won.append(registered.exchange(name="first", **phone))
    assert code(registered.exchange, name="second", **brought(version)) == CHANGE
    assert registered.has_keys(phone)
    row = registered.stored().row
    assert (row.name, row.ctr_data) == ("first", base64_text.encode(won[0].ctr_data))
    assert settled(registered, "PENDING_COMMIT", 2)


def test_of_parallel_phones_one_wins_and_its_key_and_counter_are_in_the_row(registered):
    registered.create()
    barrier = threading.Barrier(8)

    def phone(number):
        barrier.wait()
        try:
            return registered.exchange(name=f"phone {number}")
        except Refused:
            return None

    with ThreadPoolExecutor(8) as threads:
        [won] = [one for one in threads.map(phone, range(8)) if one]
    assert registered.stored().row.ctr_data == base64_text.encode(won.ctr_data)
    assert settled(registered, "PENDING_COMMIT", 2)


@every_version
def test_a_lost_answer_to_a_phone_leaves_a_note_and_a_reader_heals_the_row(registered, version):
    registered.create()
    phone = brought(version)
    with registered.lost_answers():
        registered.exchange(name="phone", **phone)
    assert (registered.stored().row.status, registered.noted()) == ("CREATED", True)
    assert registered.keys()[0] is None
    registered.wait(3)
    view = registered.get()
    assert (view.status, view.name) == ("PENDING_COMMIT", "phone")
    assert registered.has_keys(phone)
    assert settled(registered, "PENDING_COMMIT", 2)


@every_version
def test_a_lost_request_of_a_phone_leaves_it_free_to_try_again(registered, version):
    registered.create()
    with registered.engine_away():
        registered.exchange(name="first try", **brought(version))
    phone = brought(version)
    registered.exchange(name="second try", **phone)
    assert registered.has_keys(phone)
    assert registered.stored().row.name == "second try"
    assert settled(registered, "PENDING_COMMIT", 2)


@every_version
def test_a_lost_answer_to_a_phone_is_no_obstacle_to_the_commit(registered, version):
    registered.create()
    phone = brought(version)
    with registered.lost_answers():
        registered.exchange(name="phone", **phone)
    registered.registrations.commit(registered.id)
    assert registered.has_keys(phone)
    assert (settled(registered, "ACTIVE", 3), registered.stored().row.name) == (True, "phone")


def test_a_commit_is_repeated_by_its_key_whatever_was_lost(registered):
    registered.create(otp="12345678")
    registered.exchange()
    with registered.lost_answers():
        registered.registrations.commit(registered.id, "12345678", "a key")
    assert registered.stored().row.status == "PENDING_COMMIT"
    registered.registrations.commit(registered.id, "12345678", "a key")
    assert settled(registered, "ACTIVE", 3)
    registered.another_process().commit(registered.id, "12345678", "a key")
    assert code(registered.registrations.commit, registered.id, "12345678", "another key") == CHANGE
    assert code(registered.registrations.commit, registered.id, "12345678") == CHANGE


def test_a_wrong_password_repeated_by_its_key_is_counted_once(registered):
    registered.create(otp="12345678")
    registered.exchange()
    with registered.lost_answers():
        registered.registrations.commit(registered.id, "00000000", "a key")
    assert code(registered.registrations.commit, registered.id, "00000000", "a key") == WRONG
    assert (registered.stored().row.failed_attempts, settled(registered, "PENDING_COMMIT", 3)) == (1, True)


def test_a_key_repeated_with_another_password_is_refused_and_nothing_is_done(registered):
    registered.create(otp="12345678")
    registered.exchange()
    code(registered.registrations.commit, registered.id, "00000000", "a key")
    assert code(registered.registrations.commit, registered.id, "12345678", "a key") == "KEY_REUSED"
    assert settled(registered, "PENDING_COMMIT", 3)


def test_whoever_comes_first_starts_what_its_creator_could_not_start(registered):
    with registered.engine_away():
        registered.create(repeatable=True)
    registered.exchange()
    assert settled(registered, "PENDING_COMMIT", 2)


def test_after_the_deadline_nothing_is_started_and_nobody_comes_through(registered):
    with registered.engine_away():
        registered.create(repeatable=True)
    registered.wait(121)
    assert code(registered.exchange) == CHANGE
    assert (registered.workflow_client.running, registered.get().status) == ({}, "REMOVED")


def test_a_phone_that_comes_when_the_workflow_has_ended_hears_that_it_is_over(registered):
    registered.create()
    wanted = registered.stored().row.activation_code
    registered.wait(121)
    registered.workflow_client.ask(registered.id)  # the timer has fired; its row has not been written
    assert code(registered.exchange, wanted) == CHANGE
    assert settled(registered, "REMOVED", 2)


def test_a_commit_that_comes_when_the_workflow_has_ended_hears_how(registered):
    registered.create()
    registered.exchange()
    registered.wait(121)
    registered.workflow_client.ask(registered.id)
    with pytest.raises(Refused, match="unexpected state: REMOVED"):
        registered.registrations.commit(registered.id)
    assert settled(registered, "REMOVED", 3)


def test_a_terminated_workflow_takes_nothing_and_the_registration_lapses(registered):
    registered.create()
    registered.running().terminated = True
    assert code(registered.exchange) == "REGISTRATION_TERMINATED"
    assert (registered.get().status, registered.noted()) == ("CREATED", False)
    registered.wait(121)
    assert registered.get().status == "REMOVED"
