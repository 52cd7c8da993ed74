"""Every status and every event: what comes of it, and what is refused.

Source: `powerauth-protocol.md` §3.2, §3.3, §3.5; `mobile-and-cloud.md` §3.3.
"""

from dataclasses import replace
from itertools import product

import pytest

from config.refused import Refused
from tests.workflows.registration.terms import (
    ABSENT,
    ACTIVE,
    BLOCKED,
    CREATED,
    CREATED_MS,
    DEADLINE_MS,
    EVERY_TERMS,
    NEW,
    ON_COMMIT,
    ON_EXCHANGE,
    PENDING,
    REMOVED,
    RIGHT,
    WRONG,
    state,
    terms,
)
from workflows.registration.machine import apply, expire, interrupt
from workflows.registration.model import Alter, Commit, ExchangeKeys, RegistrationChange

IN_TIME = CREATED_MS + 1_000


def exchange(otp=ABSENT, key_is_valid=True):
    return ExchangeKeys("one", otp, key_is_valid)


def changed(before, at_ms=IN_TIME, **values):
    """The state one change later."""
    return replace(before, version=before.version + 1, changed_ms=at_ms, **values)


def refusal(agreed, before, event, now_ms=IN_TIME):
    with pytest.raises(Refused) as refused:
        apply(agreed, before, event, now_ms)
    return refused.value.reason


def test_a_new_registration_waits_for_its_device():
    assert (NEW.status, NEW.version, NEW.failed_attempts, NEW.exchange_id, NEW.reason) == (CREATED, 1, 0, None, None)
    assert (NEW.created_ms, NEW.expires_ms, NEW.is_open) == (CREATED_MS, DEADLINE_MS, True)


# The whole table of one-time passwords: what was agreed, what the device sends, and what comes of it.
EXCHANGES = [
    (ON_COMMIT, False, ABSENT, PENDING),
    (ON_COMMIT, False, WRONG, "OTP_UNEXPECTED"),  # nothing to compare it with: always WRONG
    (ON_COMMIT, False, RIGHT, "OTP_UNEXPECTED"),
    (ON_COMMIT, True, ABSENT, PENDING),
    (ON_COMMIT, True, WRONG, "OTP_UNEXPECTED"),
    (ON_COMMIT, True, RIGHT, "OTP_UNEXPECTED"),
    (ON_EXCHANGE, False, ABSENT, ACTIVE),
    (ON_EXCHANGE, False, WRONG, "OTP_UNEXPECTED"),
    (ON_EXCHANGE, False, RIGHT, "OTP_UNEXPECTED"),
    (ON_EXCHANGE, True, ABSENT, "OTP_MISSING"),
    (ON_EXCHANGE, True, WRONG, "counted"),
    (ON_EXCHANGE, True, RIGHT, ACTIVE),
]

COMMITS = [
    (ON_COMMIT, False, ABSENT, ACTIVE),
    (ON_COMMIT, False, WRONG, "OTP_UNEXPECTED"),
    (ON_COMMIT, False, RIGHT, "OTP_UNEXPECTED"),
    (ON_COMMIT, True, ABSENT, "OTP_MISSING"),
    (ON_COMMIT, True, WRONG, "counted"),
    (ON_COMMIT, True, RIGHT, ACTIVE),
]


@pytest.mark.parametrize(
    ("before", "event", "phase", "has_otp", "expected"),
    [(NEW, exchange(otp), phase, has_otp, then) for phase, has_otp, otp, then in EXCHANGES]
    + [(state(PENDING), Commit(otp), phase, has_otp, then) for phase, has_otp, otp, then in COMMITS],
)
def test_a_one_time_password_is_asked_for_in_its_phase_and_only_if_there_is_one(
    before, event, phase, has_otp, expected
):
    agreed = terms(phase, has_otp)
    if expected in ("OTP_MISSING", "OTP_UNEXPECTED"):
        assert refusal(agreed, before, event) == expected
        return
    decision = apply(agreed, before, event, IN_TIME)
    if expected == "counted":
        assert decision.state == changed(before, failed_attempts=1)
        assert decision.refusal.reason == "OTP_WRONG"
    else:
        won = "one" if isinstance(event, ExchangeKeys) else "won"
        assert decision.state == changed(before, status=expected, exchange_id=won)
        assert decision.refusal is None


@pytest.mark.parametrize("agreed", EVERY_TERMS)
@pytest.mark.parametrize("before", [state(PENDING), state(ACTIVE), state(BLOCKED), state(REMOVED)])
def test_keys_are_exchanged_once(agreed, before):
    for otp, key_is_valid in product((ABSENT, RIGHT, WRONG), (True, False)):
        with pytest.raises(Refused, match=f"Keys cannot be exchanged, unexpected state: {before.status}"):
            apply(agreed, before, exchange(otp, key_is_valid), IN_TIME)


@pytest.mark.parametrize("agreed", EVERY_TERMS)
@pytest.mark.parametrize("before", [NEW, state(ACTIVE), state(BLOCKED), state(REMOVED)])
def test_only_what_waits_for_its_commit_is_committed(agreed, before):
    for otp in (ABSENT, RIGHT, WRONG):
        with pytest.raises(Refused, match=f"Registration cannot be committed, unexpected state: {before.status}"):
            apply(agreed, before, Commit(otp), IN_TIME)


@pytest.mark.parametrize("before", [NEW, state(PENDING)])
def test_while_it_is_open_it_can_be_removed_and_nothing_else(before):
    decision = apply(terms(), before, Alter(RegistrationChange.REMOVE), IN_TIME)
    assert decision.state == changed(before, status=REMOVED)
    assert decision.refusal is None
    for change in (RegistrationChange.BLOCK, RegistrationChange.UNBLOCK):
        assert refusal(terms(), before, Alter(change)) == "REGISTRATION_STATE"


@pytest.mark.parametrize("before", [state(ACTIVE), state(BLOCKED), state(REMOVED)])
def test_when_it_is_open_no_longer_the_machine_changes_nothing(before):
    for change in RegistrationChange:
        assert refusal(terms(), before, Alter(change)) == "REGISTRATION_STATE"


@pytest.mark.parametrize(
    ("agreed", "before", "event"),
    [
        (terms(ON_EXCHANGE, True, 3), NEW, exchange(WRONG)),
        (terms(ON_COMMIT, True, 3), state(PENDING), Commit(WRONG)),
    ],
)
def test_the_last_wrong_password_removes_it(agreed, before, event):
    counted = []
    found = before
    while found.is_open:
        decision = apply(agreed, found, event, IN_TIME)
        found = decision.state
        counted.append((found.failed_attempts, found.status, found.reason, decision.refusal.reason))
    error = "OTP_WRONG"
    assert counted == [
        (1, before.status, None, error),
        (2, before.status, None, error),
        (3, REMOVED, "OTP_MAX_FAILED_ATTEMPTS", error),
    ]
    assert refusal(agreed, found, event) == "REGISTRATION_STATE"


@pytest.mark.parametrize(
    ("agreed", "before", "right"),
    [
        (terms(ON_EXCHANGE, True), state(CREATED, failed_attempts=4), exchange(RIGHT)),
        (terms(ON_COMMIT, True), state(PENDING, failed_attempts=4), Commit(RIGHT)),
    ],
)
def test_a_right_password_forgets_the_wrong_ones(agreed, before, right):
    after = apply(agreed, before, right, IN_TIME).state
    assert (after.status, after.failed_attempts) == (ACTIVE, 0)


@pytest.mark.parametrize(
    ("agreed", "otp"), [(one, RIGHT if one == terms(ON_EXCHANGE, True) else ABSENT) for one in EVERY_TERMS]
)
def test_a_device_whose_key_is_none_removes_it(agreed, otp):
    decision = apply(agreed, NEW, exchange(otp, key_is_valid=False), IN_TIME)
    assert decision.state == changed(NEW, status=REMOVED, reason="INVALID_DEVICE_KEY")
    assert decision.refusal.reason == "DEVICE_KEY_INVALID"


def test_the_password_is_looked_at_before_the_key():
    agreed = terms(ON_EXCHANGE, True)
    assert refusal(agreed, NEW, exchange(ABSENT, key_is_valid=False)) == "OTP_MISSING"
    assert apply(agreed, NEW, exchange(WRONG, key_is_valid=False), IN_TIME).state.failed_attempts == 1


@pytest.mark.parametrize("before", [NEW, state(PENDING)])
def test_the_deadline_is_still_in_time_and_then_it_is_removed(before):
    assert expire(before, DEADLINE_MS) is before
    late = expire(before, DEADLINE_MS + 60_000)  # whoever sees it first, it was removed at its deadline
    assert late == changed(before, DEADLINE_MS, status=REMOVED, reason="EXPIRED")
    assert expire(late, DEADLINE_MS + 2) is late


@pytest.mark.parametrize("before", [state(ACTIVE), state(BLOCKED), state(REMOVED)])
def test_what_waits_for_nothing_does_not_expire_and_is_not_interrupted(before):
    assert expire(before, DEADLINE_MS + 10**9) is before
    assert interrupt(before, DEADLINE_MS + 10**9) is before


@pytest.mark.parametrize(
    ("before", "event", "after"), [(NEW, exchange(), PENDING), (state(PENDING), Commit(ABSENT), ACTIVE)]
)
def test_an_event_at_the_deadline_counts_and_one_after_it_does_not(before, event, after):
    assert apply(terms(), before, event, DEADLINE_MS).state.status is after
    with pytest.raises(Refused, match="unexpected state: REMOVED"):
        apply(terms(), before, event, DEADLINE_MS + 1)
    assert refusal(terms(), before, Alter(RegistrationChange.REMOVE), DEADLINE_MS + 1) == "REGISTRATION_STATE"


def test_the_deadline_holds_from_creation_to_commit():
    exchanged = apply(terms(), NEW, exchange(), DEADLINE_MS).state
    assert exchanged.expires_ms == DEADLINE_MS


@pytest.mark.parametrize(("now_ms", "reason"), [(DEADLINE_MS, "INTERRUPTED"), (DEADLINE_MS + 1, "EXPIRED")])
def test_an_operator_ends_what_is_open(now_ms, reason):
    for before in (NEW, state(PENDING)):
        ended = interrupt(before, now_ms)
        assert ended == changed(before, DEADLINE_MS, status=REMOVED, reason=reason)
