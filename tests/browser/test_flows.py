"""Flows drawn, and where an operation stands in its own."""

import pytest

from tests.browser.visitor import begin, log_in


def test_a_flow_is_drawn_as_the_server_tells_it(visit):
    found = visit("/flows")
    found.check("flows-all")
    found.page.get_by_role("link", name="authorize_payment", exact=True).click()
    boxes = found.page.locator("svg .place").all_text_contents()
    assert "DONE" in " ".join(boxes)
    assert found.page.locator("svg .here").count() == 0
    found.check("flow")
    assert "POWERAUTH_TOKEN" in found.page.get_by_role("table").inner_text()
    found.page.get_by_role("link", name="Without a phone").click()
    found.page.get_by_text("Of a user without a phone.").wait_for()
    assert "POWERAUTH_TOKEN" not in found.page.get_by_role("table").inner_text()


def test_an_operation_moves_on_in_the_picture_and_has_its_workflow_beside(visit):
    web = visit()
    begin(web.page, "Log in")
    drawn = web.page.context.new_page()
    drawn.goto(web.page.url.partition("/demo")[0] + "/demo/flows")
    drawn.get_by_role("link", name="Operation 1 of this browser").click()
    here = drawn.locator("svg .here")
    assert "USERNAME_PASSWORD_AUTH" in here.inner_html()
    log_in(web.page)
    web.page.get_by_role("button", name="Agree").wait_for()
    # The page has waited for it.
    drawn.get_by_text("It stands here: CONSENT.").wait_for()
    assert "CONSENT" in here.inner_html()
    assert "USERNAME_PASSWORD_AUTH CONFIRMED" in drawn.locator("svg .gone").inner_html()
    assert "/namespaces/default/workflows/" in drawn.get_by_role("link", name="Its workflow").get_attribute("href")


@pytest.mark.parametrize(("path", "words"), [("/operation/nobodys", "no such operation"), ("/nothing", "no such flow")])
def test_what_is_not_there_is_said(visit, path, words):
    found = visit("/flows")
    with found.expecting("404"):
        found.page.goto(found.page.url + path)
    assert words in found.page.get_by_role("alert").inner_text()
