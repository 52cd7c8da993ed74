"""The Next Step API in this process, on each kind of database; there is no Temporal to be found."""

import pytest

from activities.store.tables import RoleRow
from tests.activities.passkeys.authenticator import SETTINGS as PASSKEYS
from tests.api.nextstep.in_process import KINDS, InProcess, application
from tests.api.nextstep.scenarios.bank import Bank
from tests.e2e.client import unique


@pytest.fixture(scope="module", params=KINDS)
def app(request, tmp_path_factory):
    """The application with the shipped definitions, and with the roles CLERK, READER and WRITER."""
    with application(request, tmp_path_factory.mktemp("users"), definitions=True, **PASSKEYS) as found:
        with found.extensions["nextstep"].database.write() as session:
            session.orm.add_all([RoleRow(role_name=name, created_ms=1) for name in ("CLERK", "READER", "WRITER")])
        yield found


@pytest.fixture
def nextstep(app):
    """A caller of the API."""
    with InProcess(app) as client:
        yield client


@pytest.fixture
def user_id(nextstep):
    """An active user's."""
    found = unique()
    nextstep.ok("POST", "/user", {"userId": found})
    return found


@pytest.fixture(scope="module")
def bank(app):
    """A bank of the module's own, with policies and definitions."""
    with InProcess(app) as client:
        yield Bank(client)


@pytest.fixture
def person(bank):
    """A user with a user name and a password."""
    return bank.new_person()
