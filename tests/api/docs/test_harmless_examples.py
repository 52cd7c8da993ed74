"""Whoever sends each example of the documentation has changed nothing that others live by."""

from typing import Any

import pytest
from sqlalchemy import select

from activities.store import tables
from tests.api.applications import new_home
from tests.api.cloud.client import Cloud, in_process
from tests.api.cloud.phones import Phones
from tests.api.conformance import APIS
from tests.api.docs import prefilled
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client

ADMIN = ("admin", "the administrator's own")
EXAMPLES = [request for api in APIS for request in prefilled.writes(api)]

# Tables of what is shipped, and the members that name it there.
SHIPPED: dict[Any, str] = {
    tables.AuthMethodRow: "auth_method",
    tables.OperationConfigRow: "operation_name",
    tables.OperationMethodConfigRow: "operation_name",
    tables.StepDefinitionRow: "operation_name",
    tables.OrganizationRow: "organization_id",
    tables.OperationTemplateRow: "template_name",
    tables.OperationTextRow: "operation_type",
    tables.TemplateTextRow: "template_name",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    """A new installation, with all that it comes with; no Temporal is to be found."""
    app = new_app_of_module(new_home(tmp_path_factory.mktemp("examples"), definitions=True, templates=True))
    app.extensions["nextstep"].accounts.bootstrap(*ADMIN)
    return app


def send(http, admin, bank, request):
    """The answer to an example; at PowerAuth Cloud an account sends it that may."""
    caller = admin if request.path.startswith("/admin/") else bank
    credentials = caller.credentials if request.api.name == "cloud" else None
    answer = http.request(
        request.verb,
        request.api.prefix + request.path,
        params=request.query,
        **({} if request.body is None else {"json": request.body}),
        auth=credentials,
    )
    # An integration user that manages what the examples have made can reach more of it.
    if (request.verb, request.path) == ("POST", "/admin/applications") and answer.status_code == 200:
        admin.ok("POST", f"/admin/users/{bank.username}/applications/{answer.json()['id']}")
    return answer


def of_the_bank(admin):
    """An integration user with an application of its own."""
    made = admin.ok("POST", "/admin/users", {"username": unique("bank")})
    user = admin.of(made["username"], made["password"])
    user.app_id = admin.ok("POST", "/admin/applications", {"id": unique("app")})["id"]
    admin.ok("POST", f"/admin/users/{user.username}/applications/{user.app_id}")
    return user


def kept(app, names):
    """Every row that names something shipped."""
    return {
        table.__tablename__: [row for row in rows if (table, getattr(row, SHIPPED[table])) in names]
        for table, rows in stored(app).items()
    }


def stored(app):
    """Every row of what is shipped, by table."""
    with app.extensions["nextstep"].database.read() as session:
        return {table: session.connection().execute(select(table.__table__)).all() for table in SHIPPED}


@pytest.mark.exhaustive
def test_no_example_of_a_write_changes_what_is_shipped(app):
    names = {(table, getattr(row, SHIPPED[table])) for table, rows in stored(app).items() for row in rows}
    names |= {(table, name) for table in SHIPPED for _, name in names}
    before = kept(app, names)
    assert all(before[table.__tablename__] for table in SHIPPED if table is not tables.OperationMethodConfigRow)
    assert len(EXAMPLES) > 100
    with in_process(app) as http:
        admin = Cloud(http, ADMIN)
        bank = of_the_bank(admin)
        for request in EXAMPLES * 2:  # the second time, what they name is there
            send(http, admin, bank, request)
            assert kept(app, names) == before, request.name
        assert admin.ok("GET", "/admin/users")["users"]
        assert bank.ok("GET", "/v2/registrations", params={"userId": "somebody"}) == {"registrations": []}


@pytest.fixture(scope="module")
def phones(stack):
    found = Phones(stack.settings)
    yield found
    found.close()


def test_after_every_example_logins_and_payments_work(stack, nextstep, phones):
    with http_client(base_url=stack.settings.base_url, timeout=30) as http:
        admin = Cloud(http, stack.admin)
        bank = of_the_bank(admin)
        for request in EXAMPLES:
            assert send(http, admin, bank, request).status_code < 500, request.name
        roman = {"userId": "roman"}  # whom the examples name
        login = nextstep.create("login")["operationId"]
        nextstep.step(login, "USERNAME_PASSWORD_AUTH", **roman)
        assert nextstep.step(login, "CONSENT", **roman)["result"] == "DONE"
        payment = nextstep.create("authorize_payment")["operationId"]
        nextstep.step(payment, "USERNAME_PASSWORD_AUTH", **roman)
        nextstep.step(payment, "SMS_KEY", **roman)
        assert nextstep.step(payment, "CONSENT", **roman)["result"] == "DONE"
        asked = {"appId": bank.app_id, "commitPhase": "ON_KEY_EXCHANGE", **roman}
        phone = bank.ok("POST", "/v2/registrations", asked)
        phones.answer(bank.app_id, phone["activationCode"])
        for template, parameters in {
            "login": {},
            "payment": {"amount": "100", "currency": "CZK", "iban": "CZ3855000000003643174999"},
        }.items():
            asked = {**roman, "template": template, "language": "en", "parameters": parameters}
            assert bank.ok("POST", "/v2/operations", asked)["status"] == "PENDING"
        assert {one["username"] for one in admin.ok("GET", "/admin/users")["users"]} >= {"admin", bank.username}
