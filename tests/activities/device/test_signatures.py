"""Signatures against the counters of their registration (`powerauth-protocol.md` §5.4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.device.signatures import SignedCall
from activities.powerauth.least_protocol import LeastProtocol
from tests.activities.device.signed_requests import BIOMETRY, BODY, KNOWLEDGE, POSSESSION, signed

THREE = "possession_knowledge_biometry"
VERSIONS = ["3.0", "3.1", "3.2", "3.3"]
# One phone of each version speaks it alone; what a code means is the same, and so is tried by one of both kinds.
EVERY = [*VERSIONS, "4.0"]


@pytest.fixture
def check(home):
    return home.devices.signatures.check


@pytest.fixture(params=["3.2", "4.0"])
def phone(request, home, application):
    return home.phone(application, version=request.param)


@pytest.fixture
def old_phone(home, application):
    return home.phone(application)


@pytest.mark.parametrize("version", EVERY)
@pytest.mark.parametrize("factors", [POSSESSION, "knowledge", "biometry", KNOWLEDGE, BIOMETRY, THREE])
def test_a_right_signature_is_valid_and_moves_the_counter_behind_it(home, application, check, version, factors):
    phone = home.phone(application, version=version)
    verdict = check(signed(phone, factors))
    assert verdict.valid
    assert (verdict.user_id, verdict.application_id, verdict.status) == ("roman", "mtoken", "ACTIVE")
    assert (verdict.remaining_attempts, verdict.flags, verdict.signature_type) == (5, ("VIP",), factors)
    assert home.row(phone).counter == 1
    assert check(signed(phone, factors)).valid
    assert home.row(phone).counter == 2
    assert home.row(phone).last_used_ms > 0


def by(phone, version):
    """The phone, with an app of another version."""
    phone.version = type(phone.version)(version)
    return phone


def test_a_registration_is_served_by_no_older_version_than_it_has_used(home, old_phone, check):
    for version in VERSIONS:
        assert check(signed(by(old_phone, version))).valid
    before = home.row(old_phone)
    for version in VERSIONS[:-1]:
        for _ in range(6):
            verdict = check(signed(by(old_phone, version)))
            assert (verdict.valid, verdict.fits) == (False, False)
    assert home.row(old_phone) == before
    assert check(signed(by(old_phone, VERSIONS[-1]))).valid


def test_a_wrong_signature_makes_no_version_the_oldest(home, old_phone, check):
    assert check(signed(by(old_phone, "3.1"))).valid
    assert not check(signed(by(old_phone, "3.3"), sent=b"other")).valid
    assert home.row(old_phone).protocol == "3.1"
    assert check(signed(by(old_phone, "3.1"))).valid


def test_the_application_says_from_which_version_on_its_phones_are_served(home, check):
    phone = home.phone(home.application("new", least_protocol="3.1"), version="3.0")
    for factors in (POSSESSION, KNOWLEDGE):
        for _ in range(6):
            assert not check(signed(phone, factors)).valid
    assert home.row(phone).failed_attempts == 0
    assert check(signed(by(phone, "3.1"))).valid
    home.applications.change("new", least_protocol=LeastProtocol.V3_3)
    assert not check(signed(by(phone, "3.2"))).valid
    assert check(signed(by(phone, "3.3"))).valid


class Clock:
    def __init__(self, monkeypatch):
        self.now = 1_000_000_000_000
        monkeypatch.setattr("activities.device.signatures.now_ms", lambda: self.now)


def test_guesses_of_digits_for_possession_alone_are_slowed_and_end_no_phone(home, application, check, monkeypatch):
    clock = Clock(monkeypatch)
    phone = home.phone(application, version="3.0")
    wrong = signed(phone, POSSESSION, sent=b"other")
    for _ in range(20):
        assert not check(wrong).valid
    right = signed(phone, POSSESSION)
    assert not check(right).valid  # unchecked, so a right guess is not known to be one
    clock.now += 179_000
    assert not check(right).valid
    clock.now += 1_000
    assert check(right).valid
    assert check(signed(phone)).valid  # two factors are counted, and were never slowed
    assert home.row(phone).failed_attempts == 0


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_where_nobody_can_guess_nobody_is_slowed(home, application, check, monkeypatch, version):
    Clock(monkeypatch)
    phone = home.phone(application, version=version)
    wrong = signed(phone, POSSESSION, sent=b"other")
    for _ in range(25):
        assert not check(wrong).valid
    assert check(signed(phone, POSSESSION)).valid


def test_a_signature_serves_once(home, phone, check):
    request = signed(phone)
    assert check(request).valid
    again = check(request)
    assert not again.valid
    assert again.remaining_attempts == 4


@pytest.mark.parametrize(("skipped", "valid"), [(0, True), (1, True), (19, True), (20, False), (21, False)])
def test_the_server_looks_twenty_positions_ahead(home, phone, check, skipped, valid):
    phone.counter = phone.counter.advance(skipped)
    assert check(signed(phone)).valid is valid
    assert home.row(phone).counter == (skipped + 1 if valid else 0)


@pytest.mark.parametrize("factors", [KNOWLEDGE, THREE, "knowledge"])
def test_a_wrong_pin_counts_until_the_registration_is_blocked(home, phone, check, factors):
    phone.pin = "9999"
    for left in (4, 3, 2, 1):
        verdict = check(signed(phone, factors))
        assert (verdict.valid, verdict.remaining_attempts, verdict.status) == (False, left, "ACTIVE")
    last = check(signed(phone, factors))
    assert (last.remaining_attempts, last.status, last.blocked_reason) == (0, "BLOCKED", "MAX_FAILED_ATTEMPTS")
    row = home.row(phone)
    assert (row.status, row.blocked_reason, row.failed_attempts, row.counter) == (
        "BLOCKED",
        "MAX_FAILED_ATTEMPTS",
        5,
        0,
    )
    assert row.version == 4
    phone.pin = "1234"
    assert not check(signed(phone)).valid
    assert home.row(phone).failed_attempts == 5


def test_failures_of_possession_alone_never_count(home, phone, check):
    for _ in range(8):
        assert not check(signed(phone, POSSESSION, sent=b"other")).valid
    row = home.row(phone)
    assert (row.failed_attempts, row.status, row.counter) == (0, "ACTIVE", 0)


def test_only_a_second_factor_makes_failures_forgotten(home, phone, check):
    home.change(phone, failed_attempts=3)
    assert check(signed(phone, POSSESSION)).valid
    assert home.row(phone).failed_attempts == 3
    assert check(signed(phone, BIOMETRY)).valid
    assert home.row(phone).failed_attempts == 0


CHANGED = {
    "the body": lambda phone: signed(phone, sent=BODY + b" "),
    "the resource": lambda phone: SignedCall(signed(phone).header, "POST", "/pa/other", BODY),
    "the method": lambda phone: SignedCall(signed(phone).header, "PUT", "/pa/test", BODY),
    "the nonce": lambda phone: signed(phone, pa_nonce="AAAAAAAAAAAAAAAAAAAAAA=="),
    "the factors": lambda phone: signed(phone, pa_signature_type=BIOMETRY),
    "a part of the signature": lambda phone: signed(phone, pa_signature="A" * 43 + "="),
}
# Of version 3 alone: version 4 has one form.
OF_ANOTHER_FORM = {
    "the form of another version": lambda phone: signed(phone, pa_signature="12345678-12345678"),
    "digits where base64 belongs": lambda phone: signed(phone, pa_version="3.0"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_whatever_else_is_changed_the_signature_is_wrong_and_counts(home, phone, check, name):
    verdict = check(CHANGED[name](phone))
    assert (verdict.valid, verdict.remaining_attempts) == (False, 4)
    assert home.row(phone).counter == 0


@pytest.mark.parametrize("name", OF_ANOTHER_FORM)
def test_a_signature_of_another_form_is_wrong_and_counts(old_phone, check, name):
    assert check(OF_ANOTHER_FORM[name](old_phone)).remaining_attempts == 4


@pytest.mark.parametrize("status", ["CREATED", "PENDING_COMMIT", "BLOCKED", "REMOVED"])
def test_only_an_active_registration_signs_and_no_other_counts(home, phone, check, status):
    home.change(phone, status=status, blocked_reason="LOST" if status == "BLOCKED" else None)
    verdict = check(signed(phone))
    assert (verdict.valid, verdict.status, verdict.remaining_attempts) == (False, status, 0)
    assert (home.row(phone).failed_attempts, home.row(phone).counter) == (0, 0)


def test_a_registration_that_nobody_has_is_shown_as_removed(home, phone, check):
    verdict = check(signed(phone, pa_activation_id="11111111-1111-4111-8111-111111111111"))
    assert (verdict.valid, verdict.status, verdict.user_id) == (False, "REMOVED", None)
    assert home.row(phone).failed_attempts == 0


def test_a_registration_without_a_key_exchange_does_not_sign(home, phone, check):
    home.change(phone, status="CREATED", device_public_key=None, ctr_data=None)
    assert not check(signed(phone)).valid


NOBODY_S_KEY = "AAAAAAAAAAAAAAAAAAAAAA=="


@pytest.mark.parametrize("factors", [POSSESSION, KNOWLEDGE])
@pytest.mark.parametrize("key", ["of another application", "of nobody"])
def test_whoever_has_no_key_of_the_application_never_blocks_its_phones(home, phone, check, key, factors):
    other = home.application("other")
    application_key = other.application_key if key == "of another application" else NOBODY_S_KEY
    before = home.row(phone)
    for _ in range(6):
        verdict = check(signed(phone, factors, pa_application_key=application_key))
        assert (verdict.valid, verdict.fits) == (False, False)
    assert home.row(phone) == before
    assert check(signed(phone)).valid


def test_an_unsupported_version_of_the_application_is_refused_and_not_counted(home, phone, check):
    home.applications.support("mtoken", "default", supported=False)
    for _ in range(6):
        verdict = check(signed(phone))
        assert (verdict.valid, verdict.fits, verdict.status) == (False, False, "ACTIVE")
    assert home.row(phone).failed_attempts == 0
    home.applications.support("mtoken", "default", supported=True)
    assert check(signed(phone)).valid


def test_a_registration_costs_as_many_statements_whether_it_is_there_or_not(home, phone, check):
    """A wrong signature, an unknown registration, and a key that is another application's."""
    other = home.application("other")
    nobody = "11111111-1111-4111-8111-111111111111"
    made = [
        {"pa_signature": "A" * 43 + "="},
        {"pa_activation_id": nobody},
        {"pa_application_key": other.application_key},
        {"pa_application_key": other.application_key, "pa_activation_id": nobody},
    ]
    counts = [home.statements(lambda altered=altered: check(signed(phone, **altered))) for altered in made]
    assert len(set(counts)) == 1, counts
    unknown_key = [
        home.statements(lambda altered=altered: check(signed(phone, pa_application_key=NOBODY_S_KEY, **altered)))
        for altered in ({}, {"pa_activation_id": nobody})
    ]
    assert len(set(unknown_key)) == 1, unknown_key


def test_of_fifty_uses_of_one_signature_at_once_exactly_one_is_valid(home, phone, check):
    home.change(phone, max_failed_attempts=100)
    request = signed(phone)
    with ThreadPoolExecutor(16) as threads:
        verdicts = list(threads.map(lambda _: check(request), range(50)))
    assert sum(verdict.valid for verdict in verdicts) == 1
    assert home.row(phone).counter == 1


def test_of_fifty_wrong_pins_at_once_five_count(home, phone, check):
    phone.pin = "9999"
    requests = [signed(phone) for _ in range(50)]
    with ThreadPoolExecutor(16) as threads:
        verdicts = list(threads.map(check, requests))
    assert not any(verdict.valid for verdict in verdicts)
    row = home.row(phone)
    assert (row.status, row.failed_attempts, row.version) == ("BLOCKED", 5, 4)
