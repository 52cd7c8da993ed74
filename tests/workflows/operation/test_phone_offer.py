"""Phones at steps that a password and a code take as well: LOGIN_SCA and APPROVAL_SCA (`nextstep.md` §2.6, §3.1)."""

from dataclasses import replace

from tests.rows import each_row
from tests.workflows.operation.flows import BARE, EQUIPPED, Walk, flow, shipped, summary
from workflows.operation.explanation import explain
from workflows.operation.model import Eligibility
from workflows.operation.outcome import failure_count, status_for_phone

TOKEN, LOGIN, APPROVAL, SMS = "POWERAUTH_TOKEN", "LOGIN_SCA", "APPROVAL_SCA", "SMS_KEY"
PASSWORD, ASSIGNED, CONSENT = "USERNAME_PASSWORD_AUTH", "USER_ID_ASSIGN", "CONSENT"
BROKEN = replace(EQUIPPED, mobile_token=False)


def at(operation_name, *confirmed, eligibility=EQUIPPED, **changes):
    """An operation past these steps."""
    walk = Walk(replace(shipped(operation_name), **changes), eligibility, user_id="roman")
    for method in confirmed:
        walk.step(method)
    return walk


def asked(operation_name, *confirmed):
    """The same, whose user's phone was asked."""
    walk = at(operation_name, *confirmed)
    assert walk.mobile_token(True).current.mobile_token_active
    return walk


def is_asked(walk):
    return walk.state.current.mobile_token_active


@each_row(
    ("operation_name", "confirmed", "by_itself", "when_told"),
    [
        ("login_sca", [], False, True),
        ("login_sca", [LOGIN], False, False),
        ("authorize_payment_sca", [], False, True),
        ("authorize_payment_sca", [LOGIN], False, True),
        ("authorize_payment_sca", [ASSIGNED], False, True),
        ("authorize_payment_sca", [LOGIN, APPROVAL], False, False),
        ("login", [], False, False),
        ("login", [PASSWORD], False, False),
        ("authorize_payment", [], False, False),
        ("authorize_payment", [PASSWORD], False, True),
        ("authorize_payment", [PASSWORD, SMS], False, False),
    ],
)
def test_the_phone_is_asked_where_a_step_takes_it_and_the_caller_says_so(
    operation_name, confirmed, by_itself, when_told
):
    walk = at(operation_name, *confirmed)
    assert is_asked(walk) == by_itself
    before = len(walk.state.history)
    walk.mobile_token(True)
    assert (is_asked(walk), len(walk.state.history)) == (when_told, before)
    walk.mobile_token(False)
    assert not is_asked(walk)


@each_row(
    ("eligibility", "enabled"),
    [(BARE, True), (BROKEN, True), (Eligibility(), True), (EQUIPPED, False)],
    ids=["none", "does not work", "nobody known", "not for this operation"],
)
def test_a_phone_that_does_not_work_is_not_asked(eligibility, enabled):
    walk = at("login_sca", eligibility=eligibility, mobile_token_enabled=enabled)
    before = walk.state
    assert walk.mobile_token(True) is before


def test_an_operation_that_began_before_phones_took_these_steps_goes_on_without():
    walk = at("login_sca", takes_phone_at_sca=False)
    before = walk.state
    assert walk.mobile_token(True) is before
    payment = at("authorize_payment", PASSWORD, takes_phone_at_sca=False)
    assert payment.mobile_token(True).current.mobile_token_active


@each_row(
    ("operation_name", "confirmed", "method"),
    [
        ("login_sca", [], LOGIN),
        ("authorize_payment_sca", [], LOGIN),
        ("authorize_payment_sca", [LOGIN], APPROVAL),
        ("authorize_payment_sca", [ASSIGNED], APPROVAL),
    ],
)
@each_row(
    ("ended", "result", "description"),
    [("CONFIRMED", "CONTINUE", None), ("AUTH_FAILED", "CONTINUE", None), ("CANCELED", "FAILED", "canceled.unknown")],
)
def test_the_phones_answer_is_a_step_of_the_offered_method(
    operation_name, confirmed, method, ended, result, description
):
    walk = asked(operation_name, *confirmed)
    context = {"signatureType": "POSSESSION_KNOWLEDGE", "remainingAttempts": 5, "blocked": False}
    following = walk.phone(ended, authentication_context=context).current
    assert (following.method, following.step_result, following.instruments) == (method, ended, (TOKEN,))
    assert (following.result, following.description) == (result, description)
    assert (following.authentication_context, following.request_id is None) == (context, False)


def test_a_login_and_a_payment_are_confirmed_on_the_phone():
    walk = asked("authorize_payment_sca")
    assert summary(walk.phone()) == ("CONTINUE", None, [APPROVAL])
    assert walk.refused("phone") == "MOBILE_TOKEN_NOT_ASKED"
    walk.mobile_token(True)
    assert summary(walk.phone()) == ("CONTINUE", None, [CONSENT])
    assert walk.refused("phone") == "MOBILE_TOKEN_NOT_ASKED"
    assert walk.step(CONSENT).result == "DONE"
    assert [(one.method, one.instruments) for one in walk.state.history[1:]] == [
        (LOGIN, (TOKEN,)),
        (APPROVAL, (TOKEN,)),
        (CONSENT, ()),
    ]


def test_the_method_of_the_mobile_token_comes_first_where_both_are_offered():
    both = flow(
        (APPROVAL,), (TOKEN,), (TOKEN, "CONFIRMED", CONSENT, "CONTINUE"), (APPROVAL, "CONFIRMED", SMS, "CONTINUE")
    )
    walk = Walk(both)
    walk.mobile_token(True)
    following = walk.phone().current
    assert (following.method, following.steps, following.instruments) == (TOKEN, (CONSENT,), ())


def test_wrong_answers_leave_the_phone_asked_and_use_up_the_methods_attempts():
    walk = asked("authorize_payment_sca", LOGIN)
    for left in (4, 3, 2, 1):
        state = walk.phone("AUTH_FAILED")
        assert (is_asked(walk), state.remaining_attempts, state.current.steps) == (True, left, (APPROVAL,))
    state = walk.phone("AUTH_FAILED")
    assert (state.result, state.current.step_result, state.remaining_attempts) == ("FAILED", "AUTH_METHOD_FAILED", 0)
    assert (failure_count(state), status_for_phone(state)) == (5, "FAILED")
    assert explain(state) == "5 answers of the phone were wrong (APPROVAL_SCA); no attempt is left"


def test_wrong_tries_beside_the_phone_count_with_its_own():
    walk = asked("login_sca")
    walk.phone("AUTH_FAILED")
    for left in (3, 2, 1):
        assert (walk.step(LOGIN, "AUTH_FAILED").remaining_attempts, is_asked(walk)) == (left, True)
    assert (walk.phone("AUTH_FAILED").result, failure_count(walk.state)) == ("FAILED", 2)
    assert explain(walk.state) == "5 attempts were wrong (LOGIN_SCA); no attempt is left"


def test_password_and_code_take_the_step_from_a_phone_that_was_asked():
    walk = asked("login_sca")
    walk.step(LOGIN)
    assert (is_asked(walk), status_for_phone(walk.state)) == (False, None)
    assert walk.refused("phone") == "MOBILE_TOKEN_NOT_ASKED"


@each_row(
    "values",
    [{"user_id": "jana"}, {"eligibility": BROKEN}, {"eligibility": BARE}],
    ids=["another user", "broken meanwhile", "taken away meanwhile"],
)
def test_a_wrong_try_that_finds_no_phone_to_ask_ends_the_asking(values):
    walk = asked("login_sca")
    walk.step(LOGIN, "AUTH_FAILED", **values)
    assert not is_asked(walk)


def test_the_same_user_is_asked_on():
    walk = asked("login_sca")
    walk.step(LOGIN, "AUTH_FAILED", user_id="roman")
    walk.assign("roman", "RETAIL")
    assert is_asked(walk)


def test_another_users_phone_is_asked_when_the_caller_says_so_again():
    walk = asked("login_sca")
    walk.assign("jana")
    assert (is_asked(walk), walk.state.user_id) == (False, "jana")
    assert walk.refused("phone") == "MOBILE_TOKEN_NOT_ASKED"
    walk.mobile_token(True)
    assert is_asked(walk)


def test_the_mobile_tokens_own_step_is_passed_on_with_its_phone():
    walk = Walk(flow((TOKEN,)), user_id="roman")
    walk.mobile_token(True)
    walk.assign("jana")
    assert is_asked(walk)


def test_a_right_answer_that_leads_to_the_same_step_ends_the_asking():
    walk = Walk(flow((LOGIN,), (LOGIN, "CONFIRMED", LOGIN, "CONTINUE")), user_id="roman")
    walk.mobile_token(True)
    walk.phone()
    assert (walk.state.current.steps, is_asked(walk)) == ((LOGIN,), False)


def test_the_mobile_token_beside_another_method_is_chosen_anew_after_a_wrong_try():
    again = [(TOKEN, "AUTH_FAILED", method, "CONTINUE") for method in (TOKEN, SMS)]
    walk = Walk(flow((TOKEN,), (SMS,), *again), user_id="roman")
    walk.choose(TOKEN)
    walk.phone("AUTH_FAILED")
    assert (walk.state.current.steps, is_asked(walk)) == ((TOKEN, SMS), False)


def test_a_wrong_try_asks_no_phone_that_was_not_asked():
    walk = at("login_sca")
    walk.step(LOGIN, "AUTH_FAILED")
    assert not is_asked(walk)


def test_a_wrong_try_that_leads_to_another_step_ends_the_asking():
    walk = Walk(flow((LOGIN,), (LOGIN, "AUTH_FAILED", APPROVAL, "CONTINUE")), user_id="roman")
    walk.mobile_token(True)
    walk.phone("AUTH_FAILED")
    assert (walk.state.current.steps, is_asked(walk)) == ((APPROVAL,), False)


@each_row(
    "chosen",
    [
        lambda walk: walk.choose(APPROVAL),
        lambda walk: walk.step(LOGIN, "AUTH_METHOD_CHOSEN", target_method=APPROVAL),
    ],
    ids=["by its own call", "by a step"],
)
@each_row("told", [True, False])
def test_choosing_the_step_leaves_the_phone_as_it_was(chosen, told):
    walk = at("authorize_payment_sca", LOGIN)
    walk.mobile_token(told)
    state = chosen(walk)
    assert (state.current.chosen_method, is_asked(walk)) == (APPROVAL, told)


def test_choosing_another_method_takes_it_back():
    walk = Walk(flow((APPROVAL,), (SMS,)), user_id="roman")
    walk.mobile_token(True)
    walk.choose(SMS)
    assert not is_asked(walk)


def test_choosing_what_does_not_come_first_takes_it_back():
    walk = Walk(flow((APPROVAL,), (TOKEN,)), user_id="roman")
    walk.mobile_token(True)
    walk.choose(APPROVAL)
    assert not is_asked(walk)
