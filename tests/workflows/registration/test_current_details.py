"""What operators read about a registration in the Temporal UI."""

from dataclasses import replace

import pytest

from tests.workflows.registration.terms import ABSENT, CREATED_MS, NEW, ON_COMMIT, ON_EXCHANGE, RIGHT, WRONG, terms
from workflows.registration.current_details import details
from workflows.registration.machine import apply, expire
from workflows.registration.messages import StartRegistration
from workflows.registration.model import Commit, ExchangeKeys


def start(agreed):
    return StartRegistration("one", "RETAIL", agreed, NEW)


def told(agreed, *events):
    """The story after the events, one a second."""
    moments = [(CREATED_MS, NEW)]
    for event in events:
        at_ms = moments[-1][0] + 1_000
        moments.append((at_ms, apply(agreed, moments[-1][1], event, at_ms).state))
    return details(start(agreed), moments)


def test_a_new_registration_says_what_it_waits_for_and_until_when():
    assert told(terms()).splitlines() == [
        "**registration at RETAIL**: CREATED",
        "",
        "- waits for: a device sends the activation code",
        "- expires: 2017-07-14 02:42:00 UTC",
        "- becomes active at the bank's commit, without a one-time password",
        "",
        "1. 2017-07-14 02:40:00 UTC: **CREATED**",
    ]


def test_attempts_are_shown_where_a_password_is_asked_for():
    exchanged, wrong = ExchangeKeys("one", ABSENT, True), Commit(WRONG)
    assert "attempts left" not in told(terms(ON_COMMIT, has_otp=True))
    assert "- attempts left: 5" in told(terms(ON_EXCHANGE, has_otp=True))
    story = told(terms(ON_COMMIT, has_otp=True), exchanged, wrong)
    assert "- waits for: the bank commits the registration" in story
    assert "- attempts left: 4" in story
    assert story.splitlines()[-1] == "3. 2017-07-14 02:40:02 UTC: wrong one-time password"


def test_the_end_says_why_and_what_led_to_it():
    agreed = terms(ON_EXCHANGE, has_otp=True, max_failed_attempts=2)
    lines = told(agreed, ExchangeKeys("one", WRONG, True), ExchangeKeys("two", WRONG, True)).splitlines()
    assert lines[0].endswith("REMOVED at 2017-07-14 02:40:02 UTC: 2 one-time passwords were wrong; no attempt is left")
    assert lines[2] == "- reason: `OTP_MAX_FAILED_ATTEMPTS`"
    assert lines[-1].endswith("wrong one-time password, then **REMOVED** (`OTP_MAX_FAILED_ATTEMPTS`)")
    assert not any(line.startswith(("- waits", "- expires", "- attempts left")) for line in lines)
    assert "- becomes active at the key exchange, with a one-time password that may be wrong 2 times at most" in lines


def test_success_after_failures_is_told_as_success():
    agreed = terms(ON_EXCHANGE, has_otp=True)
    lines = told(agreed, ExchangeKeys("one", WRONG, True), ExchangeKeys("two", RIGHT, True)).splitlines()
    assert lines[-1] == "3. 2017-07-14 02:40:02 UTC: **ACTIVE**"


def test_an_expiry_is_told():
    late = NEW.expires_ms + 1
    story = details(start(terms()), [(CREATED_MS, NEW), (late, expire(NEW, late))])
    assert story.splitlines()[0].endswith("UTC: its time was over; no device had come")


@pytest.mark.parametrize(
    ("platform", "protocol", "line"),
    [
        ("ios", "3.3", "- device: platform ios, protocol 3.3"),
        ("ios", None, "- device: platform ios, protocol unknown"),
        ("Roman's phone", "**3.3**", "- device: platform (no word of ours), protocol (no word of ours)"),
        ("x" * 33, "3.3\n", "- device: platform (no word of ours), protocol (no word of ours)"),
    ],
)
def test_of_the_device_words_are_told_and_no_names(platform, protocol, line):
    device = ExchangeKeys("one", ABSENT, True, platform, protocol)
    assert line in details(start(terms()), [(CREATED_MS, NEW)], device).splitlines()


def test_nothing_of_the_device_is_told():
    exchanged = replace(NEW, exchange_id="0123456789abcdef")
    assert "0123456789abcdef" not in details(start(terms()), [(CREATED_MS, exchanged)])
