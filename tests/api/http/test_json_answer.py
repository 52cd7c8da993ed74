"""An answer of JSON is the one that Flask would write."""

from http import HTTPStatus

from flask import Response
from werkzeug.test import create_environ, run_wsgi_app

from api.http.json_answer import JsonAnswer
from tests.rows import each_row

_TEXTS = ("{}", '{"name":"Žofie"}', "")


def _written(answer, verb, fields):
    for name, value in fields:
        answer.headers.add(name, value)
    pieces, status, headers = run_wsgi_app(answer, create_environ("/", method=verb))
    return b"".join(pieces), status, headers.to_wsgi_list()


@each_row("status", [one.value for one in HTTPStatus if one >= 200] + [418, 599])
def test_it_is_written_as_flask_writes_one(status):
    for text in _TEXTS:
        for verb in ("GET", "HEAD", "POST"):
            for fields in ([], [("Retry-After", "2")], [("WWW-Authenticate", "Basic"), ("WWW-Authenticate", "Bearer")]):
                ours, flasks = JsonAnswer(text, status), Response(text, status, content_type="application/json")
                assert _written(ours, verb, fields) == _written(flasks, verb, fields)


def test_it_may_still_be_changed_as_any_other():
    answer = JsonAnswer("{}", 200)
    answer.set_data(b'{"more":1}')
    answer.status_code = 404
    body, status, headers = _written(answer, "GET", [])
    assert (body, status) == (b'{"more":1}', "404 NOT FOUND")
    assert ("Content-Length", "10") in headers
