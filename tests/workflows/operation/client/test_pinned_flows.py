"""Flows of the stored definitions: made once, and anew when an administrator changed something."""

import pytest

from activities.store import definitions
from activities.store.tables import OperationConfigRow, OperationMethodConfigRow, StepDefinitionRow
from config.refused import Refused
from tests.workflows.operation import flows as builders
from workflows.operation.client.pinned_flows import Flows, asked_methods


@pytest.fixture
def pinned(database):
    """The flow of a name, as a new operation would get it now."""
    flows = Flows(lifetime_seconds=300)

    def of(operation_name):
        with database.read() as session:
            return flows.flow(session, operation_name)

    return of


def step(number, operation_name="login", **values):
    return StepDefinitionRow(
        **{
            "step_definition_id": number,
            "operation_name": operation_name,
            "operation_type": "UPDATE",
            "request_auth_method": "CONSENT",
            "request_auth_step_result": "AUTH_METHOD_DOWNGRADE",
            "response_priority": 1,
            "response_auth_method": "OTP_CODE",
            "response_result": "CONTINUE",
            **values,
        }
    )


def config(operation_name, **values):
    fields = {"template_version": "A", "template_id": 1, "mobile_token_enabled": False, "mobile_token_mode": "{}"}
    return OperationConfigRow(operation_name=operation_name, afs_enabled=False, **{**fields, **values})


@pytest.mark.parametrize("operation_name", builders.SHIPPED)
def test_a_shipped_flow_is_what_the_files_say(pinned, operation_name):
    assert pinned(operation_name) == builders.shipped(operation_name)


def test_a_flow_is_made_once(pinned):
    assert pinned("login") is pinned("login")


def test_a_new_step_is_in_the_flows_of_new_operations_only(pinned, database):
    before = pinned("login")
    definitions.create_step_definition(database, step(100))
    after = pinned("login")
    assert len(after.rules) == len(before.rules) + 1 == 16
    assert after.rules[-1].step_result == "AUTH_METHOD_DOWNGRADE"
    definitions.delete_step_definition(database, 100)
    assert pinned("login") == before


def test_a_limit_of_the_operation_goes_before_that_of_the_method(pinned, database):
    row = OperationMethodConfigRow(operation_name="login", auth_method="USERNAME_PASSWORD_AUTH", max_auth_fails=2)
    definitions.create_method_config(database, row)
    assert pinned("login").limits["USERNAME_PASSWORD_AUTH"] == 2
    assert pinned("login").limits["CONSENT"] == 5
    assert pinned("authorize_payment").limits["USERNAME_PASSWORD_AUTH"] == 5


def test_a_limit_of_the_operation_does_not_count_what_the_method_does_not_count(pinned, database):
    row = OperationMethodConfigRow(operation_name="login", auth_method="USER_ID_ASSIGN", max_auth_fails=2)
    definitions.create_method_config(database, row)
    assert pinned("login").limits["USER_ID_ASSIGN"] is None


def test_an_operations_own_lifetime_goes_before_the_general_one(pinned, database):
    definitions.create_operation_config(database, config("short", expiration_time=60))
    definitions.create_step_definition(database, step(100, "short"))
    assert (pinned("short").lifetime_ms, pinned("login").lifetime_ms) == (60_000, 300_000)
    assert not pinned("short").mobile_token_enabled


def test_an_operation_without_configuration_or_without_steps_is_invalid(pinned, database):
    definitions.create_operation_config(database, config("without_steps"))
    definitions.create_step_definition(database, step(100, "without_config"))
    for operation_name in ("without_steps", "without_config", "unheard_of"):
        with pytest.raises(Refused) as refused:
            pinned(operation_name)
        assert refused.value.reason == "CONFIGURATION_INVALID"
        assert operation_name in refused.value.detail


def test_methods_come_in_their_order(database):
    with database.read() as session:
        found = [method.auth_method for method in Flows(300).methods(session)]
    assert (found[:2], len(found)) == (["INIT", "USER_ID_ASSIGN"], 10)


def test_methods_that_an_operation_asks_for_are_those_of_its_steps(database):
    with database.read() as session:
        known = Flows(300).definitions(session)
    assert asked_methods(known, "login_sca") == {"LOGIN_SCA", "CONSENT"}
    with pytest.raises(Refused):
        asked_methods(known, "unheard_of")
