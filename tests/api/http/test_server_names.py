"""A page whose name leads to this machine calls nothing here: the server is asked for by names that it goes by, or not at all."""

import pytest

from tests.api.applications import new_home
from tests.rows import each_row

OURS = [
    "localhost",
    "localhost:8080",
    "LocalHost.",
    "bank.localhost:1",
    "127.0.0.1:8080",
    "192.168.1.7",
    "[::1]:8080",
    "[fe80::1%25eth0]",
    "api.bank.test",
    "API.bank.test:443",
    "public.bank.test",
    "",
]
OTHERS = [
    "rebound.test",
    "rebound.test:8080",
    "localhost.rebound.test",
    "notlocalhost",
    "127.0.0.1.rebound.test",
    "127.0.0.1@rebound.test",
    "rebound.test@localhost",
    "x.api.bank.test",
    "bank.test",
    "[rebound.test]",
    "2130706433",
    "localhost rebound.test",
    "a:b:c",
]
ADDRESSES = [
    "/powerauth-nextstep/operation/config",
    "/powerauth-nextstep/openapi.json",
    "/powerauth-cloud/admin/users",
    "/enrollment-server/pa/v3/status",
    "/health/live",
    "/metrics",
    "/",
    "/nowhere",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_app_of_module):
    home = tmp_path_factory.mktemp("names")
    names = {"server_names": ("api.bank.test",), "public_url": "https://public.bank.test/auth"}
    return new_app_of_module(new_home(home, definitions=True, **names)).test_client()


def asked(client, host, path="/powerauth-nextstep/operation/config"):
    return client.get(path, headers={"Host": host})


@each_row("host", OURS)
def test_names_that_it_goes_by_and_addresses_are_answered(client, host):
    assert asked(client, host).status_code == 200


@each_row("host", OTHERS)
def test_other_names_are_refused(client, host):
    response = asked(client, host)
    assert response.status_code == 421
    assert response.get_json()["responseObject"]["code"] == "INVALID_REQUEST"
    assert "NEXTSTEP_SERVER_NAMES" in response.get_json()["responseObject"]["message"]


@each_row("path", ADDRESSES)
def test_by_another_name_there_is_nothing_at_any_address(client, path):
    assert asked(client, "localhost", path).status_code in (200, 401, 404, 405)
    assert asked(client, "rebound.test", path).status_code == 421


def test_what_was_sent_by_another_name_is_not_done(client):
    body = {"requestObject": {"organizationId": "REBOUND", "displayNameKey": "x", "default": False, "orderNumber": 9}}
    path = "/powerauth-nextstep/organization"
    for host, status in (("rebound.test", 421), ("localhost", 200)):
        headers = {"Host": host, "Origin": f"http://{host}"}
        assert client.post(path, json=body, headers=headers).status_code == status
        # Refused is not done: else the second would be told that there is one.


def test_without_names_the_server_goes_by_any(tmp_path, new_app):
    assert asked(new_app(new_home(tmp_path, definitions=True)).test_client(), "rebound.test").status_code == 200
