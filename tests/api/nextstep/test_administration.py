"""Administration of what the engine runs on, by the API alone: create, read, delete, every refusal, and its effect."""

import itertools
import time

import pytest

from tests.e2e.client import unique

_numbers = itertools.count(time.time_ns() // 1000)


def config(name, **members):
    return {
        "operationName": name,
        "templateVersion": "A",
        "templateId": 1,
        "mobileTokenEnabled": True,
        "mobileTokenMode": '{"type":"1FA"}',
        "afsEnabled": True,
        "afsConfigId": "afs",
        "expirationTime": 60,
        **members,
    }


def step(name, kind="CREATE", **members):
    return {
        "stepDefinitionId": next(_numbers),
        "operationName": name,
        "operationRequestType": kind,
        "requestAuthMethod": None,
        "requestAuthStepResult": None,
        "responsePriority": 1,
        "responseAuthMethod": "OTP_CODE",
        "responseResult": "CONTINUE",
        **members,
    }


def after(name, result, then, **members):
    members = {"requestAuthMethod": "OTP_CODE", "requestAuthStepResult": result, "responseResult": then, **members}
    return step(name, "UPDATE", **members)


@pytest.fixture
def flow(nextstep):
    """The name of a new flow of one step, OTP_CODE."""
    name = unique("flow")
    nextstep.ok("POST", "/operation/config", config(name))
    for one in (
        step(name),
        after(name, "CONFIRMED", "DONE", responseAuthMethod=None),
        after(name, "AUTH_FAILED", "CONTINUE"),
        after(name, "AUTH_METHOD_FAILED", "FAILED", responseAuthMethod=None),
    ):
        assert nextstep.ok("POST", "/step/definition", one) == one
    return name


def test_operation_configurations(nextstep):
    name = unique("operation")
    asked = {"operationName": name}
    assert nextstep.refused("POST", "/operation/config/detail", asked) == "OPERATION_CONFIG_NOT_FOUND"
    assert nextstep.refused("POST", "/operation/config/delete", asked) == "OPERATION_CONFIG_NOT_FOUND"
    assert nextstep.ok("POST", "/operation/config", config(name)) == config(name)
    assert nextstep.refused("POST", "/operation/config", config(name)) == "OPERATION_CONFIG_ALREADY_EXISTS"
    assert nextstep.ok("POST", "/operation/config/detail", asked) == config(name)
    assert nextstep.ok("GET", "/operation/config/detail", params=asked) == config(name)
    for found in (nextstep.ok("POST", "/operation/config/list", {}), nextstep.ok("GET", "/operation/config")):
        assert config(name) in found["operationConfigs"]
        assert {"login", "authorize_payment"} < {one["operationName"] for one in found["operationConfigs"]}
    assert nextstep.ok("POST", "/operation/config/delete", asked) == asked
    assert nextstep.refused("POST", "/operation/config/detail", asked) == "OPERATION_CONFIG_NOT_FOUND"


def test_an_operation_configuration_in_use_is_not_deleted(nextstep, flow):
    nextstep.create(flow)
    assert nextstep.refused("POST", "/operation/config/delete", {"operationName": flow}) == "DELETE_NOT_ALLOWED"


def test_what_may_be_left_out_of_an_operation_configuration(nextstep):
    name = unique("operation")
    least = {"operationName": name, "templateVersion": "A", "templateId": 1, "mobileTokenMode": "{}"}
    expected = {
        **least,
        "mobileTokenEnabled": False,
        "afsEnabled": False,
        "afsConfigId": None,
        "expirationTime": None,
    }
    assert nextstep.ok("POST", "/operation/config", least) == expected


def test_method_limits(nextstep, flow):
    asked = {"operationName": flow, "authMethod": "OTP_CODE"}
    limit = {**asked, "maxAuthFails": 1}
    for action in ("detail", "delete"):
        code = nextstep.refused("POST", f"/operation/auth-method/config/{action}", asked)
        assert code == "OPERATION_METHOD_CONFIG_NOT_FOUND"
    unknown = {**limit, "operationName": unique()}
    assert nextstep.refused("POST", "/operation/auth-method/config", unknown) == "OPERATION_CONFIG_NOT_FOUND"
    assert nextstep.ok("POST", "/operation/auth-method/config", limit) == limit
    code = nextstep.refused("POST", "/operation/auth-method/config", limit)
    assert code == "OPERATION_METHOD_CONFIG_ALREADY_EXISTS"
    assert nextstep.ok("POST", "/operation/auth-method/config/detail", asked) == limit
    assert nextstep.ok("GET", "/operation/auth-method/config/detail", params=asked) == limit

    operation_id = nextstep.create(flow)["operationId"]
    assert nextstep.step(operation_id, "OTP_CODE", "AUTH_FAILED")["result"] == "FAILED"
    assert nextstep.ok("POST", "/operation/auth-method/config/delete", asked) == asked
    operation_id = nextstep.create(flow)["operationId"]
    assert nextstep.step(operation_id, "OTP_CODE", "AUTH_FAILED")["result"] == "CONTINUE"
    assert nextstep.detail(operation_id)["remainingAttempts"] == 2


def test_a_changed_flow_holds_for_new_operations_only(nextstep, flow):
    old = nextstep.create(flow)["operationId"]
    more = step(flow, responseAuthMethod="SMS_KEY", responsePriority=2)
    nextstep.ok("POST", "/step/definition", more)
    new = nextstep.create(flow)
    assert [one["authMethod"] for one in new["steps"]] == ["OTP_CODE", "SMS_KEY"]
    assert [one["authMethod"] for one in nextstep.detail(old)["steps"]] == ["OTP_CODE"]
    asked = {"stepDefinitionId": more["stepDefinitionId"]}
    assert nextstep.ok("POST", "/step/definition/delete", asked) == asked
    assert nextstep.refused("POST", "/step/definition/delete", asked) == "STEP_DEFINITION_NOT_FOUND"
    assert [one["authMethod"] for one in nextstep.create(flow)["steps"]] == ["OTP_CODE"]
    assert nextstep.step(old, "OTP_CODE")["result"] == "DONE"


def test_a_step_definition_id_is_used_once(nextstep, flow):
    one = step(flow, responsePriority=9)
    nextstep.ok("POST", "/step/definition", one)
    assert nextstep.refused("POST", "/step/definition", one) == "STEP_DEFINITION_ALREADY_EXISTS"


def test_a_flow_that_gives_no_single_answer_is_a_fault_of_configuration(nextstep, flow):
    def new():
        return nextstep.refused("POST", "/operation", {"operationName": flow, "operationData": ""})

    operation_id = nextstep.create(flow)["operationId"]
    nextstep.ok("POST", "/step/definition", after(flow, "CONFIRMED", "CONTINUE", responseAuthMethod="SMS_KEY"))
    assert nextstep.step(operation_id, "OTP_CODE")["result"] == "DONE"  # created before the change
    operation_id = nextstep.create(flow)["operationId"]
    update = {"operationId": operation_id, "authMethod": "OTP_CODE", "authStepResult": "CONFIRMED"}
    assert nextstep.refused("PUT", "/operation", update) == "INVALID_CONFIGURATION"
    assert nextstep.detail(operation_id)["result"] == "CONTINUE"

    nextstep.ok("POST", "/step/definition", step(flow, responseResult="DONE"))
    assert new() == "INVALID_CONFIGURATION"


def test_steps_without_a_configuration_are_a_fault_of_configuration(nextstep):
    name = unique("flow")
    nextstep.ok("POST", "/step/definition", step(name))
    new = {"operationName": name, "operationData": ""}
    assert nextstep.refused("POST", "/operation", new) == "INVALID_CONFIGURATION"
    nextstep.ok("POST", "/operation/config", config(name))
    assert nextstep.ok("POST", "/operation", new)["result"] == "CONTINUE"


def test_organizations(nextstep):
    name = unique("organization")
    one = {
        "organizationId": name,
        "displayNameKey": "organization.farm",
        "default": True,
        "orderNumber": 7,
        "defaultCredentialName": "FARM_CREDENTIAL",
        "defaultOtpName": "FARM_OTP",
    }
    asked = {"organizationId": name}
    for action in ("detail", "delete"):
        assert nextstep.refused("POST", f"/organization/{action}", asked) == "ORGANIZATION_NOT_FOUND"
    renamed = {**one, "isDefault": True}
    del renamed["default"]
    assert nextstep.ok("POST", "/organization", renamed) == one
    assert nextstep.refused("POST", "/organization", one) == "ORGANIZATION_ALREADY_EXISTS"
    assert nextstep.ok("POST", "/organization/detail", asked) == one
    assert nextstep.ok("GET", "/organization/detail", params=asked) == one
    for found in (nextstep.ok("POST", "/organization/list", {}), nextstep.ok("GET", "/organization")):
        assert [row["organizationId"] for row in found["organizations"]][:2] == ["RETAIL", "SME"]
        assert one in found["organizations"]
    nextstep.create(organizationId=name)
    assert nextstep.refused("POST", "/organization/delete", asked) == "DELETE_NOT_ALLOWED"
    least = {"organizationId": unique("organization"), "orderNumber": 8}
    nextstep.ok("POST", "/organization", least)
    asked = {"organizationId": least["organizationId"]}
    assert nextstep.ok("POST", "/organization/delete", asked) == asked


def test_auth_methods(nextstep):
    """Every method is shipped, so one that no step names is deleted first, and created again as it was."""
    listed = nextstep.ok("GET", "/auth-method")["authMethods"]
    assert listed == nextstep.ok("POST", "/auth-method/list", {})["authMethods"]
    [one] = [row for row in listed if row["authMethod"] == "SHOW_OPERATION_DETAIL"]
    asked = {"authMethod": "SHOW_OPERATION_DETAIL"}
    assert nextstep.refused("POST", "/auth-method", one) == "AUTH_METHOD_ALREADY_EXISTS"
    assert nextstep.refused("POST", "/auth-method/delete", {"authMethod": "SMS_KEY"}) == "DELETE_NOT_ALLOWED"
    name = unique("flow")
    operation_id = None
    try:
        assert nextstep.ok("POST", "/auth-method/delete", asked) == asked
        assert nextstep.refused("POST", "/auth-method/delete", asked) == "AUTH_METHOD_NOT_FOUND"
        limit = {"operationName": "login", "maxAuthFails": 1, **asked}
        assert nextstep.refused("POST", "/operation/auth-method/config", limit) == "AUTH_METHOD_NOT_FOUND"
        nextstep.ok("POST", "/operation/config", config(name))
        nextstep.ok("POST", "/step/definition", step(name, responseAuthMethod="SHOW_OPERATION_DETAIL"))
        operation_id = nextstep.create(name)["operationId"]
        update = {"operationId": operation_id, "authStepResult": "CONFIRMED", **asked}
        assert nextstep.refused("PUT", "/operation", update) == "AUTH_METHOD_NOT_FOUND"
        broken = {**one, "checkUserPrefs": True, "userPrefsColumn": 6}
        assert nextstep.refused("POST", "/auth-method", broken) == "INVALID_CONFIGURATION"
    finally:
        assert nextstep.ok("POST", "/auth-method", one) == one
    assert nextstep.ok("GET", "/auth-method")["authMethods"] == listed
