"""Which role each endpoint asks for, and what each role is let in to."""

import pytest

from activities.accounts.accounts import Accounts
from api.access.caller import ADMINISTRATION, including
from api.cloud import api
from config.vocabulary import Role
from tests.api.cloud.routes import of_all_routes
from tests.e2e.client import unique


@of_all_routes
def test_what_administers_declares_a_role_of_administration_and_nothing_else_does(endpoint, verb, path):
    assert path.startswith("/admin/") == (endpoint.role in ADMINISTRATION)


def test_only_what_reads_is_for_readers_and_no_answer_to_them_has_a_secret():
    secret = {"password", "app_secret", "private_key", "mobile_sdk_config"}
    for endpoint in api.endpoints:
        answered = set() if endpoint.answer is None else set(endpoint.answer.fields)
        if endpoint.role is Role.READER:
            assert {route.verb for route in endpoint.routes} == {"GET"}, endpoint.name
        if endpoint.role in (Role.READER, Role.OPERATOR):
            assert not answered & secret, endpoint.name


@pytest.fixture(scope="module")
def of_role(app):
    """Credentials of an account of each role."""
    accounts: Accounts = app.extensions["nextstep"].accounts
    made = {role: accounts.create(unique(role.name.lower()), role) for role in Role}
    return {role: (one.account.username, one.password) for role, one in made.items()}


@of_all_routes
def test_each_endpoint_lets_in_the_roles_that_include_its_own(admin, of_role, endpoint, verb, path):
    for role in Role:
        status = admin.of(*of_role[role]).send(verb, path).status_code
        if role in including(endpoint.role):
            assert status not in (401, 403), role
        elif role in ADMINISTRATION and endpoint.role in ADMINISTRATION:
            assert status == 403, role
        else:
            assert status == 401, role


def test_who_has_too_low_a_role_is_told_so_and_not_asked_for_another_password(admin, of_role):
    response = admin.of(*of_role[Role.READER]).send("POST", "/admin/users", {"username": unique("bank")})
    assert response.status_code == 403
    assert response.json()["responseObject"] == {"code": "HTTP_403", "message": "Forbidden"}


@pytest.mark.parametrize("role", ["ROLE_READER", "ROLE_OPERATOR", "ROLE_ADMIN"])
def test_an_account_of_administration_is_created_with_its_role_and_manages_no_application(admin, bank, role):
    name = unique("clerk")
    made = admin.ok("POST", "/admin/users", {"username": name, "role": [role]})
    assert made["role"] == [role]
    assert admin.of(name, made["password"]).ok("GET", f"/admin/users/{name}")["role"] == [role]
    assert admin.refused("POST", f"/admin/users/{name}/applications/{bank.app_id}")[0] == "ERROR_ADMIN"


def test_a_reader_is_not_counted_among_administrators(tmp_path):
    # Else the last one who can administer could be removed.
    from activities.store.database import Database
    from config.refused import Refused
    from tests.migrated import migrated

    accounts = Accounts(migrated(Database(f"sqlite:///{tmp_path}/roles.db")))
    accounts.bootstrap("admin", "secret")
    for role in (Role.READER, Role.OPERATOR):
        accounts.create(role.name.lower(), role)
    with pytest.raises(Refused, match="LAST_ADMINISTRATOR"):
        accounts.remove("admin")
