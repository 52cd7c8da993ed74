"""`GET /` leads people and programs to everything that the server has."""

import base64
import hashlib
import re
from functools import cache
from html.parser import HTMLParser

import pytest

from config.settings.listening import API_NAMES
from tests.api.applications import new_home

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
UI = "http://127.0.0.1:8233"


@pytest.fixture(scope="module")
def client_of(tmp_path_factory, new_app_of_module):
    """A caller of the application with these settings."""

    @cache
    def app(**settings):
        return new_app_of_module(new_home(tmp_path_factory.mktemp("home"), **settings))

    return lambda **settings: app(**settings).test_client()


class Page(HTMLParser):
    """The links of a page with their texts, and its elements."""

    def __init__(self, text):
        super().__init__()
        self.links, self.elements = {}, []
        self._address = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "a":
            self._address = dict(attrs)["href"]

    def handle_data(self, data):
        if self._address:
            self.links[data] = self._address
            self._address = None


def page_of(client):
    answer = client.get("/", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    return answer, Page(answer.text)


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/*;q=0.9, application/json;q=0.1", True),
        (None, False),
        ("*/*", False),
        ("application/json", False),
        ("text/html;q=0.5, application/json", False),
        ("image/png", False),
        (";;;", False),
    ],
)
def test_browsers_are_answered_a_page_and_others_json(client_of, accept, html):
    answer = client_of().get("/", headers={} if accept is None else {"Accept": accept})
    assert answer.status_code == 200
    assert answer.content_type == ("text/html; charset=utf-8" if html else "application/json")
    assert answer.headers["Vary"] == "Accept"


@pytest.mark.parametrize("apis", [API_NAMES, ("mobile",)])
def test_every_link_of_the_page_leads_somewhere(client_of, apis):
    client = client_of(doors=apis)
    links = page_of(client)[1].links
    assert len(links) == len(set(links.values())) == 2 * len(apis) + 3
    for text, address in links.items():
        assert not address.startswith("/"), text
        expected = 503 if address == "health/ready" else 200
        assert client.get(f"/{address}").status_code == expected, text


def test_programs_find_the_same_addresses(client_of):
    client = client_of()
    found = client.get("/").json
    documented = found.pop("documentation")
    assert [one["door"] for one in documented] == list(API_NAMES)
    pages = {one[key].lstrip("/") for one in documented for key in ("page", "openapi")}
    others = {found["metrics"][1:], *(address[1:] for address in found["health"].values())}
    assert pages | others == set(page_of(client)[1].links.values())
    assert "temporalUi" not in found


def test_addresses_for_programs_begin_with_the_public_url(client_of):
    found = client_of(public_url="https://bank.example/auth").get("/").json
    assert found["health"]["live"] == "https://bank.example/auth/health/live"
    assert found["documentation"][0]["openapi"] == "https://bank.example/auth/powerauth-nextstep/openapi.json"


def test_the_temporal_ui_is_linked_where_it_is_known(client_of):
    client = client_of(temporal_ui=UI)
    assert client.get("/").json["temporalUi"] == UI
    assert page_of(client)[1].links["Temporal UI"] == UI
    assert "Temporal UI" not in page_of(client_of())[1].links


def test_an_address_cannot_break_out_of_the_page(client_of):
    answer, page = page_of(client_of(temporal_ui='https://bank.example/"><script>alert(1)</script>'))
    assert "<script" not in answer.text
    assert page.links["Temporal UI"] == 'https://bank.example/"><script>alert(1)</script>'


def test_the_page_runs_nothing_and_asks_nobody(client_of):
    answer, page = page_of(client_of())
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert not {"script", "img", "iframe", "form"} & {tag for tag, _ in page.elements}


def test_the_page_can_be_read_aloud(client_of):
    _, page = page_of(client_of())
    elements = dict(page.elements)
    assert elements["html"]["lang"] == "en"
    assert {"title", "main", "h1"} <= elements.keys()
    headings = {attributes["id"] for tag, attributes in page.elements if tag == "h2"}
    assert headings == {attributes["aria-labelledby"] for tag, attributes in page.elements if tag == "section"}


@pytest.mark.parametrize(
    ("verb", "path", "status"), [("GET", "/nothing", 404), ("GET", "/index.html", 404), ("POST", "/", 405)]
)
def test_what_is_not_there_is_json_for_browsers_too(client_of, verb, path, status):
    answer = client_of().open(path, method=verb, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.content_type) == (status, "application/json")
    assert answer.json["status"] == "ERROR"
