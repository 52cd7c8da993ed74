"""A request says the same whether the server has read its body before or Werkzeug reads it."""

from io import BytesIO

import pytest
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import create_environ

from api.http.api_request import ApiRequest
from api.http.entrances import BODY
from api.http.schema import BODY_LENGTH
from tests.api.applications import new_home
from tests.rows import each_row


def _asked(app, kind, body, **environ):
    """What a request says of its body."""
    found = create_environ("/", method="POST", input_stream=BytesIO(body)) | environ
    with app.app_context():
        request = kind(found)
        try:
            return request.get_data(), request.get_data(as_text=True), request.get_data(cache=False)
        except RequestEntityTooLarge as error:
            return error.code


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    return new_app_of_module(new_home(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("length", [0, 1, BODY_LENGTH - 1, BODY_LENGTH, BODY_LENGTH + 1])
def test_a_body_is_the_same_and_as_large_as_it_may_be(app, length):
    body = b"\xff" * length
    announced = {"CONTENT_LENGTH": str(length)}
    read, unread = (_asked(app, ApiRequest, body, **announced, **known) for known in ({BODY: body}, {}))
    assert read == unread == _asked(app, Request, body, **announced)
    assert (read == 413) == (length > BODY_LENGTH)


@each_row(
    "stated",
    [
        None, "", "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;",
        " application/json",
        "application/jsonx", "text/plain", "application/json, text/plain", ";", "application/json\xff",
    ],
)  # fmt: skip
def test_the_type_of_a_body_is_read_as_flask_reads_it(stated):
    environ = create_environ("/", method="POST")
    if stated is not None:
        environ["CONTENT_TYPE"] = stated
    assert ApiRequest(environ).mimetype == Request(environ).mimetype


def test_the_applications_requests_are_such(app):
    assert app.request_class is ApiRequest
    assert app.config["MAX_CONTENT_LENGTH"] == BODY_LENGTH


def test_a_forms_files_are_closed_with_the_request(app):
    form = create_environ("/", method="POST", data={"file": (BytesIO(b"x" * 600_000), "a.txt")})
    with app.app_context():
        request = ApiRequest(form)
        file = request.files["file"]
        request.close()
        assert file.closed
        ApiRequest(create_environ("/")).close()
