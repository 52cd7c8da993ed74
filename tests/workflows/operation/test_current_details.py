"""What the Temporal UI shows of an operation: its state and its way, nothing of its user."""

from tests.workflows.operation.flows import EQUIPPED, Walk, shipped
from workflows.operation import current_details
from workflows.operation.model import StepCheck


def told(walk):
    return current_details.details("authorize_payment", walk.state).splitlines()


def payment():
    return Walk(shipped("authorize_payment"), user_id="roman-novak", organization_id="SME-BRANCH")


def time(ms):
    return {1_500_000_000_000: "2017-07-14 02:40:00 UTC", 1_500_000_300_000: "2017-07-14 02:45:00 UTC"}[ms]


def test_an_open_operation_names_what_comes_next_and_its_deadline():
    walk = payment()
    assert told(walk) == [
        "**authorize_payment**: PENDING",
        "",
        "- waits for: USER_ID_ASSIGN or USERNAME_PASSWORD_AUTH",
        f"- expires: {time(walk.state.expires_ms)}",
        "",
        f"1. {time(walk.state.created_ms)}: **INIT** CONFIRMED, "
        "then CONTINUE: USER_ID_ASSIGN or USERNAME_PASSWORD_AUTH",
    ]


def test_a_chosen_method_stands_out():
    walk = payment()
    walk.step("USERNAME_PASSWORD_AUTH")
    walk.choose("SMS_KEY")
    assert "- waits for: POWERAUTH_TOKEN or **SMS_KEY** (chosen)" in told(walk)


def test_attempts_left_are_told_with_their_method():
    walk = payment()
    walk.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    assert "- attempts left for USERNAME_PASSWORD_AUTH: 4" in told(walk)


def test_a_failed_operation_says_why_and_waits_for_nothing():
    walk = payment()
    walk.step("USERNAME_PASSWORD_AUTH", "CANCELED", description="INCORRECT_DATA")
    lines = told(walk)
    assert lines[0].startswith("**authorize_payment**: CANCELED at 2017-07-14 02:4")
    assert lines[0].endswith(" UTC: the web flow canceled it at USERNAME_PASSWORD_AUTH: incorrect data")
    assert lines[2] == "- reason: `canceled.incorrect_data`"
    assert lines[-1].endswith(": **USERNAME_PASSWORD_AUTH** CANCELED, then FAILED: canceled.incorrect_data")
    assert not [line for line in lines if line.startswith(("- waits", "- expires", "- attempts"))]


def test_what_next_step_says_in_a_word_is_explained():
    walk = payment()
    walk.step("USERNAME_PASSWORD_AUTH", "AUTH_METHOD_FAILED")
    assert "AUTH_METHOD_FAILED (it may not be tried again), then FAILED" in told(walk)[-1]
    walk = Walk(shipped("login"))
    walk.step("SMS_KEY", "CANCELED")
    assert told(walk)[-1].endswith("then FAILED: error.noAuthMethod (no method follows that is open to this user)")


def test_it_is_told_whether_the_phone_may_answer_and_what_it_answered():
    walk = payment()
    walk.step("USERNAME_PASSWORD_AUTH", eligibility=EQUIPPED)
    walk.choose("POWERAUTH_TOKEN", eligibility=EQUIPPED)
    assert "- waits for: **POWERAUTH_TOKEN** (chosen) or SMS_KEY; the phone may answer" in told(walk)
    walk.step("POWERAUTH_TOKEN", "AUTH_FAILED", request_id="a request", eligibility=EQUIPPED)
    assert "**POWERAUTH_TOKEN** AUTH_FAILED on the phone, then CONTINUE" in told(walk)[-1]


def test_a_done_operation_lists_each_step():
    walk = payment()
    for method in ("USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT"):
        walk.step(method)
    assert [line.partition("UTC: ")[2] for line in told(walk)[-4:]] == [
        "**INIT** CONFIRMED, then CONTINUE: USER_ID_ASSIGN or USERNAME_PASSWORD_AUTH",
        "**USERNAME_PASSWORD_AUTH** CONFIRMED, then CONTINUE: POWERAUTH_TOKEN or SMS_KEY",
        "**SMS_KEY** CONFIRMED, then CONTINUE: CONSENT",
        "**CONSENT** CONFIRMED, then DONE",
    ]


def test_nothing_of_the_user_is_told():
    walk = payment()
    context = {"signatureType": "secret-signature", "remainingAttempts": 3, "blocked": False}
    walk.step(
        "USERNAME_PASSWORD_AUTH",
        user_id="other-novak",
        organization_id="RETAIL-BRANCH",
        instruments=("secret-instrument",),
        authentication_context=context,
    )
    text = "\n".join(told(walk))
    for personal in ("novak", "BRANCH", "secret"):
        assert personal not in text


def test_what_was_checked_here_is_told_with_what_is_left_of_each_counter_and_no_value():
    walk = payment()
    check = StepCheck("one", "PASSWORD", True, None, "SMS", False, 2)
    walk.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED", check=check)
    assert told(walk)[-1].endswith(
        "**USERNAME_PASSWORD_AUTH** AUTH_FAILED "
        "(credential `PASSWORD` right; one-time password `SMS` wrong, attempts left: 2), "
        "then CONTINUE: USERNAME_PASSWORD_AUTH"
    )
