"""Users' roles: give and take (`nextstep.md` §1.3, §6)."""

from typing import Any

from api.http.schema import String, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import UserIdRequest
from api.services import services
from config.identity_vocabulary import EntityStatus

_TAG = "User roles"


class UserRoleRequest(UserIdRequest):
    """A role of a user's."""

    role_name = name(required=True)


class UserRole(NextStepSchema):
    """Whether the user has the role."""

    user_id = String()
    role_name = String()
    user_role_status = Word(EntityStatus)


@api.endpoint(
    "POST /user/role",
    tag=_TAG,
    request=UserRoleRequest(),
    answer=UserRole(),
    errors=("USER_IDENTITY_NOT_FOUND", "USER_ROLE_ALREADY_ASSIGNED", "SERVICE_UNAVAILABLE"),
)
def add_user_role(body: dict[str, Any]) -> Any:
    """Give a user a role."""
    services().identities.roles.add(body["user_id"], body["role_name"])
    return UserRole().dump({**body, "user_role_status": EntityStatus.ACTIVE})


@api.endpoint(
    "POST /user/role/remove",
    tag=_TAG,
    request=UserRoleRequest(),
    answer=UserRole(),
    errors=("USER_IDENTITY_NOT_FOUND", "USER_ROLE_NOT_ASSIGNED", "SERVICE_UNAVAILABLE"),
)
def remove_user_role(body: dict[str, Any]) -> Any:
    """Take a role from a user."""
    services().identities.roles.remove(body["user_id"], body["role_name"])
    return UserRole().dump({**body, "user_role_status": EntityStatus.REMOVED})
