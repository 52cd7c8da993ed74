"""Forms that come once more: pressed twice, sent again where no answer came, and a login with the cookie of before it."""

import re
import threading

import httpx
import pytest

from api.webflow.front import front
from api.webflow.session import WebSession
from api.webflow.steps.sms import MOST_MESSAGES
from api.webflow.web_sessions import MOST_SESSIONS, REPEATED_SECONDS, UNDERWAY_SECONDS, WebSessions
from tests.api.webflow.stand_in import Reader
from tests.together import at_once

COOKIE = "webflow-standard"


def offer(api, *methods):
    api.detail |= {"steps": [{"authMethod": method, "params": []} for method in methods]}


@pytest.fixture
def at_the_code(api, reader):
    """Before a code, of which one can be sent."""
    api.detail["chosenAuthMethod"] = "SMS_KEY"
    offer(api, "SMS_KEY")
    api.answers["POST /otp/send"] = {"otpId": "o", "delivered": True}
    return reader.begin()


@pytest.fixture
def before_login(api, app, reader):
    """A reader before his login, and somebody with the same cookie: another window, or a thief."""
    reader.begin()
    api.answers["POST /auth/credential"] = {"authenticationResult": "SUCCEEDED"}
    other = Reader(app)
    other.http.set_cookie(COOKIE, cookie(reader), path="/demo")
    return reader, other


def cookie(reader):
    return reader.http.get_cookie(COOKIE, path="/demo").value


def login(reader, **values):
    return {**reader.members(f"{reader.path}/password"), "username": "u", "password": "p", **values}


def test_a_form_that_is_pressed_twice_is_done_once_and_both_are_told_so(api, reader):
    offer(api, "CONSENT")
    reader.begin()
    sent = {**reader.members(f"{reader.path}/consent"), "consent.main": "true"}
    answers = at_once(*[lambda: reader.http.post(f"{reader.path}/consent", data=sent)] * 2)
    assert [answer.headers["Location"] for answer in answers] == [reader.path] * 2
    assert api.names().count("PUT /operation") == 1


def test_a_code_that_is_asked_for_by_a_double_press_counts_once(api, at_the_code):
    for _ in range(MOST_MESSAGES):
        sent = at_the_code.members(f"{at_the_code.path}/sms-send")
        at_once(*[lambda sent=sent: at_the_code.http.post(f"{at_the_code.path}/sms-send", data=sent)] * 2)
        at_the_code.go(at_the_code.path)
        assert "We have sent you a code." in at_the_code.page
    assert api.names().count("POST /otp/send") == MOST_MESSAGES
    at_the_code.act("sms-send")
    assert "We have sent you enough codes." in at_the_code.page


def test_what_had_no_answer_is_sent_again_by_the_same_form_and_counts_once(api, at_the_code, monkeypatch):
    monkeypatch.setattr("api.webflow.calls.time.sleep", lambda seconds: None)
    works = api.answers["POST /otp/send"]
    api.answers["POST /otp/send"] = httpx.Response(503, headers={"Retry-After": "1"})
    sent = at_the_code.members(f"{at_the_code.path}/sms-send")
    for _ in range(MOST_MESSAGES + 1):
        at_the_code.http.post(f"{at_the_code.path}/sms-send", data=sent)
    api.answers["POST /otp/send"] = works
    at_the_code.http.post(f"{at_the_code.path}/sms-send", data=sent)
    assert "We have sent you a code." in at_the_code.go(at_the_code.path).text
    keys = {headers["Idempotency-Key"] for name, _, headers in api.asked if name == "POST /otp/send"}
    assert keys == {sent["key"]}


def test_forms_of_one_flow_are_done_one_after_the_other(api, at_the_code):
    """Of the last code that may be sent there is one, whoever presses in how many windows."""
    forms = [at_the_code.members(f"{at_the_code.path}/sms-send")]
    while len(forms) < MOST_MESSAGES + 3:
        at_the_code.go(at_the_code.path)
        forms.append(at_the_code.members(f"{at_the_code.path}/sms-send"))
    at_once(*[lambda form=form: at_the_code.http.post(f"{at_the_code.path}/sms-send", data=form) for form in forms])
    assert api.names().count("POST /otp/send") == MOST_MESSAGES


def test_an_operation_has_one_flow_however_often_its_form_is_pressed():
    for number in range(50):
        session = WebSession()
        flows = at_once(*[lambda session=session, number=number: session.begin(str(number))] * 4)
        assert len({flow.key for flow in flows}) == 1


def test_a_login_that_is_pressed_twice_goes_on_in_the_session_of_the_first_press(before_login):
    reader, other = before_login
    sent, before = login(reader), cookie(reader)
    reader.http.post(f"{reader.path}/password", data=sent)
    again = other.http.post(f"{reader.path}/password", data=sent)
    assert (again.status_code, again.headers["Location"]) == (303, reader.path)
    assert cookie(other) == cookie(reader) != before


@pytest.mark.parametrize("other_form", [{"password": "q"}, {"key": "k" * 24}, {"more": "x"}])
def test_no_other_form_goes_on_with_the_cookie_of_before_a_login(before_login, other_form):
    reader, thief = before_login
    sent = login(reader)
    reader.http.post(f"{reader.path}/password", data=sent)
    assert thief.http.post(f"{reader.path}/password", data={**sent, **other_form}).status_code == 403
    assert cookie(thief) != cookie(reader)


def test_what_was_asked_before_a_login_and_is_answered_behind_it_never_gets_its_cookie(before_login, monkeypatch):
    """A planted id, by which somebody waits for a change: the login is the change."""
    reader, thief = before_login
    asks, goes_on, answers = threading.Event(), threading.Event(), []

    with reader.http.application.app_context():
        nextstep, real = front().nextstep, front().nextstep.is_changed

        def waits(*asked, **how):
            asks.set()
            goes_on.wait(10)
            return real(*asked, **how)

        monkeypatch.setattr(nextstep, "is_changed", waits)
    address = f"{reader.path}/changes?known=%221%22"
    waiting = threading.Thread(target=lambda: answers.append(thief.http.get(address)))
    waiting.start()
    assert asks.wait(10)
    reader.http.post(f"{reader.path}/password", data=login(reader))
    goes_on.set()
    waiting.join(10)
    assert answers[0].status_code == 200
    assert "Set-Cookie" not in answers[0].headers


def test_a_page_that_is_loaded_while_the_logins_answer_is_under_way_does_not_take_its_cookie(before_login):
    reader, other = before_login
    reader.http.post(f"{reader.path}/password", data=login(reader))
    answer = other.go(reader.path)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (404, False)


def test_a_former_id_is_known_for_minutes_and_then_no_more():
    now = [0.0]
    sessions = WebSessions(lambda: now[0])
    session = sessions.find(None)
    former = session.id
    sessions.rotate(session, b"form")
    assert (sessions.is_underway(former), sessions.is_underway(session.id)) == (True, False)
    assert sessions.find_repeated(former, b"form") is session
    assert sessions.find_repeated(former, b"another") is sessions.find_repeated(None, b"form") is None
    now[0] = UNDERWAY_SECONDS + 1
    assert not sessions.is_underway(former)
    assert sessions.find_repeated(former, b"form") is session
    now[0] = REPEATED_SECONDS + 1
    assert sessions.find_repeated(former, b"form") is None
    sessions.rotate(session, b"later")
    assert former not in sessions._former
    for _ in range(MOST_SESSIONS + 1):
        sessions.rotate(session, b"at once")
    assert len(sessions._former) == MOST_SESSIONS


@pytest.mark.parametrize(
    ("action", "request_name"),
    [("/demo/passkeys", "POST /passkey"), ("/demo/passkeys/remove", "POST /passkey/delete")],
)
def test_a_passkey_is_made_and_removed_by_one_key_of_the_form(api, before_login, action, request_name):
    reader, _ = before_login
    reader.http.post(f"{reader.path}/password", data=login(reader))
    rows = [{"passkeyId": id, "passkeyName": id, "passkeyStatus": "ACTIVE"} for id in ("one", "two")]
    api.answers["GET /passkey"] = {"passkeys": rows}
    reader.go("/demo/passkeys")
    sent = {**reader.members(action), "credential": "{}", "passkey": "one"}
    at_once(*[lambda: reader.http.post(action, data=sent)] * 2)
    keys = [headers["Idempotency-Key"] for name, _, headers in api.asked if name == request_name]
    assert keys == [sent["key"]] * 2
    # Each form of a page has its own: what is pressed next is something else.
    assert len(set(re.findall(r'name="key" value="([^"]+)"', reader.page))) == 3
