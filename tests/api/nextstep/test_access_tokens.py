"""The Next Step API where the settings ask for access tokens; without them it asks nobody, as its callers know it."""

import pytest

from api.nextstep import api
from config.vocabulary import Role
from tests.api.applications import new_home
from tests.api.conformance import conforms
from tests.identity_provider import IdentityProvider, SigningKey

FLOWS, ADMINISTRATOR = "nextstep:flows", "nextstep:administrator"
# What holds for everybody's authentication; the rest is of users and of operations.
DEFINITIONS = {
    "Authentication methods",
    "Operation configuration",
    "Step definitions",
    "Organizations",
    "Applications",
    "Roles",
    "Hashing configurations",
    "Credential policies",
    "Credential definitions",
    "One-time password policies",
    "One-time password definitions",
}


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider(SigningKey("ES256")).serving() as found:
        yield found


@pytest.fixture(scope="module")
def client(tmp_path_factory, provider, new_app_of_module):
    folder = tmp_path_factory.mktemp("tokens")
    settings = new_home(folder, definitions=True, login_attempts=100_000, oidc_nextstep=True, **provider.settings)
    return new_app_of_module(settings).test_client()


def call(client, verb, path, token=None, body=None):
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    response = client.open(f"{api.prefix}{path}", method=verb, headers=headers, json=body)
    assert conforms(verb, path, response.status_code, response.get_json())
    return response


ROUTES = [(endpoint, route.verb, route.path) for endpoint in api.endpoints for route in endpoint.routes]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("endpoint", "verb", "path"), ROUTES, ids=[f"{verb} {path}" for _, verb, path in ROUTES])
def test_every_endpoint_asks_for_a_token_that_grants_its_role(client, provider, endpoint, verb, path):
    body = None if verb == "GET" else {}
    nobody = call(client, verb, path, body=body)
    assert nobody.status_code == 401
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="nextstep"'
    for scope, role in ((FLOWS, Role.USER), (ADMINISTRATOR, Role.ADMIN)):
        response = call(client, verb, path, provider.token(scope), body)
        assert response.status_code != 401
        assert (response.status_code != 403) == (endpoint.role is role), scope
    for scope in ("openid", "nextstep:reader", "nextstep:app:mobile"):
        assert call(client, verb, path, provider.token(scope), body).status_code == 403


def test_what_changes_how_everybody_authenticates_is_for_administrators():
    for endpoint in api.endpoints:
        reads = endpoint.name.startswith(("get_", "list_")) or endpoint.name.endswith("_detail")
        changes = endpoint.tag in DEFINITIONS and not reads and "/user/" not in endpoint.routes[0].path
        assert (endpoint.role is Role.ADMIN) == changes, endpoint.name


def test_a_password_is_no_token(client):
    response = client.get(f"{api.prefix}/organization", auth=("admin", "password"))
    assert response.status_code == 401


def test_who_is_not_known_is_nobody_in_the_log_and_who_is_known_is_named(client, provider, caplog):
    with caplog.at_level("INFO", "api.http.request_log"):
        call(client, "GET", "/organization")
        call(client, "GET", "/organization", provider.token(FLOWS, sub="web"))
    assert [record.fields["caller"] for record in caplog.records] == ["nobody", "token:web"]


def test_a_wrong_token_is_refused(client, provider):
    response = call(client, "GET", "/organization", provider.token(FLOWS, exp=1))
    assert response.status_code == 401
    assert "expired" in response.headers["WWW-Authenticate"]


def test_nobody_is_asked_unless_the_settings_say_so(tmp_path, provider, new_app):
    client = new_app(new_home(tmp_path, definitions=True, **provider.settings)).test_client()
    assert call(client, "GET", "/organization").status_code == 200
    assert call(client, "GET", "/organization", "rubbish").status_code == 200


def test_a_key_of_idempotency_belongs_to_who_bore_the_token(client, provider):
    def change(subject, body):
        headers = {"Authorization": f"Bearer {provider.token(FLOWS, sub=subject)}", "Idempotency-Key": "1"}
        return client.post(f"{api.prefix}/operation", headers=headers, json={"requestObject": body})

    first, second = ({"operationName": "login", "operationData": data} for data in ("A1", "A2"))
    assert change("one", first).status_code == 503  # there is no engine here
    reused = change("one", second)
    assert (reused.status_code, reused.get_json()["responseObject"]["code"]) == (400, "INVALID_REQUEST")
    assert change("two", second).status_code == 503


def test_whoever_made_a_token_up_hears_nothing_of_where_the_provider_is(tmp_path, new_app):
    provider = IdentityProvider(SigningKey("ES256"))
    with provider.serving():
        provider.answer = lambda _path: (502, b"")
        settings = new_home(tmp_path, oidc_nextstep=True, **provider.settings)
        response = call(new_app(settings).test_client(), "GET", "/operation/config", provider.token())
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    message = response.get_json()["responseObject"]["message"]
    assert message.endswith("the identity provider's keys cannot be had")
    for told in ("127.0.0.1", "http", "502"):
        assert told not in message
