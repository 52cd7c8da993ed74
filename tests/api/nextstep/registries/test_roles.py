"""Roles are created once, listed, and deleted unless somebody has or had them."""

import pytest

from tests.e2e.client import unique


def new_role(nextstep, **members):
    return nextstep.ok("POST", "/role", {"roleName": unique("role"), **members})


def test_a_role_is_created_listed_and_deleted(nextstep):
    role = new_role(nextstep, description="Serves customers")
    assert role["description"] == "Serves customers"
    assert nextstep.refused("POST", "/role", role) == "ROLE_ALREADY_EXISTS"
    got = nextstep.ok("GET", "/role")
    assert got == nextstep.ok("POST", "/role/list", {})
    [found] = [one for one in got["roles"] if one["roleName"] == role["roleName"]]
    assert found.pop("timestampCreated")
    assert found == {**role, "timestampLastUpdated": None}
    asked = {"roleName": role["roleName"]}
    assert nextstep.ok("POST", "/role/delete", asked) == asked
    assert nextstep.refused("POST", "/role/delete", asked) == "ROLE_NOT_FOUND"
    assert nextstep.ok("POST", "/role", asked) == {**asked, "description": None}


@pytest.mark.parametrize("status", ["ACTIVE", "REMOVED"])
def test_a_role_that_somebody_has_or_had_is_not_deleted(nextstep, sql, status):
    asked = {"roleName": new_role(nextstep)["roleName"]}
    sql(
        "INSERT INTO user_role (user_id, role_name, user_role_status, created_ms) VALUES (:user, :role, :status, 1)",
        user=unique(),
        role=asked["roleName"],
        status=status,
    )
    assert nextstep.refused("POST", "/role/delete", asked) == "DELETE_NOT_ALLOWED"


@pytest.mark.parametrize("name", [None, "x", "x" * 257])
def test_a_role_has_a_name_of_2_to_256_characters(nextstep, name):
    assert nextstep.refused("POST", "/role", {"roleName": name}) == "REQUEST_VALIDATION_FAILED"
