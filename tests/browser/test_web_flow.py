"""Login and payment by hand, with every method, and what people do besides: go back, load again, open a second window."""

import re

import pytest

from api.webflow import customer
from tests.browser import phones
from tests.browser.visitor import agree, begin, choose, code_of_the_message, give_code, heading, log_in

SMS, TOKEN = "SMS code", "Mobile app"
WRONG = "User name or password are wrong, or the password is blocked."


@pytest.fixture(scope="package")
def phone(up):
    """The customer's phone; it is registered before he first chooses a method."""
    up.ask("POST", "/powerauth-nextstep/user", {"userId": "web.customer"})
    return phones.registered(up)


def at_the_choice(page):
    begin(page)
    log_in(page)
    page.get_by_text("How do you want to confirm?").wait_for()


def test_a_login_ends_with_a_consent(page):
    begin(page.page, "Log in")
    page.check("login-password")
    cookie = page.page.context.cookies()[0]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/demo")
    log_in(page.page)
    page.page.get_by_role("button", name="Agree").wait_for()
    assert page.page.context.cookies()[0]["value"] != cookie["value"]
    page.check("login-consent")
    page.page.get_by_role("button", name="Agree").click()
    page.page.get_by_text("Tick the box if you agree").wait_for()
    page.check("login-consent-missing")
    agree(page.page)
    page.page.get_by_text("The shop knows now who you are.").wait_for()
    assert heading(page.page) == "You are logged in"
    page.check("login-done")
    page.page.get_by_role("link", name="Start again").click()
    page.page.get_by_role("button", name="Log in", exact=True).wait_for()


def test_a_payment_by_a_code_that_was_mistyped_first(page, phone):
    at_the_choice(page.page)
    page.check("payment-choice")
    page.page.get_by_label("Note for yourself").fill("for May")
    page.page.get_by_label("From").select_option(label="Savings account, 238400857/0300")
    choose(page.page, SMS)
    page.page.get_by_text("We have sent you a code.").wait_for()
    page.check("payment-sms")
    assert "Savings account, 238400857/0300" in page.page.locator("dl").inner_text()
    code = code_of_the_message(page.page)
    give_code(page.page, code[:-1] + str((int(code[-1]) + 1) % 10))
    page.page.get_by_text("The code is wrong.").wait_for()
    assert page.page.locator("#attempts").inner_text() == "Attempts left: 2"
    assert page.page.evaluate("document.activeElement.id") == "notice"
    page.check("payment-sms-wrong")
    give_code(page.page, code)
    page.page.get_by_role("button", name="Agree").wait_for()
    page.check("payment-consent")
    agree(page.page)
    page.page.get_by_text("The bank carries it out now.").wait_for()
    page.check("payment-done")


def test_a_payment_on_the_phone_while_the_page_waits(page, phone):
    at_the_choice(page.page)
    choose(page.page, TOKEN)
    page.page.get_by_text("Confirm in the app on your phone.").wait_for()
    page.check("payment-token")
    [operation] = phones.waiting(phone)
    asked = []
    page.page.on("request", lambda request: asked.append(request.url))
    phones.approve(phone, operation)
    page.page.get_by_role("button", name="Agree").wait_for()
    assert len([url for url in asked if "/changes" in url]) <= 1
    agree(page.page)
    page.page.get_by_text("The bank carries it out now.").wait_for()


def test_a_payment_that_is_rejected_on_the_phone(page, phone):
    at_the_choice(page.page)
    choose(page.page, TOKEN)
    page.page.get_by_text("Confirm in the app on your phone.").wait_for()
    phones.reject(phone, phones.waiting(phone)[0])
    page.page.get_by_role("heading", name="Rejected on the phone").wait_for()
    assert page.page.evaluate("document.activeElement.id") == "end"
    page.check("payment-rejected")


def test_a_payment_by_digits_of_a_phone_without_a_network(page, phone):
    at_the_choice(page.page)
    choose(page.page, TOKEN)
    page.page.get_by_role("button", name="My phone has no network").click()
    page.page.get_by_role("img").wait_for()
    page.check("payment-offline")
    code = phone.offline_code(page.page.locator("#qr-text").text_content())
    give_code(page.page, "1111-2222-3333-4444")
    page.page.get_by_text("The code is wrong.").wait_for()
    page.check("payment-offline-wrong")
    give_code(page.page, code)
    page.page.get_by_role("button", name="Agree").wait_for()
    agree(page.page)
    page.page.get_by_text("The bank carries it out now.").wait_for()


def test_a_wrong_password_is_told_in_the_same_words_as_an_unknown_name_and_then_the_operation_ends(page):
    begin(page.page, "Log in")
    for username, left in (("nobody-of-this-name", 4), ("customer", 3), ("nobody-of-this-name", 2)):
        log_in(page.page, "wrong-Horse-7", username)
        page.page.get_by_text(f"Attempts left: {left}").wait_for()
        assert page.page.get_by_role("alert").inner_text() == WRONG
    page.check("login-wrong")
    for _ in range(2):
        log_in(page.page, "wrong-Horse-7", "nobody-of-this-name")
    page.page.get_by_role("heading", name="Too many wrong attempts").wait_for()
    page.check("login-attempts")
    page.page.get_by_role("button", name="Unblock the password").click()
    page.page.get_by_role("heading", name="What would you like to try?").wait_for()


def test_a_blocked_password_looks_like_a_name_that_there_is_not_until_the_clerk_unblocks_it(page, up):
    begin(page.page, "Log in")
    credential = {"userId": customer.USER_ID, "credentialName": customer.CREDENTIAL}
    assert up.ask("POST", "/powerauth-nextstep/credential/block", credential)[0] == 200
    for username, left in ((customer.USERNAME, 4), ("nobody-of-this-name", 3), (customer.USERNAME, 2)):
        log_in(page.page, username=username)
        page.page.get_by_text(f"Attempts left: {left}").wait_for()
        assert page.page.get_by_role("alert").inner_text() == WRONG
    page.check("login-blocked")
    page.page.get_by_role("button", name="Unblock the password").click()
    page.page.get_by_label("User name").wait_for()
    log_in(page.page)
    page.page.get_by_role("button", name="Agree").wait_for()


@pytest.mark.parametrize("locale", ["cs-CZ", "de-DE", "sk-SK"])
def test_every_page_of_a_payment_fits_a_telephone_in_each_language(visit, phone, locale):
    found = visit(locale=locale, color_scheme="dark")
    page, main = found.page, found.page.locator("main")
    main.locator("[value=payment]").click()
    page.locator("#username").wait_for()
    found.check(f"payment-password-{locale}")
    page.fill("#username", customer.USERNAME)
    page.fill("#password", customer.PASSWORD)
    main.locator("form[action$=password] button").click()
    main.locator("[value=SMS_KEY]").wait_for()
    found.check(f"payment-choice-{locale}")
    main.locator("[value=SMS_KEY]").click()
    main.locator("#message").wait_for()
    found.check(f"payment-sms-{locale}")
    main.locator("form[action$=another] button").click()
    main.locator("[value=POWERAUTH_TOKEN]").click()
    main.locator("form[action$=offline] button").click()
    main.locator("img").wait_for()
    found.check(f"payment-offline-{locale}")
    main.locator("form[action$=cancel] button").click()
    main.locator("#end").wait_for()
    found.check(f"payment-cancelled-{locale}")


def test_the_language_changes_in_the_middle_of_a_flow_and_stays(page):
    begin(page.page)
    page.page.get_by_role("button", name="Čeština").click()
    page.page.get_by_label("Uživatelské jméno").wait_for()
    assert heading(page.page) == "Potvrzení platby"
    page.check("payment-password-cs")
    page.page.get_by_role("link", name="Ukázková banka").click()
    page.page.get_by_role("heading", name="Co si chcete vyzkoušet?").wait_for()


def test_each_step_can_be_loaded_again_and_left_by_the_back_button(page, phone):
    at_the_choice(page.page)
    page.page.reload()
    page.page.get_by_text("How do you want to confirm?").wait_for()
    choose(page.page, SMS)
    page.page.get_by_text("We have sent you a code.").wait_for()
    code = code_of_the_message(page.page)
    page.page.reload()
    assert code_of_the_message(page.page) == code
    page.page.go_back()
    page.page.go_forward()
    give_code(page.page, code)
    page.page.get_by_role("button", name="Agree").wait_for()
    page.page.reload()
    agree(page.page)
    page.page.get_by_text("The bank carries it out now.").wait_for()
    page.page.reload()
    assert heading(page.page) == "The payment is confirmed"
    page.page.go_back()
    page.page.get_by_role("heading", name="The payment is confirmed").wait_for()


def test_a_second_window_on_the_same_flow_finds_what_the_first_has_done(page):
    first = page.page
    begin(first, "Log in")
    second = page.page.context.new_page()
    second.goto(first.url)
    log_in(first)
    first.get_by_role("button", name="Agree").wait_for()
    # Its form is of the session before the login: it is refused, and the way back leads on.
    log_in(second)
    second.get_by_text("This page was too old").wait_for()
    second.get_by_role("link", name="Continue").click()
    agree(second)
    second.get_by_role("heading", name="You are logged in").wait_for()
    first.get_by_role("checkbox").first.check()
    first.get_by_role("button", name="Agree").click()
    first.get_by_role("heading", name="You are logged in").wait_for()


def test_two_flows_in_two_windows_do_not_disturb_each_other(page):
    second = page.page.context.new_page()
    second.goto(page.page.url)
    begin(page.page, "Log in")
    begin(second)
    assert heading(second) == "Confirm Payment"
    second.get_by_role("button", name="Cancel").click()
    second.get_by_role("heading", name="Cancelled").wait_for()
    log_in(page.page)
    page.page.get_by_role("button", name="Agree").wait_for()


def test_who_cancels_reads_so(page):
    begin(page.page)
    page.page.get_by_role("button", name="Cancel").click()
    page.page.get_by_text("You have cancelled").wait_for()
    page.check("payment-cancelled")


def test_an_operation_that_expires_under_the_eyes_of_its_user_says_so(page, up):
    config = {"operationName": "login", "templateVersion": "A", "templateId": 2, "mobileTokenEnabled": False}
    config |= {"mobileTokenMode": "{}", "afsEnabled": False}
    seconds = {**config, "expirationTime": 3}
    status, answer = up.ask("PUT", "/powerauth-nextstep/operation/config", seconds)
    assert status == 200, answer
    try:
        begin(page.page, "Log in")
        assert re.fullmatch(r"0:0[0-3]", page.page.locator("#left").inner_text())
        page.page.get_by_role("heading", name="The time is over").wait_for()
        page.check("login-expired")
    finally:
        assert up.ask("PUT", "/powerauth-nextstep/operation/config", config)[0] == 200


def test_a_flow_of_somebody_else_is_not_found(page, visit):
    begin(page.page, "Log in")
    other = visit()
    with other.expecting("404"):
        other.page.goto(page.page.url)
        assert (
            other.page.get_by_role("alert").inner_text()
            == "There is nothing here, it is not yours, or you were away for too long."
        )
        other.check("not-found")


def test_without_javascript_a_login_and_a_payment_go_through(visit, phone):
    found = visit(java_script_enabled=False)
    begin(found.page)
    log_in(found.page)
    choose(found.page, SMS)
    give_code(found.page, code_of_the_message(found.page))
    agree(found.page)
    found.page.get_by_text("The bank carries it out now.").wait_for()
    found.page.get_by_role("link", name="Start again").click()
    begin(found.page)
    log_in(found.page)
    choose(found.page, TOKEN)
    found.page.get_by_role("link", name="I have confirmed").wait_for()
    phones.approve(phone, phones.waiting(phone)[0])
    found.page.get_by_role("link", name="I have confirmed").click()
    agree(found.page)
    found.page.get_by_text("The bank carries it out now.").wait_for()


def test_a_phone_that_has_a_network_after_all_settles_what_it_was_to_approve_without(page, phone):
    at_the_choice(page.page)
    choose(page.page, TOKEN)
    page.page.get_by_role("button", name="My phone has no network").click()
    page.page.get_by_role("img").wait_for()
    page.page.get_by_role("button", name="My phone has a network").click()
    page.page.get_by_text("Confirm in the app on your phone.").wait_for()
    # What was to be approved without a network is withdrawn: the phone lists the payment once.
    [operation] = phones.waiting(phone)
    page.page.get_by_role("button", name="My phone has no network").click()
    page.page.get_by_role("img").wait_for()
    [twin] = phones.waiting(phone)
    assert twin["id"] != operation["id"]
    phones.approve(phone, twin)
    page.page.reload()
    page.page.get_by_text("Your phone has answered.").wait_for()
    page.check("payment-settled")
    page.page.get_by_role("button", name="Continue").click()
    agree(page.page)
    page.page.get_by_text("The bank carries it out now.").wait_for()
