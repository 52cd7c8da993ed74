"""The phone that one can hold: registered by a press, it shows, approves, rejects, and is blocked."""

import re

import pytest

from tests.browser.visitor import agree, begin, choose, heading, log_in

PIN, WRONG = "2468", "1357"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def register(page, name, user=None):
    """A phone of the customer, or of another user; at its page afterwards."""
    page.goto(page.url.partition("/demo")[0] + "/demo/phone")
    if user is not None:
        page.get_by_label("Customer").fill(user)
    press(page, "Have the bank make a code")
    page.get_by_text("The bank has made a code.").wait_for()
    page.get_by_label("What the phone is called").fill(name)
    page.get_by_label("Choose a PIN").fill(PIN)
    press(page, "Register")
    page.get_by_role("heading", name="Waiting for you").wait_for()


def approve(page, pin):
    page.get_by_label("PIN", exact=True).fill(pin)
    press(page, "Approve")


def ask(page):
    """The bank asks, and the user opens it."""
    press(page, "Ask this phone")
    page.get_by_role("link", name="Confirm Payment").first.click()


@pytest.fixture(scope="package")
def kept(up, chromium):
    """The name of a phone whose user is nobody's customer elsewhere."""
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(up.web_flow)
    register(page, "kept", "user-of-kept")
    context.close()
    return "kept"


@pytest.fixture
def opened(visit, kept):
    """The page of that phone."""
    return visit(f"/phone/phones/{kept}")


def test_the_phone_approves_in_its_page_while_the_web_flow_waits_in_the_other(visit):
    web, phone = visit(), visit("/phone")
    phone.check("phone-all")
    register(phone.page, "beside")
    phone.check("phone-home")
    begin(web.page)
    log_in(web.page)
    choose(web.page, "Mobile app")
    web.page.get_by_text("Confirm in the app on your phone.").wait_for()
    phone.page.get_by_role("link", name="Look again").click()
    phone.page.locator(".handset .choices a").click()
    phone.check("phone-operation")
    approve(phone.page, PIN)
    phone.page.locator(".handset.good").wait_for()
    phone.check("phone-approved")
    web.page.get_by_role("button", name="Agree").wait_for()
    agree(web.page)
    web.page.get_by_text("The bank carries it out now.").wait_for()


def test_a_wrong_pin_is_told_with_the_attempts_left_and_the_right_one_approves(opened):
    found = opened
    page = found.page
    ask(page)
    with found.expecting("422"):
        approve(page, WRONG)
        page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text().endswith("until the phone is blocked: 4.")
    found.check("phone-wrong-pin")
    page.get_by_role("link", name="Try again").click()
    approve(page, PIN)
    page.locator(".handset.good").wait_for()
    page.get_by_role("link", name="To kept").click()
    page.get_by_text("Nothing is here.").wait_for()
    page.get_by_text("History").first.click()
    page.locator("#history-pin").fill(PIN)
    press(page, "History")
    assert "APPROVED" in page.get_by_role("table").inner_text()
    found.check("phone-history")


def test_a_rejection_has_a_reason_and_is_told_in_the_language_of_the_page(opened):
    found = opened
    page = found.page
    press(page, "Ask this phone")
    press(page, "Deutsch")
    page.get_by_role("link", name="Zahlung bestätigen").click()
    page.get_by_label("Warum nicht?").select_option("INCORRECT_DATA")
    found.check("phone-reject-de")
    press(page, "Ablehnen")
    page.locator(".handset").wait_for()
    page.get_by_role("link", name="Zu kept").click()
    page.get_by_text("Hier ist nichts.").wait_for()


def test_a_phone_without_a_network_makes_digits(opened):
    found = opened
    page = found.page
    press(page, "Ask by a QR code")
    press(page, "Scan")
    page.get_by_label("PIN", exact=True).fill(PIN)
    press(page, "Make the digits")
    assert re.fullmatch(r"\d{8}-\d{8}", page.locator("output").inner_text())
    found.check("phone-offline-code")
    page.get_by_role("link", name="To kept").click()
    page.get_by_role("link", name="Without a network").click()
    with found.expecting("422"):
        page.get_by_label("Text of the QR code").fill("no code at all")
        press(page, "Scan")
        page.get_by_role("alert").wait_for()


def test_a_phone_with_an_empty_inbox_is_blocked_by_wrong_pins_and_then_lost(visit):
    found = visit("/phone")
    page = found.page
    register(page, "stolen", "user-of-stolen")
    page.get_by_role("link", name="Inbox (0 unread)").click()
    page.get_by_text("Nothing is here.").wait_for()
    found.check("phone-inbox")
    page.get_by_role("link", name="To stolen").click()
    page.get_by_text("Block, remove or lose this phone").click()
    press(page, "Block")
    page.get_by_text("The phone is blocked, after 5 wrong PINs").wait_for()
    found.check("phone-blocked")
    page.get_by_text("Block, remove or lose this phone").click()
    press(page, "Lose")
    page.get_by_label("What the phone is called").wait_for()
    assert page.get_by_role("link", name="stolen").count() == 0


def test_a_code_that_is_mistyped_is_found_before_the_bank_is_asked_and_what_was_typed_stays(visit):
    found = visit("/phone")
    page = found.page
    page.get_by_label("Activation code").fill("AAAAA-BBBBB-CCCCC-DDDDD")
    page.get_by_label("Configuration of the app").fill("x")
    page.get_by_label("Choose a PIN").fill(PIN)
    with found.expecting("422"):
        press(page, "Register")
        page.get_by_role("alert").wait_for()
    assert page.get_by_label("Activation code").input_value() == "AAAAA-BBBBB-CCCCC-DDDDD"
    assert page.get_by_label("Choose a PIN").input_value() == ""
    found.check("phone-mistyped")


TEXTS = """{
  "title": "Pay the ${shop}", "message": "Is it you?",
  "attributes": [{"id": "a", "type": "AMOUNT", "text": "Price", "params": {"amount": "amount", "currency": "currency"}}],
  "ui": {"preApprovalScreen": {"type": "WARNING", "heading": "Careful", "message": "Nobody calls you"}}
}"""


def test_a_template_is_previewed_with_parameters_and_with_texts_that_are_not_put_yet(visit):
    found = visit("/phone/preview")
    page = found.page
    page.get_by_label("Template").select_option("payment")
    page.get_by_label("Parameters").fill("amount=100.00\ncurrency=CZK\nwrong=1")
    press(page, "Preview")
    page.get_by_role("heading", name="Confirm Payment").wait_for()
    assert "iban" in page.get_by_text("Parameters that are missing").inner_text()
    assert "wrong" in page.get_by_text("Parameters that the template does not ask for").inner_text()
    assert "The server would refuse" in page.get_by_role("alert").inner_text()
    found.check("phone-preview")
    page.get_by_label("Texts that are not put yet").fill(TEXTS)
    press(page, "Preview")
    page.get_by_role("heading", name="Careful").wait_for()
    found.check("phone-preview-texts")
    page.get_by_label("Texts that are not put yet").fill("{")
    with found.expecting("422"):
        press(page, "Preview")
        page.get_by_role("alert").wait_for()
    assert heading(page) == "Preview of a template"


def test_what_a_server_would_refuse_is_said_in_the_language_of_the_page(visit):
    found = visit("/phone/preview", locale="cs-CZ")
    page = found.page
    page.get_by_label("Parametry").fill("amount=deset\ncurrency=CZK\niban=CZ65")
    press(page, "Náhled")
    assert "parametr amount není prosté desetinné číslo" in page.get_by_role("alert").inner_text()
    with found.expecting("422"):
        page.get_by_label("Texty, které ještě nejsou uloženy").fill('{"title": "T"}')
        press(page, "Náhled")
        page.get_by_role("alert").wait_for()
    assert "message: chybí" in page.get_by_role("alert").inner_text()
    found.check("phone-preview-wrong-cs")
