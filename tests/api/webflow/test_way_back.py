"""Where a page leads whose address answers no reader: a language that is chosen there is no way out of it."""

import pytest

from api.webflow.way_back import readable_path

PAGES = [
    ("GET", "/demo/phone/preview", "/demo/phone/preview"),
    ("POST", "/demo/phone/preview", "/demo/phone/preview"),
    ("POST", "/demo/phone/invitations", "/demo/phone"),
    ("POST", "/demo/phone/phones", "/demo/phone"),
    ("POST", "/demo/phone/phones/mine/operations/one/approve", "/demo/phone/phones/mine/operations/one"),
    ("POST", "/demo/phone/phones/mine/history", "/demo/phone/phones/mine"),
    ("POST", "/demo/flow/key/password", "/demo/flow/key"),
    ("POST", "/demo/flow", "/demo"),
    ("GET", "/demo/nothing", "/demo"),
    ("GET", "/nothing", "/demo"),
]


@pytest.mark.parametrize(("verb", "path", "back"), PAGES)
def test_it_is_the_nearest_page_that_can_be_read(app, verb, path, back):
    with app.test_request_context(path, method=verb):
        assert readable_path() == back


def test_who_chooses_a_language_where_nothing_is_comes_to_the_first_page(reader):
    reader.go("/demo/nothing/at/all")
    assert reader.members("/demo/language")["back"] == "/demo"
