"""Who is let in, and who is answered 401 without a word of why."""

import base64
import io
from dataclasses import replace

import pytest

from activities.accounts.accounts import Accounts
from activities.accounts.login_throttle import Rules
from activities.secrets import passwords
from activities.store import accounts
from activities.store.tables import AccountRow
from api.cloud import api
from tests.api.cloud.client import PREFIX
from tests.e2e.client import unique
from tests.rows import each_row

ADMINISTRATION, REGISTRATIONS = "/admin/users", "/v2/registrations?userId=roman"
CHALLENGE = 'Basic realm="nextstep", charset="UTF-8"'


def basic(text):
    return "Basic " + base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


HEADERS = {
    "missing": None,
    "empty": "",
    "the scheme alone": "Basic",
    "nothing encoded": "Basic ",
    "no base64": "Basic !!!",
    "cut off base64": "Basic YWRtaW46",
    "base64 with a line break": "Basic YWRt\taW46eA==",
    "base64 of the URL alphabet": "Basic Pz8_Pj4-",
    "no colon": basic("admin"),
    "only a colon": basic(":"),
    "no user": basic(":password"),
    "no password": basic("admin:"),
    "not UTF-8": basic(b"admin:\xff"),
    "a NUL in the name": basic("ad\0min:password"),
    "a long name": basic("x" * 3000 + ":password"),
    "a long password": basic("admin:" + "x" * 5000),
    "a wrong password": basic("admin:password"),
    "an unknown user": basic("nobody:password"),
    "another scheme": "Bearer " + base64.b64encode(b"admin:password").decode(),
    "a digest": 'Digest username="admin"',
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("path", [ADMINISTRATION, REGISTRATIONS])
def test_whoever_does_not_say_who_he_is_is_kept_out(admin, path, header):
    headers = {} if header is None else {"Authorization": header}
    nobody = admin.of("", "")
    nobody.credentials = None
    response = nobody.send("GET", path, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"status": "ERROR", "responseObject": {"code": "HTTP_401", "message": "Unauthorized"}}
    assert response.headers["WWW-Authenticate"] == CHALLENGE


def test_letters_beyond_ascii_are_kept_out(app):
    response = app.test_client().get(PREFIX + ADMINISTRATION, headers={"Authorization": "Basic žluť"})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == CHALLENGE


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC", "Basic  "])
def test_the_scheme_is_read_in_any_case(admin, scheme):
    header = basic(":".join(admin.credentials)).replace("Basic", scheme, 1)
    admin.credentials = None
    assert admin.ok("GET", ADMINISTRATION, headers={"Authorization": header})


def test_a_password_may_hold_colons_and_any_letters(app, admin):
    name, password = unique("bank"), "heslo: žluťoučký:kůň"
    row = AccountRow(
        username=name, role="ROLE_USER", password_hash=passwords.hash_password(password), enabled=True, created_ms=0
    )
    with app.extensions["nextstep"].database.write() as session:
        accounts.create(session, row)
    admin.credentials = None
    found = admin.ok("GET", REGISTRATIONS, headers={"Authorization": basic(f"{name}:{password}")})
    assert found == {"registrations": []}


ROUTES = [(route.verb, route.path) for endpoint in api.endpoints for route in endpoint.routes]


@each_row(("verb", "path"), ROUTES)
def test_every_endpoint_asks_who_calls(admin, bank, verb, path):
    path = path.replace("<", "").replace(">", "")
    administers = path.startswith("/admin/")
    wrong = bank if administers else admin  # an account that is let in elsewhere
    assert wrong.send(verb, path).status_code == 401
    nobody = admin.of("nobody", "nothing")
    assert nobody.send(verb, path).status_code == 401
    right = admin if administers else bank
    assert right.send(verb, path).status_code != 401


class Unread(io.BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        pytest.fail("the body was read")

    read1 = readinto = readline = readlines = read


@pytest.mark.parametrize("path", ["/admin/users", "/v2/registrations"])
def test_the_body_of_a_stranger_is_not_read(app, path):
    response = app.test_client().post(
        PREFIX + path, input_stream=Unread(b"{" * 1000), content_length=1000, content_type="application/json"
    )
    assert response.status_code == 401


def test_a_reset_password_holds_at_once(admin, bank):
    assert bank.ok("GET", REGISTRATIONS) == {"registrations": []}
    reset = admin.ok("POST", f"/admin/users/{bank.username}/password")
    assert bank.refused("GET", REGISTRATIONS, status=401) == ("HTTP_401", "Unauthorized")
    assert bank.of(bank.username, reset["password"]).ok("GET", REGISTRATIONS) == {"registrations": []}


def test_a_disabled_user_is_kept_out_at_once_and_comes_back(admin, bank):
    address = f"/admin/users/{bank.username}"
    assert bank.ok("GET", REGISTRATIONS)
    assert admin.ok("PUT", address, {"enabled": False})["enabled"] is False
    assert bank.refused("GET", REGISTRATIONS, status=401)
    assert admin.ok("PUT", address, {"enabled": True})["enabled"] is True
    assert bank.ok("GET", REGISTRATIONS)


def test_a_removed_user_is_kept_out_at_once(admin, bank):
    assert bank.ok("GET", REGISTRATIONS)
    assert admin.ok("DELETE", f"/admin/users/{bank.username}") == {"status": "OK"}
    assert bank.refused("GET", REGISTRATIONS, status=401)


@pytest.mark.parametrize("path", ["/unknown", "/admin", "/admin/", "/v2", "/v2/registrations/1/unknown"])
def test_unknown_addresses_are_not_found_whoever_calls(admin, path):
    for credentials in (admin.credentials, None):
        admin.credentials = credentials
        assert admin.refused("GET", path, status=404) == ("ERROR_NOT_FOUND", "Resource not found.")


@pytest.mark.parametrize("path", [ADMINISTRATION, REGISTRATIONS])
def test_who_gave_too_many_wrong_passwords_is_told_how_long_he_waits(app, admin, monkeypatch, path):
    found = app.extensions["nextstep"]
    strict = Accounts(found.database, Rules(attempts=1))
    monkeypatch.setitem(app.extensions, "nextstep", replace(found, accounts=strict))
    stranger = admin.of(unique("nobody"), "wrong")
    assert stranger.refused("GET", path, status=401) == ("HTTP_401", "Unauthorized")
    response = stranger.send("GET", path)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "1"
    assert response.json()["responseObject"]["code"] == "ERROR_REQUEST"
    response = stranger.send("GET", path, headers={"X-Forwarded-For": "203.0.113.1"})
    assert response.status_code == 429  # what nobody trusted says is not believed


@pytest.mark.parametrize(
    ("said", "challenged"), [("XMLHttpRequest", False), ("com.example.browser", True), (None, True)]
)
def test_a_script_in_a_browser_is_not_challenged(admin, said, challenged):
    # A browser would lay its own dialog over the page, for each call with the other role's account.
    headers = {} if said is None else {"X-Requested-With": said}
    response = admin.http.get(f"{PREFIX}/v2/templates", auth=admin.credentials, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"status": "ERROR", "responseObject": {"code": "HTTP_401", "message": "Unauthorized"}}
    assert ("WWW-Authenticate" in response.headers) == challenged
