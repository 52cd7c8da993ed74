"""What no administrator does alone, where the settings say so."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.accounts.accounts import Accounts
from api.cloud import api
from config.vocabulary import Role
from tests.api.applications import new_home
from tests.api.cloud.client import Cloud, in_process
from tests.e2e.client import unique

FIRST, REQUESTS = ("admin", "the administrator's own"), "/admin/change-requests"


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    """Where another administrator has to agree; there are two."""
    app = new_app_of_module(
        new_home(tmp_path_factory.mktemp("eyes"), login_attempts=100_000, four_eyes=True, templates=True)
    )
    app.extensions["nextstep"].accounts.bootstrap(*FIRST)
    return app


@pytest.fixture(scope="module")
def credentials(app):
    made = app.extensions["nextstep"].accounts.create("second", Role.ADMIN)
    return "second", made.password


@pytest.fixture
def admin(app):
    with in_process(app) as http:
        yield Cloud(http, FIRST)


@pytest.fixture
def second(admin, credentials):
    return admin.of(*credentials)


@pytest.fixture
def application(app):
    return app.extensions["nextstep"].applications.create(unique("app"), ()).application_id


def request_of(caller, verb, path, body=None):
    """The id of the request that a call leads to."""
    response = caller.send(verb, path, body)
    assert response.status_code == 409, response.text
    error = response.json()["responseObject"]
    assert (error["code"], bool(error["message"])) == ("ERROR_APPROVAL_REQUIRED", True)
    return error["changeRequestId"]


NAMES = {
    "create_user",
    "update_user",
    "delete_user",
    "reset_password",
    "add_app_access_to_user",
    "get_application",
    "update_application",
    "delete_application",
    "rotate_application",
    "create_application_version",
    "get_application_version_list",
    "update_application_version",
    "rotate_application_version",
    "get_app",
    "delete_template",
}


def test_four_eyes_are_on_what_reveals_keys_ends_them_and_gives_access():
    assert {endpoint.name for endpoint in api.endpoints if endpoint.four_eyes} == NAMES
    for endpoint in api.endpoints:
        if endpoint.four_eyes:
            assert endpoint.idempotent is None, endpoint.name  # a key's own write would use the approval up
            assert endpoint.role in (Role.OPERATOR, Role.ADMIN), endpoint.name


def calls(application, user):
    """By endpoint's name, a call."""
    return {
        "create_user": ("POST", "/admin/users", {"username": unique("new"), "role": ["ROLE_ADMIN"]}),
        "update_user": ("PUT", f"/admin/users/{user}", {"enabled": False}),
        "delete_user": ("DELETE", f"/admin/users/{user}", None),
        "reset_password": ("POST", f"/admin/users/{user}/password", None),
        "add_app_access_to_user": ("POST", f"/admin/users/{user}/applications/{application}", None),
        "get_application": ("GET", f"/admin/applications/{application}", None),
        "update_application": ("PUT", f"/admin/applications/{application}", {"leastProtocolVersion": "3.2"}),
        "delete_application": ("DELETE", f"/admin/applications/{application}", None),
        "rotate_application": ("POST", f"/admin/applications/{application}/rotate", {"formerValidSeconds": 0}),
        "create_application_version": ("POST", f"/admin/applications/{application}/versions", {"name": "2.0"}),
        "get_application_version_list": ("GET", f"/admin/applications/{application}/versions", None),
        "update_application_version": (
            "PUT",
            f"/admin/applications/{application}/versions/default",
            {"supported": False},
        ),
        "rotate_application_version": ("POST", f"/admin/applications/{application}/versions/default/rotate", {}),
        "get_app": ("GET", f"/admin/application?id={application}", None),
        "delete_template": ("DELETE", "/admin/templates/login", None),
    }


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_of_them_is_done_once_another_administrator_has_agreed(app, admin, second, application, name):
    user = app.extensions["nextstep"].accounts.create(unique("bank")).account.username
    call = calls(application, user)[name]
    request_id = request_of(admin, *call)
    assert request_of(admin, *call) == request_id
    shown = second.ok("GET", f"{REQUESTS}/{request_id}")
    assert (shown["status"], shown["requester"]) == ("PENDING", "admin")
    assert shown["action"] == f"{call[0]} {call[1].partition('?')[0]}"
    approved = second.ok("POST", f"{REQUESTS}/{request_id}/approve")
    assert (approved["status"], approved["approver"]) == ("APPROVED", "second")
    assert request_of(second, *call) != request_id  # who agreed has no part in it
    assert admin.ok(*call)
    assert second.ok("GET", f"{REQUESTS}/{request_id}")["status"] == "EXECUTED"
    if not name.startswith("delete_"):
        assert request_of(admin, *call) != request_id


def test_with_other_parameters_it_is_another_change(admin, second, application):
    address = f"/admin/applications/{application}/rotate"
    mild = request_of(admin, "POST", address, {"formerValidSeconds": 3600})
    second.ok("POST", f"{REQUESTS}/{mild}/approve")
    assert request_of(admin, "POST", address, {"formerValidSeconds": 0}) != mild
    assert admin.ok("POST", address, {"formerValidSeconds": 3600})


def test_nobody_agrees_with_himself_and_no_lower_role_agrees(app, admin, second, application):
    request_id = request_of(admin, "GET", f"/admin/applications/{application}")
    assert admin.refused("POST", f"{REQUESTS}/{request_id}/approve") == (
        "ERROR_ADMIN",
        "Another administrator has to approve it",
    )
    for role in (Role.READER, Role.OPERATOR):
        made = app.extensions["nextstep"].accounts.create(unique("clerk"), role)
        clerk = admin.of(made.account.username, made.password)
        assert clerk.ok("GET", f"{REQUESTS}/{request_id}")["status"] == "PENDING"
        assert clerk.refused("POST", f"{REQUESTS}/{request_id}/approve", status=403)[0] == "HTTP_403"
        assert clerk.refused("POST", f"{REQUESTS}/{request_id}/reject", status=403)[0] == "HTTP_403"
    assert second.ok("POST", f"{REQUESTS}/{request_id}/reject")["status"] == "REJECTED"
    assert second.refused("POST", f"{REQUESTS}/{request_id}/approve")[0] == "ERROR_ADMIN"
    assert request_of(admin, "GET", f"/admin/applications/{application}") != request_id


@pytest.mark.parametrize("end", [lambda accounts, name: accounts.enable(name, enabled=False), Accounts.remove])
@pytest.mark.parametrize("asked", [True, False], ids=["who asked", "who agreed"])
def test_of_an_account_that_is_kept_out_by_now_nothing_is_made(app, admin, second, application, end, asked):
    """Neither by its successor of the same name, nor after it is let in again."""
    accounts = app.extensions["nextstep"].accounts
    made = accounts.create(unique("third"), Role.ADMIN)
    name = made.account.username
    third = admin.of(name, made.password)
    requester, approver = (third, second) if asked else (admin, third)
    call = ("GET", f"/admin/applications/{application}")
    approved = request_of(requester, *call)
    approver.ok("POST", f"{REQUESTS}/{approved}/approve")
    others = request_of(admin, "GET", f"/admin/applications/{application}/versions")
    end(accounts, name)
    if end is Accounts.remove:
        third.credentials = (name, accounts.create(name, Role.ADMIN).password)
    else:
        accounts.enable(name, enabled=True)
    assert second.ok("GET", f"{REQUESTS}/{approved}")["status"] == "EXPIRED"
    assert request_of(requester, *call) != approved
    assert second.ok("GET", f"{REQUESTS}/{others}")["status"] == "PENDING"


def test_nobody_has_another_one_agree_by_a_page_that_the_other_one_reads(admin, second, application):
    request_id = request_of(admin, "GET", f"/admin/applications/{application}")
    form = {"Origin": "https://pages.test", "Content-Type": "application/x-www-form-urlencoded"}
    assert second.refused("POST", f"{REQUESTS}/{request_id}/approve", status=403, headers=form)[0] == "HTTP_403"
    assert second.ok("GET", f"{REQUESTS}/{request_id}")["status"] == "PENDING"


def test_what_cannot_be_done_is_refused_when_it_is_called_again_and_stays_approved(admin, second):
    address = f"/admin/applications/{unique('unknown')}/rotate"
    request_id = request_of(admin, "POST", address, {})
    second.ok("POST", f"{REQUESTS}/{request_id}/approve")
    assert admin.refused("POST", address, {}) == ("ERROR_ADMIN", "Application not found")
    assert second.ok("GET", f"{REQUESTS}/{request_id}")["status"] == "APPROVED"


def test_a_wrong_request_is_refused_before_anybody_is_asked(admin):
    assert admin.refused("POST", "/admin/users", {"username": "a b"})[0] == "ERROR_REQUEST"
    waiting = admin.ok("GET", f"{REQUESTS}?status=PENDING")["changeRequests"]
    assert not [one for one in waiting if "a b" in one.get("parameters", "")]


def test_everything_else_is_done_at_once(admin):
    assert admin.ok("GET", "/admin/users")
    assert admin.ok("POST", "/admin/applications", {"id": unique("app")})["appSecret"]


def test_requests_are_listed_by_how_they_stand_newest_first(admin, second, application):
    ids = [request_of(admin, *call) for call in list(calls(application, "nobody-else").values())[5:8]]
    second.ok("POST", f"{REQUESTS}/{ids[1]}/reject")

    def listed(status):
        return [one["id"] for one in second.ok("GET", f"{REQUESTS}?status={status}")["changeRequests"]]

    assert {ids[0], ids[2]} <= set(listed("PENDING"))
    assert ids[1] in listed("REJECTED")
    assert ids[1] not in listed("PENDING")
    created = [one["timestampCreated"] for one in second.ok("GET", REQUESTS)["changeRequests"]]
    assert created == sorted(created, reverse=True)
    assert admin.refused("GET", f"{REQUESTS}?status=OPEN")[0] == "ERROR_REQUEST"


def test_of_calls_in_one_moment_one_is_answered_with_the_keys(app, admin, second, application):
    call = ("POST", f"/admin/applications/{application}/versions/default/rotate", {"formerValidSeconds": 60})
    second.ok("POST", f"{REQUESTS}/{request_of(admin, *call)}/approve")

    def again(_):
        with in_process(app) as http:
            return Cloud(http, FIRST).send(*call).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(again, range(4)))
    assert sorted(statuses)[0] == 200
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 400, 409}


def test_the_audit_names_who_asked_who_agreed_and_what_was_done(app, admin, second, application):
    call = ("GET", f"/admin/applications/{application}/versions")
    request_id = request_of(admin, *call)
    second.ok("POST", f"{REQUESTS}/{request_id}/approve")
    admin.ok(*call)
    rows = [row for row in app.extensions["nextstep"].audit_log.export(from_ms=None, to_ms=None) if request_id in row]
    assert len(rows) == 3
    for row, (action, actor) in zip(
        rows,
        [
            ("CHANGE_REQUEST_CREATE", "admin"),
            ("CHANGE_REQUEST_APPROVE", "second"),
            ("CHANGE_REQUEST_EXECUTE", "admin"),
        ],
        strict=True,
    ):
        assert f'"action":"{action}"' in row
        assert f'"actor":"{actor}"' in row


def test_nobody_is_asked_unless_the_settings_say_so(tmp_path, new_app):
    app = new_app(new_home(tmp_path))
    app.extensions["nextstep"].accounts.bootstrap(*FIRST)
    with in_process(app) as http:
        admin = Cloud(http, FIRST)
        made = admin.ok("POST", "/admin/applications", {"id": "mobile"})
        assert admin.ok("GET", "/admin/applications/mobile") == made
        assert admin.ok("GET", REQUESTS) == {"changeRequests": []}
