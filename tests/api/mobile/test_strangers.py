"""Whoever has not proved who he is learns nothing of what is wrong with his request."""

import pytest

from api.mobile import api
from config import master_key
from tests.lone_settings import lone
from tests.migrated import migrated

# Asked by nobody in particular: the server's time, a key for an app, a status that only its phone can read.
OPEN = {"server_status", "v4_server_status", "create_temporary_key", "activation_status"}
BODIES = {
    "no JSON": b"{",
    "no object": b"[]",
    "nothing of what is asked": b'{"requestObject": {"x": 1}}',
    "nothing": b"",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_app_of_module):
    settings = lone(home=tmp_path_factory.mktemp("door"), master_key=master_key.generate())
    app = new_app_of_module(settings)
    migrated(app.extensions["nextstep"].database)
    return app.test_client()


def kept(endpoint):
    """Endpoints that somebody has to sign for, or send a token to; what is only encrypted is proved by being opened."""
    codes = {"ERR_AUTHENTICATION", "POWERAUTH_AUTH_FAIL"}
    return endpoint.name not in OPEN and codes & set(endpoint.errors)


ROUTES = [(route.verb, route.path) for endpoint in api.endpoints if kept(endpoint) for route in endpoint.routes]


@pytest.mark.exhaustive
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(("verb", "path"), ROUTES)
def test_a_stranger_is_told_that_he_is_one_before_his_body_is_judged(client, verb, path, body):
    response = client.open(api.prefix + path, method=verb, data=body, content_type="application/json")
    assert response.status_code == 401, response.text
