"""The server's time and algorithms, told to anybody."""

import json
import time

import pytest

from activities.powerauth.v4.algorithm import Algorithm
from api.mobile import api
from config import master_key
from tests.api.conformance import conforms
from tests.lone_settings import lone
from tests.migrated import migrated

ALL = [one.value for one in Algorithm]
V3, V4 = api.prefix + "/pa/v3/status", api.prefix + "/pa/v4/status"


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    settings = lone(home=tmp_path_factory.mktemp("status"), master_key=master_key.generate())
    app = new_app_of_module(settings)
    migrated(app.extensions["nextstep"].database)
    return app


@pytest.fixture(scope="module")
def applications(app):
    return app.extensions["nextstep"].applications


def ask(app, body, path=V4, status=200):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = app.test_client().post(path, data=data, content_type="application/json")
    assert response.status_code == status, response.text
    assert conforms("POST", path, status, response.json)
    return response.json["responseObject"]


def of_application(app, application_key, status=200):
    return ask(app, {"requestObject": {"applicationKey": application_key}}, status=status)


@pytest.mark.parametrize("body", [b"", {}, {"requestObject": None}, {"requestObject": {}}, {"requestObject": {"x": 1}}])
def test_who_names_no_application_is_told_all_that_the_server_speaks(app, body):
    told = ask(app, body)
    assert told["supportedAlgorithms"] == ALL
    assert abs(told["serverTime"] - time.time() * 1000) < 60_000
    assert told["application"]["name"] == "nextstep"


@pytest.mark.parametrize("allowed", [ALL, ALL[1:], []])
def test_who_names_an_application_is_told_what_it_allows(app, applications, allowed):
    made = applications.create(f"of {len(allowed)}", (), algorithms=[Algorithm(one) for one in allowed])
    assert of_application(app, made.application_key)["supportedAlgorithms"] == allowed
    applications.change(made.application_id, algorithms=[Algorithm.EC_P384_ML_L5])
    assert of_application(app, made.application_key)["supportedAlgorithms"] == ["EC_P384_ML_L5"]


def test_an_app_that_is_not_served_is_told_nothing(app, applications):
    made = applications.create("withdrawn", ())
    applications.support("withdrawn", "default", supported=False)
    for unknown in (made.application_key, made.application_secret, "none"):
        assert of_application(app, unknown, status=400) == {"code": "ERR_STATUS", "message": "POWER_AUTH_STATUS_ERROR"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"\xff",
        {"requestObject": []},
        {"requestObject": {"applicationKey": 1}},
        {"requestObject": {"applicationKey": ""}},
        {"requestObject": {"applicationKey": "A" * 65}},
    ],
)
def test_what_is_no_question_is_refused(app, body):
    assert ask(app, body, status=400)["code"] == "INVALID_REQUEST"


def test_phones_of_protocol_3_are_told_what_they_were(app):
    assert ask(app, b"", path=V3).keys() == {"serverTime", "application"}
