"""The document and Swagger UI are served by the API itself, without a word to any other host."""

import posixpath
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from openapi_spec_validator import validate

from api import docs
from api.docs.document import build
from api.http.blueprint import ApiBlueprint
from tests.api.conformance import document
from tests.api.docs.reading import JSON, PREFIX, of_every_api
from tests.api.http.tried_errors import TABLE


class References(HTMLParser):
    """What a page refers to."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("src", "href", "data-document")]


@of_every_api
def test_the_document_is_served_as_json_and_made_once(client, monkeypatch, api):
    first = client.get(f"{api.prefix}/openapi.json")
    assert first.status_code == 200
    assert first.content_type == JSON
    assert first.json == document(api)
    monkeypatch.setattr("api.docs.document.build", lambda api: pytest.fail("made again"))
    assert client.get(f"{api.prefix}/openapi.json").data == first.data


@of_every_api
def test_the_document_names_no_host(api):
    assert document(api)["servers"] == [{"url": api.prefix}]
    # But for those that nobody has (RFC 2606).
    assert [host for host in re.findall(r"://([^/'\"]*)", str(document(api))) if not host.endswith(".example")] == []


TYPES = {".css": "text/css", ".js": "text/javascript", ".png": "image/png", ".json": JSON}


@pytest.mark.parametrize("address", ["/powerauth-nextstep/swagger-ui.html", "/powerauth-cloud/swagger-ui/index.html"])
def test_the_page_and_all_that_it_refers_to_are_served_here(client, address):
    page = client.get(address)
    assert page.status_code == 200
    assert page.content_type == "text/html; charset=utf-8"
    references = References(page.text).found
    assert len(references) == 7
    for reference in references:
        assert "//" not in reference
        asset = client.get(posixpath.normpath(posixpath.join(posixpath.dirname(address), reference)))
        assert asset.status_code == 200, reference
        assert asset.mimetype == TYPES[posixpath.splitext(reference)[1]]
        assert asset.data
        if asset.mimetype == "text/css":
            assert not re.search(r"@import|url\(\s*(?!['\"]?data:)", asset.text)


def test_no_other_host_is_asked(client):
    for path in ("/swagger-ui.html", "/swagger-ui/start.js", "/swagger-ui/swagger-ui-bundle.js"):
        policy = client.get(PREFIX + path).headers["Content-Security-Policy"]
        directives = dict(directive.strip().split(" ", 1) for directive in policy.split(";"))
        assert directives["default-src"] == "'none'"
        assert set(" ".join(directives.values()).split()) <= {"'none'", "'self'", "'unsafe-inline'", "data:"}
        assert directives["script-src"] == directives["connect-src"] == "'self'"
    assert "validatorUrl: null" in client.get(f"{PREFIX}/swagger-ui/start.js").text


@pytest.mark.parametrize(
    "path", ["/swagger-ui/index.html", "/swagger-ui/unknown.js", "/swagger-ui/..%2f__init__.py", "/swagger-ui"]
)
def test_unknown_assets_are_not_found_as_json(client, path):
    response = client.get(PREFIX + path)
    assert response.status_code == 404
    assert response.json["responseObject"]["code"] == "ERROR_NOT_FOUND"


def test_a_page_may_stand_at_another_address_of_another_api():
    api = ApiBlueprint("other", "/other", TABLE, documentation="/swagger-ui/index.html")

    @api.endpoint("GET /thing", tag="Things")
    def thing():
        """Touch the thing."""

    validate(build(api))
    app = create_app_of(api)
    page = app.get("/other/swagger-ui/index.html")
    assert page.status_code == 200
    for reference in References(page.text).found:
        assert app.get(posixpath.normpath(f"/other/swagger-ui/{reference}")).status_code == 200, reference


def create_app_of(api):
    app = Flask("other", static_folder=None)
    docs.mount(app, api)
    return app.test_client()
