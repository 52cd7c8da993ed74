"""APIs that are a table: what they answer is set by a test, and what they were asked is kept."""

import json
import re
import ssl
from dataclasses import replace
from email.utils import formatdate
from functools import cache

import httpx

from api.webflow.app import create
from api.webflow.front import Front, front, keep
from api.webflow.installation import Installation
from api.webflow.web_sessions import WebSessions

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = 1_800_000_000


def at(seconds):
    """A time as the API writes it, so many seconds from now on its clock."""
    moment = httpx.Headers({"Date": formatdate(NOW + seconds, usegmt=True)})["Date"]
    return re.sub(r"\w+, (\d+) (\w+) (\d+) (\S+) GMT", lambda found: _written(*found.groups()), moment)


def _written(day, month, year, time):
    months = "JanFebMarAprMayJunJulAugSepOctNovDec"
    return f"{year}-{months.index(month) // 3 + 1:02d}-{int(day):02d}T{time}+0000"


def step(method, result="CONFIRMED", description=None):
    """An entry of an operation's history."""
    return {"authMethod": method, "requestAuthStepResult": result, "authStepResultDescription": description}


class StandIn:
    """`detail` is the operation; `answers` by `VERB /path` are `responseObject`s, errors (codes), or functions of the request.

    Those of PowerAuth Cloud have no envelope, and the API's name in their paths.
    """

    def __init__(self):
        self.asked, self.answers, self.etag = [], {}, '"1"'
        self.detail = {
            "operationId": "an-operation",
            "operationName": "login",
            "userId": None,
            "result": "CONTINUE",
            "timestampExpires": at(300),
            "steps": [{"authMethod": "USERNAME_PASSWORD_AUTH", "params": []}],
            "history": [step("INIT")],
            "formData": None,
            "chosenAuthMethod": None,
            "remainingAttempts": 5,
            "applicationContext": None,
            "expired": False,
        }
        self.answers["POST /operation"] = self.detail
        self.answers["POST /user/lookup/single"] = {"user": {"userId": "u"}}

    def __call__(self, request):
        path = request.url.path.removeprefix("/powerauth-nextstep")
        name = f"{request.method} {path}"
        is_cloud = path.startswith("/powerauth-cloud/")
        content = json.loads(request.content) if request.content else {}
        body = content if is_cloud else content.get("requestObject") or dict(request.url.params)
        self.asked.append((name, body, request.headers))
        if name == "GET /operation/detail":
            if request.headers.get("If-None-Match") == self.etag:
                return httpx.Response(304, headers={"ETag": self.etag})
            return _ok(self.detail, {"ETag": self.etag})
        answer = self.answers.get(name, {})
        answer = answer(body) if callable(answer) else answer
        if isinstance(answer, httpx.Response):
            return answer
        if is_cloud:
            return httpx.Response(200, json=answer)
        if isinstance(answer, str):
            return httpx.Response(400, json={"status": "ERROR", "responseObject": {"code": answer, "message": "-"}})
        return _ok(answer, {})

    def names(self):
        return [name for name, _, _ in self.asked]


def _ok(found, headers):
    date = {"Date": formatdate(NOW, usegmt=True)}
    return httpx.Response(200, json={"status": "OK", "responseObject": found}, headers={**date, **headers})


def application(api, **options):
    """The pages in front of it. Without options it is one for all tests of a process, of which each finds it as if it was new."""
    app = _renewed() if not options else create(_installation(**options))
    with app.app_context():
        found = front()
        http = httpx.Client(base_url="http://api.invalid", transport=httpx.MockTransport(api))
        found.nextstep.http = found.offline._http = http
    return app


def _installation(**options):
    return Installation(
        api="http://api.invalid",
        authority=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        admin=("admin", "secret"),
        **{"provider_secret": SECRET, **options},
    )


@cache
def _shared():
    app = create(_installation())
    with app.app_context():
        return app, front()


def _renewed():
    """To make one costs more than most tests of it: what it has besides its pages is made anew, and nobody has a session."""
    app, first = _shared()
    vars(first.sessions).update(vars(WebSessions()))
    keep(app.extensions, replace(Front.of(first.installation), sessions=first.sessions))
    return app


class Reader:
    """Somebody with a browser that runs no scripts: he reads forms, and sends them."""

    def __init__(self, app, language="en"):
        self.http = app.test_client()
        self._headers = {"Accept-Language": language}
        self.path, self.page = "/demo", ""

    def go(self, path="/demo"):
        answer = self.http.get(path, headers=self._headers)
        self.path, self.page = path, answer.text
        return answer

    def members(self, action):
        """Of the form that is sent there: its hidden members."""
        form = re.search(rf'<form [^>]*action="{re.escape(action)}".*?</form>', self.page, re.DOTALL)[0]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    def send(self, action, follow=True, **values):
        """Send the page's form of that action, and read what it leads to."""
        answer = self.http.post(action, data={**self.members(action), **values}, headers=self._headers)
        if follow and answer.status_code == 303:
            self.go(answer.headers["Location"])
        elif answer.status_code != 303:
            self.page = answer.text
        return answer

    def begin(self, order="login"):
        self.go()
        self.send("/demo/flow", order=order)
        assert self.path.startswith("/demo/flow/")
        return self

    def act(self, name, **values):
        return self.send(f"{self.path}/{name}", **values)
