"""On a slow network, and where there is none for a while: Chromium's own emulation, and answers that are held back."""

import re

import pytest

from tests.browser import phones
from tests.browser.visitor import agree, begin, choose, heading, log_in

pytestmark = pytest.mark.exhaustive

# What Chromium's tools call slow 3G.
SLOW = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
GONE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
BACK = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


class Line:
    """The network of one page."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def becomes(self, conditions):
        self._session.send("Network.emulateNetworkConditions", conditions)


@pytest.fixture
def line(page):
    return Line(page.page)


def hold_back(page, name):
    """That file does not arrive until what comes back is called."""
    held = []
    page.route(f"**/{name}", lambda route: held.append(route))

    def release():
        for route in held:
            route.continue_()

    return release


def test_a_login_that_is_pressed_twice_on_a_slow_network_goes_on(page, line):
    view = page.page
    begin(view)
    view.get_by_label("User name").fill("customer")
    view.get_by_label("Password", exact=True).fill("Correct-Horse-7")
    line.becomes(SLOW)
    view.get_by_role("button", name="Continue").dblclick(no_wait_after=True)
    view.get_by_text("How do you want to confirm?").wait_for()
    page.check("slow-choice")
    # So is each press after it: a code is sent once, and the page is the one that was asked for.
    view.get_by_role("button", name="SMS code").dblclick(no_wait_after=True)
    view.get_by_text("We have sent you a code.").wait_for()
    page.check("slow-sms")


def asking_the_phone(page, up):
    """The customer's phone, for which the page waits."""
    up.ask("POST", "/powerauth-nextstep/user", {"userId": "web.customer"})
    phone = phones.registered(up)
    begin(page.page)
    log_in(page.page)
    choose(page.page, "Mobile app")
    page.page.get_by_text("Confirm in the app on your phone.").wait_for()
    return phone


def test_what_the_phone_says_while_the_browser_is_offline_is_seen_when_it_is_back(page, line, up):
    phone, view = asking_the_phone(page, up), page.page
    with page.expecting("ERR_INTERNET_DISCONNECTED"):
        line.becomes(GONE)
        phones.approve(phone, phones.waiting(phone)[0])
        view.wait_for_timeout(1000)
        page.check("offline-waiting")
        assert view.get_by_text("Confirm in the app on your phone.").is_visible()
        line.becomes(BACK)
        view.get_by_role("button", name="Agree").wait_for()
    agree(view)
    view.get_by_text("The bank carries it out now.").wait_for()


def test_a_page_whose_time_is_over_while_there_is_no_network_stays_until_there_is_one(page, line, up):
    config = {"operationName": "login", "templateVersion": "A", "templateId": 2, "mobileTokenEnabled": False}
    config |= {"mobileTokenMode": "{}", "afsEnabled": False}
    assert up.ask("PUT", "/powerauth-nextstep/operation/config", {**config, "expirationTime": 4})[0] == 200
    view = page.page
    try:
        begin(view, "Log in")
    finally:
        assert up.ask("PUT", "/powerauth-nextstep/operation/config", config)[0] == 200
    with page.expecting("ERR_INTERNET_DISCONNECTED"):
        line.becomes(GONE)
        view.get_by_text("0:00").wait_for()
        view.wait_for_timeout(2500)
        assert view.get_by_label("User name").is_visible()
        line.becomes(BACK)
        view.get_by_role("heading", name="The time is over").wait_for()


def test_the_time_that_is_left_is_counted_while_the_script_is_under_way(page):
    from playwright.sync_api import expect

    view = page.page
    release = hold_back(view, "flow.js")
    view.get_by_role("button", name="Pay", exact=True).click(no_wait_after=True)
    written = view.locator("#left")
    written.wait_for()
    before, of_the_server = written.inner_text(), int(view.locator("#flow").get_attribute("data-seconds"))
    view.wait_for_timeout(3000)
    assert written.inner_text() == before
    release()
    expect(written).not_to_have_text(before, timeout=30_000)
    minutes, seconds = re.fullmatch(r"(\d+):(\d\d)", written.inner_text()).groups()
    assert int(minutes) * 60 + int(seconds) <= of_the_server - 3


def test_a_script_that_is_under_way_is_not_told_to_be_off(page):
    view = page.page
    release = hold_back(view, "passkey.js")
    view.get_by_role("button", name="Log in with a passkey").click(no_wait_after=True)
    told = view.locator("#passkey-told")
    told.wait_for(state="attached")
    view.get_by_role("button", name="Cancel").wait_for()
    assert not told.is_visible()
    release()
    view.get_by_role("button", name="Use a passkey").wait_for()
    assert not told.is_visible()


def test_a_script_that_never_arrives_is_told_to_be_missing(page):
    from playwright.sync_api import expect

    view = page.page
    hold_back(view, "passkey.js")
    view.get_by_role("button", name="Log in with a passkey").click(no_wait_after=True)
    expect(view.locator("#passkey-told")).to_have_text(
        "Passkeys need JavaScript, which does not run here.", timeout=30_000
    )


def test_a_passkey_that_is_asked_for_without_a_network_can_be_asked_for_again(page, line):
    view = page.page
    begin(view, "Log in with a passkey")
    with page.expecting("ERR_INTERNET_DISCONNECTED"):
        line.becomes(GONE)
        view.get_by_role("button", name="Use a passkey").click()
        view.get_by_text("That did not work. You can try again.").wait_for()
        assert view.evaluate("document.activeElement.id") == "passkey-begin"
        page.check("offline-passkey")
        line.becomes(BACK)
    assert heading(view)


def test_where_scripts_are_off_a_passkey_says_so_at_once(visit):
    found = visit(java_script_enabled=False)
    found.page.get_by_role("button", name="Log in with a passkey").click()
    alert = found.page.get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text() == "Passkeys need JavaScript, which does not run here."
    assert not found.page.locator("#passkey-told").is_visible()


def test_an_approval_that_is_pressed_twice_on_a_slow_network_is_told_as_what_it_was(page, line):
    view = page.page
    view.goto("/demo/phone")
    view.get_by_label("Customer").fill("user-who-presses-twice")
    view.get_by_role("button", name="Have the bank make a code").click()
    view.get_by_text("The bank has made a code.").wait_for()
    view.get_by_label("What the phone is called").fill("pressed")
    view.get_by_label("Choose a PIN").fill("2468")
    view.get_by_role("button", name="Register", exact=True).click()
    view.get_by_role("button", name="Ask this phone").click()
    view.get_by_role("link", name="Confirm Payment").click()
    view.get_by_label("PIN", exact=True).fill("2468")
    line.becomes(SLOW)
    view.get_by_role("button", name="Approve", exact=True).dblclick(no_wait_after=True)
    view.get_by_text("The payment of 100.00 CZK was confirmed.").wait_for()
    page.check("slow-phone-approved")


def test_a_form_that_is_stopped_on_its_way_leaves_a_page_that_still_waits(page, up):
    phone, view = asking_the_phone(page, up), page.page
    hold_back(view, "offline")
    view.get_by_role("button", name="My phone has no network").click(no_wait_after=True)
    view.wait_for_timeout(500)
    session = view.context.new_cdp_session(view)
    session.send("Page.stopLoading")
    view.wait_for_timeout(500)
    phones.approve(phone, phones.waiting(phone)[0])
    view.get_by_role("button", name="Agree").wait_for()
