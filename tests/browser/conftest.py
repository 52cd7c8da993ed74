"""One `nextstep up` and one Chromium for all tests of this folder; each test has a browser profile of its own."""

import re
import shutil
from contextlib import ExitStack

import pytest

from tests.browser.watched import Watched
from tests.e2e.up import Up

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NONE = "NOT RUN: there is no Chromium (apt-get install chromium), so nobody has looked at the pages"
# A telephone's screen: what fits there fits elsewhere.
SCREEN = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.live)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=NONE))


@pytest.fixture(scope="package")
def up(servers, tmp_path_factory):
    """`nextstep up`, as a newcomer starts it; `web_flow` is the address of its pages."""
    found = Up(tmp_path_factory.mktemp("pages") / "home", WEB_FLOW_PORT="0", THREADS="8")
    try:
        found.ready()
        found.web_flow = re.search(r"Web flow +(http://localhost:\d+/demo)", found.said)[1]
        yield found
    finally:
        found.end()


@pytest.fixture(scope="package")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(up, chromium, request):
    """Opens the web flow in a new profile, as `visit(locale="cs-CZ")`; other options are Playwright's, of a browser's context.

    What comes back is `Watched`: complaints of its page fail the test.
    """
    with ExitStack() as opened:
        watched = []

        def open_page(path="", *, locale="en-GB", **options):
            context = chromium.new_context(**{"locale": locale, "viewport": SCREEN, "base_url": up.web_flow, **options})
            opened.callback(context.close)
            context.set_default_timeout(60_000)  # a busy machine draws late
            found = Watched(context.new_page(), request.node.name)
            watched.append(found)
            found.page.goto(up.web_flow + path)
            return found

        yield open_page
        for one in watched:
            one.verify()


@pytest.fixture
def page(visit):
    """The first page, in English."""
    return visit()
