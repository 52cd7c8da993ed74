"""Today's addresses of the document's resources: POST beside PUT and DELETE, GET beside the reads."""

import pytest

from tests.api.nextstep.samples import request
from tests.e2e.client import unique

READS = {
    "auth methods": ("/auth-method/list", "/auth-method", {}),
    "a user's methods": ("/user/auth-method/list", "/user/auth-method", {"userId": "roman"}),
    "nobody's methods": ("/user/auth-method/list", "/user/auth-method", {}),
    "operation configurations": ("/operation/config/list", "/operation/config", {}),
    "step definitions": ("/step/definition/list", "/step/definition", {"operationName": "login"}),
    "organizations": ("/organization/list", "/organization", {}),
}


@pytest.mark.parametrize(("post", "get", "asked"), READS.values(), ids=READS)
def test_a_read_by_get_is_the_read_by_post(nextstep, post, get, asked):
    found = nextstep.ok("POST", post, asked)
    assert found
    assert nextstep.ok("GET", get, params=asked) == found


def test_a_detail_by_get_is_the_detail_by_post(nextstep):
    operation_id = nextstep.ok("POST", "/operation", request("create"))["operationId"]
    assert nextstep.ok("GET", "/operation/detail", params={"operationId": operation_id}) == nextstep.detail(
        operation_id
    )


@pytest.mark.parametrize(("verb", "path"), [("PUT", "/operation"), ("POST", "/operation/update")])
def test_both_ways_to_take_a_step(nextstep, verb, path):
    operation_id = nextstep.create()["operationId"]
    step = {"operationId": operation_id, "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "CONFIRMED"}
    assert nextstep.ok(verb, path, {**step, "userId": "roman"})["steps"] == [{"authMethod": "CONSENT", "params": []}]


@pytest.mark.parametrize(("verb", "path"), [("PUT", ""), ("POST", "/update")])
def test_both_ways_to_change_an_operation(nextstep, verb, path):
    user_id = unique()
    form = {"title": {"id": "operation.title"}, "greeting": {"id": "operation.greeting"}, "parameters": []}
    operation_id = nextstep.create(formData=form)["operationId"]
    context = {"id": "BANK", "name": "Bank", "originalScopes": [], "extras": {}}
    for resource, change in (
        ("formData", {"formData": {"userInput": {"a": "b"}}}),
        ("chosenAuthMethod", {"chosenAuthMethod": "USERNAME_PASSWORD_AUTH"}),
        ("application", {"applicationContext": context}),
        ("user", {"userId": user_id}),
        ("mobileToken/status", {"mobileTokenActive": False}),
    ):
        assert nextstep.ok(verb, f"/operation/{resource}{path}", {"operationId": operation_id, **change}) is None
    found = nextstep.detail(operation_id)
    assert found["formData"]["userInput"] == {"a": "b"}
    assert found["chosenAuthMethod"] == "USERNAME_PASSWORD_AUTH"
    assert found["applicationContext"]["id"] == "BANK"
    assert found["userId"] == user_id


@pytest.mark.parametrize(("verb", "path"), [("DELETE", "/user/auth-method"), ("POST", "/user/auth-method/delete")])
def test_both_ways_to_disable_a_method(nextstep, verb, path):
    user_id = unique()
    before = nextstep.ok("POST", "/user/auth-method/list", {"userId": user_id})
    nextstep.ok("POST", "/user/auth-method", request("enable_powerauth_token", userId=user_id))
    assert nextstep.ok(verb, path, request("disable", userId=user_id)) == before
    assert nextstep.ok("POST", "/user/auth-method/list", {"userId": user_id}) == before
