"""By the keyboard alone, and by ear: what has the focus, what each control is called, and what is said when a page opens."""

import pytest

from api.webflow import customer
from tests.browser.spoken import CONTROLS, in_focus, spoken
from tests.browser.visitor import agree, begin, choose, code_of_the_message, give_code, log_in

_MOST_STOPS = 40


def go_to(page, name):
    """By Tab, to the control of that name."""
    for _ in range(_MOST_STOPS):
        if (found := in_focus(page)).name == name and found.role in CONTROLS:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} is not reached by the keyboard")


def press(page, name, key="Enter"):
    go_to(page, name)
    page.keyboard.press(key)


def fill(page, name, text):
    go_to(page, name)
    page.keyboard.type(text)


def hold(page):
    """Each control has a name; the title, which is said first."""
    nameless = [one for one in spoken(page) if one.role in CONTROLS and not one.name.strip()]
    assert nameless == []
    return page.title()


def test_a_payment_by_the_keyboard_alone_whose_steps_are_told_apart_by_ear(page):
    view, titles = page.page, []
    titles.append(hold(view))
    press(view, "Pay")
    view.wait_for_url("**/demo/flow/*")
    titles.append(hold(view))
    assert in_focus(view).name == "User name"
    view.keyboard.type(customer.USERNAME)
    fill(view, "Password", customer.PASSWORD)
    press(view, "Continue")
    view.get_by_text("How do you want to confirm?").wait_for()
    titles.append(hold(view))
    press(view, "SMS Code")
    view.get_by_text("We have sent you a code.").wait_for()
    titles.append(hold(view))
    # The keyboard is where the code goes, and what the page has to tell is told there.
    heard = in_focus(view)
    assert (heard.name, heard.description) == ("Code from the short message", "We have sent you a code.")
    view.keyboard.type(code_of_the_message(view))
    view.keyboard.press("Enter")
    view.get_by_role("button", name="Agree").wait_for()
    titles.append(hold(view))
    press(view, "I want to make this payment.", " ")
    press(view, "Agree")
    view.get_by_text("The bank carries it out now.").wait_for()
    titles.append(hold(view))
    assert in_focus(view).name == "The payment is confirmed"
    assert len(set(titles)) == len(titles), titles


def test_what_went_wrong_has_the_focus_and_is_tied_to_its_field(page):
    view = page.page
    begin(view)
    log_in(view, "wrong-Horse-7")
    view.get_by_text("Attempts left: 4").wait_for()
    assert in_focus(view).role == "alert"
    fields = [one for one in spoken(view) if one.role == "textbox"]
    assert {one.description for one in fields} == {view.locator("#notice").inner_text()}
    log_in(view)
    choose(view, "SMS code")
    give_code(view, "12345678")
    view.get_by_text("The code is wrong.").wait_for()
    assert in_focus(view).role == "alert"
    give_code(view, code_of_the_message(view))
    view.get_by_role("button", name="Agree").click()
    view.get_by_text("Tick the box if you agree").wait_for()
    assert in_focus(view).role == "alert"
    agree(view)
    view.get_by_text("The bank carries it out now.").wait_for()


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", "404"), ("/flow/of-nobody", "404"), ("/phone/phones/none", "404")]
)
def test_a_page_of_an_error_says_first_what_is_wrong(page, path, status):
    with page.expecting(status):
        page.page.goto(page.page.url + path)
    hold(page.page)
    assert in_focus(page.page).role == "alert"


def test_the_way_past_the_head_moves_nothing_that_somebody_is_about_to_press(page):
    view = page.page
    pay = view.get_by_role("button", name="Pay", exact=True)
    before = pay.bounding_box()
    view.keyboard.press("Tab")
    assert in_focus(view).name == "Skip to the content"
    assert view.get_by_role("link", name="Skip to the content").bounding_box()["x"] >= 0
    assert pay.bounding_box() == before
    pay.click()
    view.get_by_label("User name").wait_for()


@pytest.mark.parametrize("path", ["/passkeys", "/flows", "/flows/login", "/phone", "/phone/preview"])
def test_each_control_of_the_other_pages_has_a_name(visit, path):
    hold(visit(path).page)
