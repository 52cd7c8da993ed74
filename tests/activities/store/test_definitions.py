"""Definitions under administration: what is created is read, every refusal has its code, every change grows the version."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.store import definitions, operations, organizations
from activities.store.shipped import load_shipped
from activities.store.tables import (
    AuthMethodRow,
    OperationConfigRow,
    OperationMethodConfigRow,
    OrganizationRow,
    StepDefinitionRow,
)
from config.definitions.load import load as load_definitions
from config.refused import Refused
from tests.activities.store.rows import operation


def method(**values):
    columns = {
        "auth_method": "HW",
        "order_number": 11,
        "check_user_prefs": False,
        "check_auth_fails": False,
        "has_user_interface": True,
        "has_mobile_token": False,
    }
    return AuthMethodRow(**{**columns, **values})


def config(name="transfer", **values):
    columns = {
        "template_version": "A",
        "template_id": 1,
        "mobile_token_enabled": False,
        "mobile_token_mode": '{"type":"1FA"}',
        "afs_enabled": False,
    }
    return OperationConfigRow(operation_name=name, **{**columns, **values})


def step(number=1000, **values):
    columns = {"operation_name": "transfer", "operation_type": "CREATE", "response_result": "CONTINUE"}
    return StepDefinitionRow(step_definition_id=number, **{**columns, **values})


def organization(name="FARM", **values):
    return OrganizationRow(organization_id=name, **{"is_default": False, "order_number": 9, **values})


def limit(operation_name="login", auth_method="SMS_KEY", most=2):
    return OperationMethodConfigRow(operation_name=operation_name, auth_method=auth_method, max_auth_fails=most)


def version(database):
    with database.read() as session:
        return definitions.version(session)


def read(database):
    with database.read() as session:
        return definitions.read(session)


def test_there_are_none_before_any_are_stored(database):
    found = read(database)
    assert (found.version, found.methods, found.operations, found.limits, found.steps) == (0, (), {}, {}, {})


def test_the_shipped_ones_are_loaded_once(shipped):
    found = read(shipped)
    assert [row.auth_method for row in found.methods] == [
        "INIT",
        "USER_ID_ASSIGN",
        "USERNAME_PASSWORD_AUTH",
        "SHOW_OPERATION_DETAIL",
        "POWERAUTH_TOKEN",
        "SMS_KEY",
        "CONSENT",
        "LOGIN_SCA",
        "APPROVAL_SCA",
        "OTP_CODE",
    ]
    assert sum(map(len, found.steps.values())) == 69
    assert set(found.operations) == {"login", "login_sca", "authorize_payment", "authorize_payment_sca"}
    assert all(row.mobile_token_enabled for row in found.operations.values())
    assert all(
        [row.step_definition_id for row in rows] == sorted({row.step_definition_id for row in rows})
        for rows in found.steps.values()
    )
    assert found.version == 1
    organizations.delete(shipped, "SME")
    assert not load_shipped(shipped, load_definitions())
    assert [row.organization_id for row in organizations.list_all(shipped)] == ["RETAIL"]


def test_of_several_who_load_at_once_one_does(database):
    with ThreadPoolExecutor(6) as threads:
        loaded = list(threads.map(lambda _: load_shipped(database, load_definitions()), range(6)))
    assert sorted(loaded) == [False] * 5 + [True]
    assert sum(map(len, read(database).steps.values())) == 69


CREATIONS = {
    "auth method": (lambda db: definitions.create_auth_method(db, method()), "AUTH_METHOD_ALREADY_EXISTS"),
    "operation config": (
        lambda db: definitions.create_operation_config(db, config()),
        "OPERATION_CONFIG_ALREADY_EXISTS",
    ),
    "method config": (
        lambda db: definitions.create_method_config(db, limit()),
        "OPERATION_METHOD_CONFIG_ALREADY_EXISTS",
    ),
    "step definition": (lambda db: definitions.create_step_definition(db, step()), "STEP_DEFINITION_ALREADY_EXISTS"),
    "organization": (lambda db: organizations.create(db, organization()), "ORGANIZATION_ALREADY_EXISTS"),
}


@pytest.mark.parametrize(("create", "code"), CREATIONS.values(), ids=CREATIONS)
def test_what_is_created_grows_the_version_and_cannot_be_created_again(shipped, create, code):
    before = version(shipped)
    create(shipped)
    assert version(shipped) == before + 1
    with pytest.raises(Refused) as refused:
        create(shipped)
    assert refused.value.reason == code
    assert version(shipped) == before + 1


DELETIONS = {
    "auth method": (definitions.create_auth_method, method(), definitions.delete_auth_method, ("HW",), "AUTH_METHOD"),
    "operation config": (
        definitions.create_operation_config,
        config(),
        definitions.delete_operation_config,
        ("transfer",),
        "OPERATION_CONFIG",
    ),
    "method config": (
        definitions.create_method_config,
        limit(),
        definitions.delete_method_config,
        ("login", "SMS_KEY"),
        "OPERATION_METHOD_CONFIG",
    ),
    "step definition": (
        definitions.create_step_definition,
        step(),
        definitions.delete_step_definition,
        (1000,),
        "STEP_DEFINITION",
    ),
    "organization": (
        organizations.create,
        organization(),
        organizations.delete,
        ("FARM",),
        "ORGANIZATION",
    ),
}


@pytest.mark.parametrize(("create", "row", "delete", "key", "subject"), DELETIONS.values(), ids=DELETIONS)
def test_what_is_deleted_is_gone_and_cannot_be_deleted_again(shipped, create, row, delete, key, subject):
    create(shipped, type(row)(**row.model_dump()))
    before = version(shipped)
    delete(shipped, *key)
    assert version(shipped) == before + 1
    with pytest.raises(Refused) as refused:
        delete(shipped, *key)
    assert refused.value.reason == f"{subject}_NOT_FOUND"
    assert version(shipped) == before + 1


def test_what_is_unknown_is_not_read(shipped):
    for ask, key, code in (
        (definitions.operation_config, ("none",), "OPERATION_CONFIG_NOT_FOUND"),
        (definitions.method_config, ("login", "CONSENT"), "OPERATION_METHOD_CONFIG_NOT_FOUND"),
        (organizations.get, ("none",), "ORGANIZATION_NOT_FOUND"),
    ):
        with pytest.raises(Refused) as refused:
            ask(shipped, *key)
        assert refused.value.reason == code


def test_a_method_limit_needs_its_operation_and_its_method(shipped):
    for row, code in (
        (limit(operation_name="none"), "OPERATION_CONFIG_NOT_FOUND"),
        (limit(auth_method="NONE"), "AUTH_METHOD_NOT_FOUND"),
    ):
        with pytest.raises(Refused) as refused:
            definitions.create_method_config(shipped, row)
        assert refused.value.reason == code


@pytest.mark.parametrize(
    "values",
    [
        {"check_user_prefs": True},
        {"check_user_prefs": True, "user_prefs_column": 0},
        {"check_user_prefs": True, "user_prefs_column": 6},
        {"check_auth_fails": True},
    ],
)
def test_a_method_that_could_not_work_is_refused(shipped, values):
    with pytest.raises(Refused) as refused:
        definitions.create_auth_method(shipped, method(**values))
    assert refused.value.reason == "CONFIGURATION_INVALID"


def test_what_is_referenced_is_not_deleted(shipped):
    definitions.create_auth_method(shipped, method())
    definitions.create_method_config(shipped, limit(auth_method="HW"))
    with shipped.write() as session:
        operations.insert(session, operation(operation_name="login", organization_id="SME"))
    for delete, key in (
        (definitions.delete_auth_method, "SMS_KEY"),  # steps name it
        (definitions.delete_auth_method, "HW"),  # a limit names it
        (definitions.delete_operation_config, "login"),
        (organizations.delete, "SME"),
    ):
        with pytest.raises(Refused) as refused:
            delete(shipped, key)
        assert refused.value.reason == "DEFINITION_IN_USE"
    definitions.delete_method_config(shipped, "login", "HW")
    definitions.delete_auth_method(shipped, "HW")


def test_an_operations_limits_go_with_its_configuration(shipped):
    definitions.create_operation_config(shipped, config("transfer"))
    definitions.create_method_config(shipped, limit("transfer", most=1))
    assert read(shipped).limits == {("transfer", "SMS_KEY"): 1}
    definitions.delete_operation_config(shipped, "transfer")
    assert read(shipped).limits == {}


def test_everything_is_read_as_it_was_created(shipped):
    definitions.create_operation_config(shipped, config(expiration_time=7, afs_enabled=True, afs_config_id="afs"))
    definitions.create_step_definition(shipped, step(2**62, response_priority=2**61, response_auth_method="CONSENT"))
    organizations.create(shipped, organization(display_name_key="organization.farm", is_default=True))
    assert definitions.operation_config(shipped, "transfer") == config(
        expiration_time=7, afs_enabled=True, afs_config_id="afs"
    )
    [found] = read(shipped).steps["transfer"]
    assert (found.step_definition_id, found.response_priority) == (2**62, 2**61)
    assert organizations.get(shipped, "FARM").is_default
    assert [row.operation_name for row in definitions.operation_configs(shipped)] == [
        "authorize_payment",
        "authorize_payment_sca",
        "login",
        "login_sca",
        "transfer",
    ]
    assert [row.organization_id for row in organizations.list_all(shipped)] == ["RETAIL", "SME", "FARM"]


def test_changes_at_once_all_count(shipped):
    def create(number):
        organizations.create(shipped, organization(f"ORG{number}"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(create, range(20)))
    assert version(shipped) == 21
    assert len(organizations.list_all(shipped)) == 22


def test_of_creations_at_once_one_wins(shipped):
    def create(_):
        try:
            organizations.create(shipped, organization("RACE"))
        except Refused as refused:
            return refused.reason
        return "created"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(create, range(16)))
    assert sorted(outcomes) == ["ORGANIZATION_ALREADY_EXISTS"] * 15 + ["created"]


def test_of_steps_that_contradict_each_other_one_wins_also_at_once(shipped):
    def create(number):
        one = step(
            number,
            operation_type="UPDATE",
            request_auth_method="SMS_KEY",
            request_auth_step_result="CONFIRMED",
            response_result="DONE",
        )
        try:
            definitions.create_step_definition(shipped, one)
        except Refused as refused:
            return refused.reason
        return "created"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(create, range(2000, 2016)))
    assert sorted(outcomes) == ["CONFIGURATION_INVALID"] * 15 + ["created"]


def test_an_organization_may_be_left_out(shipped):
    with shipped.read() as session:
        organizations.check(session, None)
        organizations.check(session, "RETAIL")
        with pytest.raises(Refused) as refused:
            organizations.check(session, "NONE")
    assert refused.value.reason == "ORGANIZATION_NOT_FOUND"
