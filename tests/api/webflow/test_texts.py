"""Every word of the pages is there in each language, and none that no page says."""

import re
from pathlib import Path

import pytest

from api.webflow import texts
from api.webflow.step_pages import find_page
from locales.catalogs import files
from locales.check import check
from locales.po import read

PACKAGE = Path(texts.__file__).parent
# Whole ids, and beginnings of ids whose end is a name of something else.
IDS = re.compile(r"\bt\(\s*'([^']+)'|(?<!url_for\()[\"']((?:web|phone|flows)\.[a-z._-]+)[\"'{]")


def declared():
    return {entry.id for file in files(texts.FOLDER)["en"] for entry in read(file)}


def test_no_language_lacks_a_text_and_none_differs_in_its_places():
    assert check(texts.FOLDER) == []


def test_every_text_that_a_page_asks_for_is_there_and_every_one_is_asked_for():
    sources = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]
    asked = {id for source in sources for ids in IDS.findall(source.read_text("utf-8")) for id in ids if id}
    prefixes = tuple(id for id in asked if id.endswith("."))
    known = {*texts.CATALOGS.texts("en")}
    assert {id for id in asked if not id.endswith(".") and not id.startswith("web.note")} - known == set()
    assert {id for id in declared() if id not in asked and not id.startswith(prefixes)} == set()


@pytest.mark.parametrize("method", ["SMS_KEY", "POWERAUTH_TOKEN", "PASSKEY"])
def test_a_method_that_is_chosen_has_a_name(method):
    assert find_page(method).name in texts.CATALOGS.texts("en")


@pytest.mark.parametrize(
    ("reader", "said"), [("en", "cannot read this: &lt;b&gt;"), ("de", 'nicht lesen: <span lang="en">&lt;b&gt;</span>')]
)
def test_what_a_server_has_said_is_marked_as_english_and_never_markup(app, reader, said):
    with app.test_request_context("/demo/phone", headers={"Accept-Language": reader}):
        app.preprocess_request()
        assert str(texts.text_with_answer("phone.unreadable", why="<b>")).endswith(said)
