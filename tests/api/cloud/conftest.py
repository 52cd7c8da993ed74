"""The PowerAuth Cloud API in this process, with no Temporal to be found, and over the real servers."""

import pytest

from activities.powerauth.least_protocol import LeastProtocol
from tests.api.applications import new_home
from tests.api.cloud.client import Cloud, in_process
from tests.api.cloud.phones import Phones
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client

ADMIN = ("admin", "the administrator's own")


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    """The application on a database of its own, with one administrator."""
    folder = tmp_path_factory.mktemp("cloud")
    app = new_app_of_module(new_home(folder, login_attempts=100_000, public_url="https://bank.test"))
    app.extensions["nextstep"].accounts.bootstrap(*ADMIN)
    return app


@pytest.fixture
def admin(app):
    """The administrator."""
    with in_process(app) as http:
        yield Cloud(http, ADMIN)


@pytest.fixture
def bank(app, admin):
    """An integration user with an application of its own, `bank.app_id`."""
    services = app.extensions["nextstep"]
    made = services.accounts.create(unique("bank"))
    user = admin.of(made.account.username, made.password)
    user.app_id = services.applications.create(unique("app"), (), LeastProtocol.V3_0).application_id
    services.accounts.assign(user.username, user.app_id)
    return user


@pytest.fixture
def live_admin(stack):
    """The administrator of the real servers."""
    with http_client(base_url=stack.settings.base_url, timeout=60) as http:
        yield Cloud(http, stack.admin)


@pytest.fixture
def live(live_admin):
    """An integration user of the real servers, with an application of its own, `live.app_id`."""
    return with_application(live_admin)


def with_application(admin):
    """A new integration user with a new application."""
    made = admin.ok("POST", "/admin/users", {"username": unique("bank")})
    user = admin.of(made["username"], made["password"])
    made = admin.ok("POST", "/admin/applications", {"id": unique("app"), "leastProtocolVersion": "3.0"})
    user.app_id = made["id"]
    admin.ok("POST", f"/admin/users/{user.username}/applications/{user.app_id}")
    return user


@pytest.fixture(scope="session")
def phones(stack):
    """Devices of the real servers' users."""
    found = Phones(stack.settings)
    yield found
    found.close()
