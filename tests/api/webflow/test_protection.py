"""Who may send forms, what a page may load, and what the browser is told of the operation: nothing."""

import re

import pytest

from api.webflow.session import MOST_FLOWS
from api.webflow.web_sessions import IDLE_SECONDS, MOST_SESSIONS, WebSessions
from tests.api.webflow.stand_in import Reader

COOKIE = "webflow-standard"


def test_a_page_loads_nothing_but_what_is_the_servers_own(reader):
    answer = reader.go()
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<style|<script(?![^>]* src=)| style=| on\w+=|https?://", answer.text)


def test_the_cookie_is_for_the_server_alone(app, reader):
    [cookie] = reader.go().headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    secure = app.test_client().get("/demo", base_url="https://localhost")
    assert "Secure" in secure.headers["Set-Cookie"]


@pytest.mark.parametrize("csrf", ["", "x", "ž", None])
def test_a_form_without_the_sessions_token_is_refused(api, reader, csrf):
    reader.begin()
    sent = {} if csrf is None else {"csrf": csrf}
    answer = reader.http.post(f"{reader.path}/cancel", data={"key": "k" * 20, **sent})
    assert answer.status_code == 403
    assert "PUT /operation" not in api.names()


def test_a_form_of_another_site_is_refused_whatever_it_knows(api, reader):
    reader.begin()
    members = reader.members(f"{reader.path}/cancel")
    answer = reader.http.post(f"{reader.path}/cancel", data=members, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "PUT /operation" not in api.names()


def test_an_id_that_somebody_planted_is_no_session(reader):
    reader.http.set_cookie(COOKIE, "planted", path="/demo")
    assert f"{COOKIE}=planted" not in reader.go().headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/demonstration"])
def test_an_address_that_the_cookie_is_not_sent_to_leaves_the_session_as_it_is(reader, path):
    reader.begin()
    assert "Set-Cookie" not in reader.http.get(path).headers
    assert reader.go(reader.path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/demo/static/nothing.js", "/demo/static/../nothing", "/demo/nothing", "/demo/provider"]
)
def test_a_page_that_there_is_not_is_of_the_same_session(reader, path):
    reader.begin()
    flow, csrf = reader.path, reader.members(f"{reader.path}/cancel")["csrf"]
    answer = reader.go(path)
    assert answer.status_code in (404, 405)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert reader.members("/demo/language")["csrf"] == csrf
    assert reader.go(flow).status_code == 200


def test_who_logs_in_has_another_session_and_the_one_before_is_worth_nothing(api, app, reader):
    reader.begin()
    before, old = reader.http.get_cookie(COOKIE, path="/demo").value, reader.members(f"{reader.path}/cancel")
    api.answers["POST /user/lookup/single"] = {"user": {"userId": "u"}}
    api.answers["POST /auth/credential"] = {"authenticationResult": "SUCCEEDED"}
    reader.act("password", username="u", password="p")
    assert reader.http.get_cookie(COOKIE, path="/demo").value != before
    assert reader.members(f"{reader.path}/cancel")["csrf"] != old["csrf"]
    thief = Reader(app)
    thief.http.set_cookie(COOKIE, before, path="/demo")
    assert thief.go(reader.path).status_code == 404


def test_what_a_script_asked_before_the_login_leaves_the_cookie_behind_it(api, app, reader):
    reader.begin()
    former = Reader(app)
    former.http.set_cookie(COOKIE, reader.http.get_cookie(COOKIE, path="/demo").value, path="/demo")
    api.answers["POST /auth/credential"] = {"authenticationResult": "SUCCEEDED"}
    reader.act("password", username="u", password="p")
    script = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"}
    late = former.http.get(f"{reader.path}/changes?known=%221%22", headers=script)
    assert (late.status_code, "Set-Cookie" in late.headers) == (404, False)


def test_no_page_tells_the_operations_id(api, reader):
    reader.begin()
    api.answers["POST /user/lookup/single"] = "USER_IDENTITY_NOT_FOUND"
    reader.act("password", username="u", password="p")
    assert "User name or password are wrong, or the password is blocked." in reader.page
    assert "an-operation" not in reader.page + reader.path


def test_flows_of_other_sessions_do_not_exist(app, reader):
    reader.begin()
    other = Reader(app)
    assert other.go(reader.path).status_code == 404
    assert other.go(f"{reader.path}/changes?known=%221%22").status_code == 404


def test_what_the_form_shows_is_text(api, reader):
    text = "<script>alert(1)</script>"
    message = {"id": "t", "message": text}
    field = {"type": "NOTE", "id": "n", "label": text, "note": text, "formattedValue": text}
    api.detail["formData"] = {
        "title": message, "greeting": message, "banners": [], "parameters": [field], "userInput": {}
    }  # fmt: skip
    reader.begin()
    assert text not in reader.page
    assert reader.page.count("&lt;script&gt;") == 5


@pytest.mark.parametrize(
    ("back", "path"),
    [
        ("/demo/flow/x", "/demo/flow/x"),
        ("https://elsewhere.example/demo/", "/demo/"),
        ("//elsewhere.example", "/demo"),
        ("/elsewhere", "/demo"),
        ("", "/demo"),
    ],
)
def test_a_choice_of_language_leads_nowhere_else(reader, back, path):
    reader.go()
    answer = reader.send("/demo/language", follow=False, language="cs", back=back)
    assert (answer.status_code, answer.headers["Location"]) == (303, path)


def test_sessions_are_bounded_and_end_when_nobody_comes():
    now = [0.0]
    sessions = WebSessions(lambda: now[0])
    first = sessions.find(None)
    assert sessions.find(first.id) is first
    for number in range(MOST_FLOWS + 5):
        first.begin(str(number))
    assert [flow.operation_id for flow in first.flows.values()] == [str(n) for n in range(5, MOST_FLOWS + 5)]
    now[0] = IDLE_SECONDS + 1
    assert sessions.find(first.id) is not first
    last = [sessions.find(None) for _ in range(MOST_SESSIONS + 1)]
    assert sessions.find(last[0].id) is not last[0]
    assert sessions.find(last[-1].id) is last[-1]


def test_large_forms_are_refused_unread(reader):
    reader.go()
    assert reader.http.post("/demo/flow", data={"csrf": "x" * 70_000}).status_code == 413


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8090", 200), ("localhost", 200), ("rebound.example:8090", 400)]
)
def test_the_pages_are_asked_for_by_this_machines_own_names_alone(app, host, status):
    assert app.test_client().get("/demo", headers={"Host": host}).status_code == status


def test_servers_on_one_machine_have_cookies_of_their_own(app):
    names = {
        app.test_client().get("/demo", headers={"Host": f"127.0.0.1:{port}"}).headers["Set-Cookie"].partition("=")[0]
        for port in (8090, 8091)
    }
    assert names == {"webflow-8090", "webflow-8091"}
