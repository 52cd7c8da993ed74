"""Roles that users may have (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.store import roles
from api.http.schema import List
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import Stamped, description
from api.nextstep.schema import Empty, NextStepSchema
from api.services import services
from config.vocabulary import Role

_TAG = "Roles"


class RoleRequest(NextStepSchema):
    """A role by its name."""

    role_name = name(required=True)


class RoleSchema(RoleRequest):
    """A role."""

    description = description()


class RoleDetail(RoleSchema, Stamped):
    """A role, and when it was created."""


class Roles(NextStepSchema):
    """All roles, by name."""

    roles = List(fields.Nested(RoleDetail))


@api.endpoint(
    "POST /role",
    tag=_TAG,
    role=Role.ADMIN,
    request=RoleSchema(),
    answer=RoleSchema(),
    errors=("ROLE_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_role(new: dict[str, Any]) -> Any:
    """Create a role."""
    return RoleSchema().dump(roles.create(services().database, new["role_name"], new["description"]).model_dump())


@api.endpoint(
    "POST /role/list",
    "GET /role",
    tag=_TAG,
    request=Empty(),
    answer=Roles(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_roles(_: dict[str, Any]) -> Any:
    """List the roles, by name."""
    return Roles().dump({"roles": [row.model_dump() for row in roles.list_all(services().database)]})


@api.endpoint(
    "POST /role/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=RoleRequest(),
    answer=RoleRequest(),
    errors=("ROLE_NOT_FOUND", "DELETE_NOT_ALLOWED", "SERVICE_UNAVAILABLE"),
)
def delete_role(body: dict[str, Any]) -> Any:
    """Delete a role that no user has, or ever had."""
    roles.delete(services().database, body["role_name"])
    return RoleRequest().dump(body)
