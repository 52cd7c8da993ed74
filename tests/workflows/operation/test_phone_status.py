"""What a phone is told of an operation that asks it for more than one step, and when it is told anew."""

from tests.rows import each_row
from tests.workflows.operation.flows import Walk, flow, shipped
from workflows.operation.outcome import asks_phone_since, status, status_for_phone

TOKEN, LOGIN, APPROVAL, CONSENT = "POWERAUTH_TOKEN", "LOGIN_SCA", "APPROVAL_SCA", "CONSENT"


def payment():
    """A payment whose user is known, before its login."""
    return Walk(shipped("authorize_payment_sca"), user_id="roman")


def asked():
    """The same, whose user's phone was asked for the login."""
    walk = payment()
    walk.mobile_token(True)
    return walk


def seen(walk):
    """What the phone is told, and since which step it is asked: a push is sent when that changes."""
    return status_for_phone(walk.state), asks_phone_since(walk.state)


def test_a_phone_that_has_approved_one_step_is_asked_anew_for_the_next():
    walk = payment()
    assert seen(walk) == (None, None)
    walk.mobile_token(True)
    assert seen(walk) == ("PENDING", 1)
    walk.phone("AUTH_FAILED")
    assert seen(walk) == ("PENDING", 1)
    walk.phone()
    assert seen(walk) == ("APPROVED", None)
    walk.mobile_token(True)
    assert seen(walk) == ("PENDING", 3)
    walk.phone("CANCELED", description="UNKNOWN")
    assert (seen(walk), status(walk.state)) == (("REJECTED", None), "REJECTED")


def test_a_phone_is_asked_anew_for_the_next_step_where_the_first_was_taken_beside_it():
    walk = asked()
    walk.step(LOGIN)
    assert seen(walk) == (None, None)
    walk.mobile_token(True)
    assert seen(walk) == ("PENDING", 2)


def test_a_phone_is_asked_anew_where_another_method_led_to_another_step():
    walk = Walk(flow((LOGIN,), ("SMS_KEY",), ("SMS_KEY", "CONFIRMED", APPROVAL, "CONTINUE")), user_id="roman")
    walk.mobile_token(True)
    walk.step("SMS_KEY")
    walk.mobile_token(True)
    assert seen(walk) == ("PENDING", 2)


@each_row(
    ("then", "told"),
    [
        (lambda walk: walk.phone(), "APPROVED"),
        (lambda walk: walk.mobile_token(False), "APPROVED"),
        (lambda walk: walk.step(APPROVAL), "APPROVED"),
        (lambda walk: (walk.phone(), walk.step(CONSENT, "CANCELED")), "APPROVED"),
        (lambda walk: (walk.step(APPROVAL), walk.step(CONSENT, "CANCELED")), "CANCELED"),
        (lambda walk: walk.step(APPROVAL, "CANCELED"), "CANCELED"),
        (lambda walk: walk.mobile_token(True, after_ms=300_001), "EXPIRED"),
        (lambda walk: walk.step(APPROVAL, "AUTH_METHOD_FAILED"), "FAILED"),
    ],
)
def test_a_phone_that_approved_the_login_is_told_how_the_payment_ended(then, told):
    walk = asked()
    walk.phone()
    walk.mobile_token(True)
    then(walk)
    assert status_for_phone(walk.state) == told


def test_a_step_of_the_mobile_token_that_comes_twice_is_asked_for_twice():
    twice = flow((TOKEN,), (TOKEN, "CONFIRMED", TOKEN, "CONTINUE"))
    walk = Walk(twice, user_id="roman")
    walk.mobile_token(True)
    assert seen(walk) == ("PENDING", 1)
    walk.phone()
    assert seen(walk) == ("PENDING", 2)
