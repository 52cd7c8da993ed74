"""Where health, metrics and documents have an address of their own, they are served there, and only there."""

from functools import cache

import pytest
from werkzeug.test import Client

from api.app import create
from api.http.entrances import MANAGEMENT
from config.settings import SettingsInvalid, load
from config.settings.listening import API_NAMES
from tests.api.applications import new_home

MANAGED = [
    "/",
    "/health/live",
    "/metrics",
    "/powerauth-nextstep/openapi.json",
    "/powerauth-nextstep/openapi-3.0.json",
    "/powerauth-nextstep/swagger-ui.html",
    "/powerauth-cloud/swagger-ui/index.html",
    "/enrollment-server/swagger-ui/start.js",
]
OF_APIS = {
    "/powerauth-nextstep/api/service/status": 200,
    "/enrollment-server/api/inbox/count": 405,
    "/powerauth-cloud/v2/operations/1": 401,
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """An answer of the application with these settings, at one of its entrances."""

    @cache
    def app(**settings):
        return create(new_home(tmp_path_factory.mktemp("home"), **settings))

    def asked(path, *, management, **settings):
        return Client(app(**settings)).get(path, environ_overrides={MANAGEMENT: management})

    return asked


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", MANAGED)
def test_what_is_for_operators_is_not_found_where_the_public_comes_in(asked, path):
    own = {"management_address": "127.0.0.1:9090"}
    assert asked(path, management=True, **own).status_code == 200
    public = asked(path, management=False, **own)
    assert (public.status_code, public.json["responseObject"]["code"]) == (404, "ERROR_NOT_FOUND")
    assert asked(path, management=False).status_code == 200, "without an address of their own all are at one"


@pytest.mark.parametrize(("path", "status"), OF_APIS.items())
def test_no_api_is_served_where_operators_come_in(asked, path, status):
    own = {"management_address": "127.0.0.1:9090"}
    assert asked(path, management=True, **own).status_code == 404
    assert asked(path, management=False, **own).status_code == status


def test_documents_lead_to_the_apis_and_the_page_to_what_is_beside_it(asked):
    own = {"management_address": "127.0.0.1:9090", "public_url": "https://bank.example/auth", "management": True}
    document = asked("/powerauth-cloud/openapi.json", **own).json
    assert document["servers"] == [{"url": "https://bank.example/auth/powerauth-cloud"}]
    page = asked("/powerauth-cloud/swagger-ui/index.html", **own).text
    assert 'data-sends=""' in page, "a browser would not let it send requests to another address"
    assert asked("/", **own).json["metrics"] == "/metrics"
    assert [one["door"] for one in asked("/", **own).json["documentation"]] == list(API_NAMES)
    assert 'data-sends="get post put delete"' in asked("/powerauth-nextstep/swagger-ui.html", management=False).text


TLS = {"tls_certificate": "a", "tls_key": "b"}


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        (TLS, "https://127.0.0.1:8080"),
        ({"management_address": "0.0.0.0:9090", **TLS}, "http://0.0.0.0:9090"),
        ({"management_address": "[::1]:9090", "management_tls": True, **TLS}, "https://[::1]:9090"),
    ],
)
def test_operators_find_it_in_clear_unless_they_want_tls(given, url):
    assert load(**given).management_url == url


@pytest.mark.parametrize("given", [TLS, {"management_address": "127.0.0.1:9090"}, {}])
def test_tls_for_operators_needs_an_address_and_a_certificate(given):
    with pytest.raises(SettingsInvalid, match="NEXTSTEP_MANAGEMENT_TLS: needs NEXTSTEP_MANAGEMENT_ADDRESS"):
        load(management_tls=True, **given)
