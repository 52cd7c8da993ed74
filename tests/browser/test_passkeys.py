"""Passkeys in a real browser, whose authenticator is a virtual one: registered, used for a login and a payment, and refused."""

import pytest

from api.webflow.customer import USER_ID
from tests.browser.visitor import agree, begin, choose, heading, log_in

_OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The authenticator of one browser profile, by Chromium's own protocol."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": _OPTIONS})
        self._id = {"authenticatorId": added["authenticatorId"]}

    def refuse(self, *, refuses=True):
        """The user is not verified: as somebody who closes the dialog."""
        self._session.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": not refuses})

    def credentials(self):
        return self._session.send("WebAuthn.getCredentials", self._id)["credentials"]

    def put_back(self, credential):
        """The authenticator as it was when somebody copied it."""
        self._session.send("WebAuthn.clearCredentials", self._id)
        self._session.send("WebAuthn.addCredential", {**self._id, "credential": credential})


@pytest.fixture
def device(page):
    return Device(page.page)


@pytest.fixture
def customer(page, device):
    """Who has logged in, and registered a passkey on this device."""
    begin(page.page, "Log in")
    log_in(page.page)
    page.page.get_by_role("button", name="Agree").wait_for()
    page.page.goto("/demo/passkeys")
    page.page.get_by_label("Its name, if you like").fill("My laptop")
    page.page.get_by_role("button", name="Register a passkey").click()
    page.page.get_by_text("Your passkey is registered.").wait_for()
    return page.page


def use_passkey(page):
    page.get_by_role("button", name="Use a passkey").click()


def start(page, order):
    page.get_by_role("link", name="Demo bank").click()
    begin(page, order)


def test_a_passkey_is_registered_and_removed(page, customer, device):
    page.check("passkeys")
    [credential] = device.credentials()
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)
    customer.get_by_role("button", name="Register a passkey").click()
    customer.get_by_text("This device has a passkey of yours already.").wait_for()
    customer.get_by_role("button", name="Remove: My laptop").last.click()
    customer.get_by_text("The passkey is removed.").wait_for()
    start(customer, "Log in with a passkey")
    use_passkey(customer)
    customer.get_by_text("The passkey was not accepted.").wait_for()


def test_a_login_needs_no_name(page, customer):
    start(customer, "Log in with a passkey")
    customer.get_by_role("button", name="Use a passkey").wait_for()
    page.check("passkey-login")
    use_passkey(customer)
    agree(customer)
    customer.get_by_text("The shop knows now who you are.").wait_for()


def test_a_payment_is_confirmed(page, customer):
    start(customer, "Pay with a passkey")
    log_in(customer)
    choose(customer, "Passkey")
    customer.get_by_role("button", name="Use a passkey").wait_for()
    page.check("passkey-payment")
    use_passkey(customer)
    agree(customer)
    customer.get_by_text("The bank carries it out now.").wait_for()


# As a browser with Secure Payment Confirmation, which Chromium has not on Linux: it is shown the payment, and fails.
_PAYMENT_DIALOG = """
window.PaymentRequest = class {
  static async securePaymentConfirmationAvailability() { %s }
  constructor(methods, details) { this.asked = { ...methods[0].data, ...details, method: methods[0].supportedMethods }; }
  async show() {
    const { method, payeeName, total, rpId, challenge, credentialIds, instrument } = this.asked;
    const [bytes, ids] = [challenge.byteLength, credentialIds.length];
    await window.asked({ method, payeeName, total, rpId, bytes, ids, instrument });
    throw new DOMException("", "%s");
  }
};
"""


def at_the_payment(customer):
    start(customer, "Pay with a passkey")
    log_in(customer)
    choose(customer, "Passkey")
    customer.get_by_role("button", name="Use a passkey").wait_for()


def test_a_browser_that_confirms_payments_is_given_amount_and_payee_of_the_operation(customer):
    asked = []
    customer.expose_function("asked", lambda shown: asked.append(shown))
    customer.add_init_script(_PAYMENT_DIALOG % ('return "available";', "NotSupportedError"))
    at_the_payment(customer)
    use_passkey(customer)
    # It failed there, and the passkey signs without it.
    customer.get_by_role("button", name="Agree").wait_for()
    [shown] = asked
    assert (shown["method"], shown["rpId"], shown["bytes"]) == ("secure-payment-confirmation", "localhost", 64)
    assert shown["payeeName"] == "CZ6508000000192000145399"
    assert shown["total"]["amount"] == {"value": "1499.90", "currency": "CZK"}
    assert shown["ids"] >= 1
    assert shown["instrument"]["icon"].startswith("http://localhost:")


def test_who_closes_the_browsers_own_dialog_has_confirmed_nothing(customer):
    customer.expose_function("asked", lambda _: None)
    customer.add_init_script(_PAYMENT_DIALOG % ('return "available";', "NotAllowedError"))
    at_the_payment(customer)
    use_passkey(customer)
    customer.get_by_text("You closed the dialog").wait_for()


def test_a_browser_that_cannot_say_whether_it_confirms_payments_signs_without(customer):
    customer.add_init_script(_PAYMENT_DIALOG % ('throw new DOMException("", "NotSupportedError");', ""))
    at_the_payment(customer)
    use_passkey(customer)
    customer.get_by_role("button", name="Agree").wait_for()


def test_who_closes_the_dialog_has_lost_no_attempt(page, customer, device):
    start(customer, "Log in with a passkey")
    device.refuse()
    use_passkey(customer)
    customer.get_by_text("You closed the dialog").wait_for()
    page.check("passkey-cancelled")
    assert customer.locator("#attempts").count() == 0
    device.refuse(refuses=False)
    use_passkey(customer)
    customer.get_by_role("button", name="Agree").wait_for()


def test_a_copy_of_an_authenticator_is_found_out_by_its_counter(page, customer, device):
    [copied] = device.credentials()
    start(customer, "Log in with a passkey")
    use_passkey(customer)
    customer.get_by_role("button", name="Agree").wait_for()
    device.put_back(copied)
    start(customer, "Log in with a passkey")
    use_passkey(customer)
    customer.get_by_text("The passkey was not accepted.").wait_for()
    assert customer.locator("#attempts").inner_text() == "Attempts left: 4"
    page.check("passkey-wrong")
    customer.goto("/demo/passkeys")
    customer.get_by_text("somebody has a copy of it").last.wait_for()


def test_a_page_of_another_name_is_refused_by_the_browser(page, device):
    page.page.goto(page.page.url.replace("localhost", "127.0.0.1"))
    begin(page.page, "Log in with a passkey")
    use_passkey(page.page)
    page.page.get_by_text("That did not work. You can try again.").wait_for()
    assert heading(page.page)


def by_password_instead(page):
    page.get_by_text("No passkey on this device?").wait_for()
    page.get_by_role("button", name="Confirm in another way").click()
    choose(page, "User name and password")
    log_in(page)
    agree(page)
    page.get_by_text("The shop knows now who you are.").wait_for()


def test_without_scripts_the_page_says_what_it_needs_and_a_password_serves(visit):
    found = visit(java_script_enabled=False)
    begin(found.page, "Log in with a passkey")
    found.page.get_by_role("alert").filter(has_text="Passkeys need JavaScript").wait_for()
    by_password_instead(found.page)


# As a browser that has no passkey, or whose dialog was closed: it does not tell which.
_NO_PASSKEY = "void (navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError'); })"


def test_who_has_no_passkey_is_told_so_and_logs_in_by_password(page):
    page.page.add_init_script(_NO_PASSKEY)
    begin(page.page, "Log in with a passkey")
    use_passkey(page.page)
    page.page.get_by_text("or there is no passkey for this bank").wait_for()
    page.check("passkey-nobodys")
    by_password_instead(page.page)


def test_a_browser_that_asks_nothing_leaves_the_button_and_the_next_press_counts(page, device):
    page.page.clock.install()
    begin(page.page, "Log in with a passkey")
    page.page.get_by_role("button", name="Use a passkey").wait_for()
    page.page.evaluate("void (navigator.credentials.get = () => new Promise(() => {}))")
    use_passkey(page.page)
    page.page.get_by_text("Your browser asks you now.").wait_for()
    page.check("passkey-asks")
    assert page.page.get_by_role("button", name="Use a passkey").is_disabled()
    page.page.clock.fast_forward(11_000)
    page.page.evaluate(_NO_PASSKEY)
    use_passkey(page.page)
    page.page.get_by_text("You closed the dialog").wait_for()


def test_a_payer_without_a_passkey_registers_one_and_comes_back_to_the_payment(page, up, device):
    removed = {"userId": USER_ID}
    _, answer = up.ask("POST", "/powerauth-nextstep/passkey/list", removed)
    for one in answer["responseObject"]["passkeys"]:
        up.ask("POST", "/powerauth-nextstep/passkey/delete", {**removed, "passkeyId": one["passkeyId"]})
    begin(page.page, "Pay with a passkey")
    log_in(page.page)
    choose(page.page, "Passkey")
    page.page.get_by_text("You have no passkey with this bank yet.").wait_for()
    assert page.page.get_by_role("button", name="Use a passkey").count() == 0
    page.check("passkey-none")
    page.page.get_by_role("link", name="Register a passkey").click()
    page.page.get_by_role("button", name="Register a passkey").click()
    page.page.get_by_text("Your passkey is registered.").wait_for()
    page.page.get_by_role("link", name="Back to what you were confirming").click()
    use_passkey(page.page)
    agree(page.page)
    page.page.get_by_text("The bank carries it out now.").wait_for()
