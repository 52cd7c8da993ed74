"""The application does what Flask does, with less work."""

from asyncio import iscoroutinefunction

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import create_environ

from api.http.application import ApiApplication
from tests.api.applications import new_home
from tests.rows import each_row

_ROUTES = ("/operation", "/operation/<id>/cancel", "/ends/")


def _made(kind):
    app = kind("tried", static_folder=None)
    for path in _ROUTES:
        app.add_url_rule(path, path, lambda **arguments: repr(arguments), methods=["GET", "POST"])
    return app


OURS, FLASKS = _made(ApiApplication), _made(Flask)


def _bound(app, environ):
    """All that finds a route, and the name of the request's host; or with which status that is refused."""
    request = Flask.request_class(environ)
    try:
        adapter = app.create_url_adapter(request)
    except HTTPException as error:
        return type(error), error.code
    return {name: value for name, value in vars(adapter).items() if name != "map"}, request.host


def _environ(**changes):
    environ = create_environ("/operation", "http://bank.example/", query_string="a=b")
    return {name: value for name, value in (environ | changes).items() if value is not None}


_CHANGES = (
    {},
    *({"HTTP_HOST": name} for name in (
        None, "", "bank.example", "Bank.Example", "bank.example:80", "bank.example:443", "bank.example:8080", "127.0.0.1:8080",
        "[::1]", "[::1]:8080", "::1", "two words", "a..b", "a" * 64 + ".example", "a" * 300,
        "b\xe4nk.example", "xn--bnk-qla.example",
        "bank.example/path", "user@bank.example", "bank_example", "-", ":", ".",
    )),
    *({"HTTP_HOST": "bank.example:443", "wsgi.url_scheme": scheme} for scheme in ("http", "https")),
    *({"PATH_INFO": path} for path in (None, "", "/", "//operation", "operation", "/\xc5\x99", "/\xff", "/a b", "/a%20b")),
    *({"QUERY_STRING": query} for query in (None, "", "a=%C5%99", "a=\xc5\x99", "a=\xff")),
    {"SCRIPT_NAME": "/below"},
    {"SCRIPT_NAME": None},
    {"HTTP_UPGRADE": "websocket", "HTTP_CONNECTION": "keep-alive, Upgrade"},
    {"HTTP_UPGRADE": "h2c", "HTTP_CONNECTION": "Upgrade"},
    {"HTTP_CONNECTION": "upgrade"},
    {"REQUEST_METHOD": "BREW"},
    {"HTTP_HOST": None, "SERVER_NAME": "::1", "SERVER_PORT": "8080"},
)  # fmt: skip


@each_row("changes", _CHANGES, ids=repr)
def test_a_route_is_looked_for_as_flask_does(changes):
    for _ in range(2):  # the second time what was found is known
        assert _bound(OURS, _environ(**changes)) == _bound(FLASKS, _environ(**changes))


@each_row(
    "path, verb",
    [
        ("/operation", "GET"), ("/operation", "HEAD"), ("/operation", "PUT"), ("/operation", "OPTIONS"), ("/operation/", "GET"),
        ("/ends", "POST"), ("/ends?a=b", "GET"), ("/operation/%C5%99/cancel", "POST"), ("/operation//cancel", "POST"),
        ("/", "GET"),
    ],
)  # fmt: skip
def test_a_request_is_answered_as_flask_does(path, verb):
    ours, flasks = (
        app.test_client().open(path, method=verb, base_url="http://Bank.Example:8080/") for app in (OURS, FLASKS)
    )
    assert (ours.status, ours.headers.to_wsgi_list(), ours.data) == (
        flasks.status,
        flasks.headers.to_wsgi_list(),
        flasks.data,
    )


def test_functions_around_requests_are_called():
    app, called = _made(ApiApplication), []
    app.before_request(lambda: called.append("before"))
    app.after_request(lambda response: called.append("after") or response)
    app.teardown_request(lambda error: called.append(repr(error)))
    assert app.test_client().get("/operation").status_code == 200
    assert called == ["before", "after", "None"]


def test_sessions_are_kept_where_there_is_a_key_for_them():
    app = _made(ApiApplication)
    app.secret_key = "of this test"
    with app.test_client() as client:
        with client.session_transaction() as session:
            session["kept"] = "yes"
        assert client.get("/operation").status_code == 200
        with client.session_transaction() as session:
            assert session["kept"] == "yes"


def test_the_apis_ask_nothing_of_flask_that_it_does_not_do(tmp_path, new_app):
    app = new_app(new_home(tmp_path))
    assert [app.config[option] for option in ("SERVER_NAME", "TRUSTED_HOSTS", "SECRET_KEY")] == [None, None, None]
    assert not app.url_map.host_matching
    assert not app.subdomain_matching
    assert not any(map(iscoroutinefunction, app.view_functions.values()))
