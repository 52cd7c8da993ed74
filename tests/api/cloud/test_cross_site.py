"""No page of another site acts by the password that its reader's browser knows."""

import pytest

from config.vocabulary import Role
from tests.e2e.client import unique

# As browsers say where a form comes from: over https or to loopback, and over http.
FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://pages.test"},
    "another host of the site": {"Sec-Fetch-Site": "same-site", "Origin": "http://ui.cloud.test"},
    "a link or an image": {"Sec-Fetch-Site": "cross-site"},
    "a word of tomorrow": {"Sec-Fetch-Site": "somewhere"},
    "another site, over http": {"Origin": "http://pages.test"},
    "another port": {"Origin": "http://cloud.test:8443"},
    "a page without an origin": {"Origin": "null"},
    "no origin at all": {"Origin": "http://[cloud.test"},
    "a host that begins alike": {"Origin": "http://cloud.test.pages.test"},
    "a user's name as the host": {"Origin": "http://cloud.test@pages.test"},
}
OWN = {
    "no browser": {},
    "the Swagger UI": {"Sec-Fetch-Site": "same-origin", "Origin": "http://cloud.test"},
    "the Swagger UI behind a proxy": {"Sec-Fetch-Site": "same-origin", "Origin": "https://public.cloud.test"},
    "the Swagger UI, over http": {"Origin": "http://cloud.test"},
    "the Swagger UI behind a proxy that ends TLS": {"Origin": "https://Cloud.test"},
    "typed by its reader": {"Sec-Fetch-Site": "none"},
}


@pytest.fixture
def user(app):
    return app.extensions["nextstep"].accounts.create(unique("bank"), Role.USER)


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_a_form_on_another_site_s_page_changes_nothing(admin, user, headers):
    username = user.account.username
    form = {"headers": {"Content-Type": "application/x-www-form-urlencoded", **headers}}
    refused = admin.refused("POST", f"/admin/users/{username}/password", status=403, **form)
    assert refused == ("HTTP_403", "Forbidden")
    bank = admin.of(username, user.password)
    assert bank.ok("GET", "/v2/registrations?userId=roman")


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_nothing_is_read_for_another_site_s_page_and_nobody_asked_for_a_password(admin, user, headers):
    bank = admin.of(user.account.username, user.password)
    for caller, path in (
        (admin, "/admin/users"),
        (admin.of("admin", "wrong"), "/admin/users"),
        (bank, "/v2/registrations?userId=roman"),
    ):
        response = caller.send("GET", path, headers=headers)
        assert response.status_code == 403
        assert "WWW-Authenticate" not in response.headers


@pytest.mark.parametrize("headers", OWN.values(), ids=OWN)
def test_whoever_is_no_page_of_another_site_acts(admin, user, headers):
    assert admin.ok("POST", f"/admin/users/{user.account.username}/password", headers=headers)["password"]
