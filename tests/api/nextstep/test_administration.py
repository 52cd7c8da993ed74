"""Administration of what the engine runs on, by the API alone: create, read, delete, every refusal, and its effect."""

import itertools
import time
from datetime import datetime

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
        after(name, "CANCELED", "FAILED", responseAuthMethod=None),
        after(name, "CANCELED", "FAILED", responseAuthMethod=None, requestAuthMethod="INIT"),
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


@pytest.mark.parametrize(("verb", "path"), [("PUT", "/operation/config"), ("POST", "/operation/config/update")])
def test_an_operation_configuration_is_changed_for_new_operations(nextstep, flow, verb, path):
    asked = {"operationName": flow}
    least = {
        **asked,
        "templateVersion": "B",
        "templateId": 2,
        "mobileTokenMode": '{"type":"ECDSA"}',
        "expirationTime": 7200,
    }
    left_out = {"mobileTokenEnabled": False, "afsEnabled": False, "afsConfigId": None}
    old = nextstep.create(flow)
    assert nextstep.ok(verb, path, least) == {**least, **left_out}
    assert nextstep.ok("POST", "/operation/config/detail", asked) == {**least, **left_out}
    assert nextstep.detail(old["operationId"])["timestampExpires"] == old["timestampExpires"]
    assert lifetime(nextstep.create(flow)) - lifetime(old) == 7140
    assert nextstep.refused(verb, path, {**least, "operationName": unique()}) == "OPERATION_CONFIG_NOT_FOUND"
    assert nextstep.refused(verb, path, asked) == "REQUEST_VALIDATION_FAILED"


def lifetime(operation):
    times = (datetime.fromisoformat(operation[name]) for name in ("timestampExpires", "timestampCreated"))
    return round((next(times) - next(times)).total_seconds())


@pytest.mark.parametrize(
    ("mode", "hint"),
    [
        ('{"variants":["possession_knowledge"]}', "type is missing."),
        ("2FA", "Not the text of a JSON object."),
        ("[" * 255, "Not the text of a JSON object."),
        ("[]", "must be an object."),
        ('{"type":"3FA"}', "type '3FA' is not known; known are 1FA, 2FA, ECDSA."),
        ('{"type":["2FA"]}', "type ['2FA'] is not known; known are 1FA, 2FA, ECDSA."),
        ('{"type":"2FA"}', "variants must list one or more of possession_knowledge, possession_biometry, not None."),
        (
            '{"type":"2FA","variants":["possession"]}',
            "variants must list one or more of possession_knowledge, possession_biometry, not ['possession'].",
        ),
        ('{"type":"1FA","variants":["possession_knowledge"]}', "variants must not be given: only 2FA has variants."),
    ],
)
def test_a_mobile_token_mode_that_says_nothing_known_is_refused(nextstep, mode, hint):
    name = unique("operation")
    for verb in ("POST", "PUT"):
        answer = nextstep.ask(verb, "/operation/config", config(name, mobileTokenMode=mode))
        [violation] = answer.json()["responseObject"]["violations"]
        assert (violation["fieldName"], violation["hint"]) == ("requestObject.mobileTokenMode", hint)
    assert nextstep.refused("POST", "/operation/config/detail", {"operationName": name}) == "OPERATION_CONFIG_NOT_FOUND"


def test_what_may_be_left_out_of_an_operation_configuration(nextstep):
    name = unique("operation")
    least = {"operationName": name, "templateVersion": "A", "templateId": 1, "mobileTokenMode": '{"type":"1FA"}'}
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


@pytest.mark.parametrize(
    ("further", "why"),
    [
        (
            lambda flow: after(flow, "CONFIRMED", "CONTINUE", responseAuthMethod="SMS_KEY"),
            "equal priorities for OTP_CODE CONFIRMED",
        ),
        (lambda flow: step(flow, responseResult="DONE", responsePriority=2), "different results for CREATE"),
    ],
    ids=["equal priorities", "two results of creation"],
)
def test_a_step_that_contradicts_another_is_refused_and_changes_nothing(nextstep, flow, further, why):
    one = further(flow)
    answer = nextstep.ask("POST", "/step/definition", one)
    error = answer.json()["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "INVALID_CONFIGURATION")
    assert f"{flow}: {why} in steps" in error["message"]
    asked = {"stepDefinitionId": one["stepDefinitionId"]}
    assert nextstep.refused("POST", "/step/definition/detail", asked) == "STEP_DEFINITION_NOT_FOUND"
    operation_id = nextstep.create(flow)["operationId"]
    assert nextstep.step(operation_id, "OTP_CODE")["result"] == "DONE"
    # What only looks alike is taken.
    other = {**one, "operationName": unique("flow")}
    assert nextstep.ok("POST", "/step/definition", other) == other


def test_a_flow_that_gives_no_single_answer_is_a_fault_of_configuration(nextstep, flow, stack):
    """Refused where it is written, it may still lie in a database that something else has written."""
    [confirmed] = [
        one for one in listed(nextstep, flow)["stepDefinitions"] if one["requestAuthStepResult"] == "CONFIRMED"
    ]
    stack.sql(
        "INSERT INTO step_definition SELECT :id, operation_name, operation_type, request_auth_method, request_auth_step_result,"
        " response_priority, response_auth_method, 'FAILED' FROM step_definition WHERE step_definition_id = :other",
        id=next(_numbers),
        other=confirmed["stepDefinitionId"],
    )
    stack.sql("UPDATE definition_version SET version = version + 1")
    assert "equal priorities for OTP_CODE CONFIRMED" in listed(nextstep, flow)["problems"][0]["message"]
    operation_id = nextstep.create(flow)["operationId"]
    update = {"operationId": operation_id, "authMethod": "OTP_CODE", "authStepResult": "CONFIRMED"}
    assert nextstep.refused("PUT", "/operation", update) == "INVALID_CONFIGURATION"
    assert nextstep.detail(operation_id)["result"] == "CONTINUE"


def listed(nextstep, name):
    return nextstep.ok("GET", "/step/definition", params={"operationName": name})


def test_step_definitions_are_listed_and_read(nextstep, flow):
    found = listed(nextstep, flow)
    assert len(found["stepDefinitions"]) == 6
    assert found == nextstep.ok("POST", "/step/definition/list", {"operationName": flow})
    assert found["problems"] == []
    ids = [one["stepDefinitionId"] for one in found["stepDefinitions"]]
    assert ids == sorted(ids)
    for asked in found["stepDefinitions"]:
        wanted = {"stepDefinitionId": asked["stepDefinitionId"]}
        assert nextstep.ok("POST", "/step/definition/detail", wanted) == asked
        assert nextstep.ok("GET", "/step/definition/detail", params=wanted) == asked
    for everything in (nextstep.ok("GET", "/step/definition"), nextstep.ok("POST", "/step/definition/list", {})):
        rows = everything["stepDefinitions"]
        assert {"login", "authorize_payment", flow} <= {one["operationName"] for one in rows}
        assert [one["stepDefinitionId"] for one in rows[:3]] == [1, 2, 3]
    assert listed(nextstep, unique()) == {"stepDefinitions": [], "problems": []}
    unknown = {"stepDefinitionId": 2**62}
    assert nextstep.refused("POST", "/step/definition/detail", unknown) == "STEP_DEFINITION_NOT_FOUND"


def test_a_flow_is_told_as_the_machine_walks_through_it(nextstep, flow):
    found = nextstep.ok("GET", "/step/definition/flow/detail", params={"operationName": flow})
    assert found == nextstep.ok("POST", "/step/definition/flow/detail", {"operationName": flow})
    assert found["operationName"] == flow
    places = [(one["result"], one["authMethods"]) for one in found["places"]]
    assert places == [("CONTINUE", ["OTP_CODE"]), ("DONE", []), ("FAILED", [])]
    told = {(one["place"], one["authMethod"], one["authStepResult"]): one["nextPlace"] for one in found["arrows"]}
    assert told == {
        (0, "OTP_CODE", "CONFIRMED"): 1,
        (0, "OTP_CODE", "AUTH_FAILED"): 0,
        (0, "OTP_CODE", "AUTH_METHOD_FAILED"): 2,
        (0, "OTP_CODE", "CANCELED"): 2,
    }
    unknown = {"operationName": unique("flow")}
    assert nextstep.refused("POST", "/step/definition/flow/detail", unknown) == "INVALID_CONFIGURATION"


def test_a_flow_of_a_user_without_a_phone_has_no_place_for_one(nextstep):
    def offered(mobile_token):
        asked = {"operationName": "authorize_payment", "mobileToken": mobile_token}
        found = nextstep.ok("GET", "/step/definition/flow/detail", params=asked)
        return {method for place in found["places"] for method in place["authMethods"]}

    assert offered("true") - offered("false") == {"POWERAUTH_TOKEN"}


def test_what_a_flow_lacks_is_told_until_it_is_there(nextstep):
    name = unique("flow")

    def told():
        return [(one["message"], one["stepDefinitionIds"]) for one in listed(nextstep, name)["problems"]]

    confirmed = after(name, "CONFIRMED", "DONE", responseAuthMethod=None)
    nextstep.ok("POST", "/step/definition", confirmed)
    assert told() == [
        ("has no configuration, so that it can never be created", []),
        ("has no CREATE row, so that it can never be created", []),
    ]
    nextstep.ok("POST", "/operation/config", config(name))
    nextstep.ok("POST", "/step/definition", step(name))
    assert told() == [
        ("no row answers OTP_CODE AUTH_FAILED, which fails the operation", []),
        ("no row answers OTP_CODE CANCELED, which fails the operation", []),
        ("no row answers INIT CANCELED, which fails the operation", []),
    ]
    nextstep.ok("POST", "/step/definition", after(name, "AUTH_FAILED", "CONTINUE"))
    for method in ("OTP_CODE", "INIT"):
        canceled = after(name, "CANCELED", "FAILED", responseAuthMethod=None, requestAuthMethod=method)
        nextstep.ok("POST", "/step/definition", canceled)
    assert told() == []
    nextstep.ok("POST", "/step/definition/delete", {"stepDefinitionId": confirmed["stepDefinitionId"]})
    assert told() == [
        ("no row answers OTP_CODE CONFIRMED, which fails the operation", []),
        ("no row leads to DONE", []),
    ]


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
