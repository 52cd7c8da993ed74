"""Somebody who goes through the web flow with mouse and keyboard, and what he does there again and again."""

import re

from api.webflow import customer


def begin(page, order="Pay"):
    page.get_by_role("button", name=order, exact=True).click()
    page.wait_for_url("**/demo/flow/*")


def log_in(page, password=customer.PASSWORD, username=customer.USERNAME):
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Continue").click()


def choose(page, method):
    page.get_by_role("button", name=method).click()


def code_of_the_message(page):
    """The code that the telephone beside the page shows."""
    return re.search(r"\b\d{8}\b", page.locator("#message").inner_text())[0]


def give_code(page, code):
    page.get_by_role("textbox").first.fill(code)
    page.get_by_role("button", name="Confirm", exact=True).click()


def agree(page):
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Agree").click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()
