"""Accounts and the applications that they manage, for administrators (`mobile-and-cloud.md` §3.1, §3.2)."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates

from activities.accounts.accounts import Account, AccountCredentials
from api.cloud.blueprint import api
from api.cloud.schema import CloudSchema, name
from api.http.errors import Denied
from api.http.schema import Boolean, List, String, Word
from api.services import services
from config.actors import is_actor
from config.vocabulary import Role

_TAG = "System Users"
_ERRORS = ("ERROR_ADMIN",)


class CreateUserRequest(CloudSchema):
    """A user to be created: an integration user (`ROLE_USER`, the default), or one who administers as a reader (`ROLE_READER`),
    an operator (`ROLE_OPERATOR`) or an administrator (`ROLE_ADMIN`).
    """

    username = name(required=True)

    @validates("username")
    def _is_nobody_elses(self, value: str, **_: object) -> None:
        if is_actor(value):
            raise ValidationError("The audit calls somebody else so.")

    role = List(Word(Role), load_default=lambda: [Role.USER], validate=[validate.Length(equal=1)])


class UpdateUserRequest(CloudSchema):
    """Whether the user is let in."""

    enabled = Boolean(required=True)


class UserSchema(CloudSchema):
    """A user, and the ids of the applications that it manages."""

    username = String()
    enabled = Boolean()
    role = List(Word(Role))
    applications = List(String())


class UserCredentials(UserSchema):
    """A user with a new password. It is answered this once: nobody can read it again, only reset it."""

    password = String()


class UserList(CloudSchema):
    """All users, by name."""

    users = List(fields.Nested(UserSchema))


@api.endpoint(
    "POST /admin/users",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=CreateUserRequest(),
    answer=UserCredentials(),
    errors=_ERRORS,
)
def create_user(new: dict[str, Any]) -> dict[str, Any]:
    """Create a user, and learn its generated password."""
    return _credentials(services().accounts.create(new["username"], new["role"][0]))


@api.endpoint("GET /admin/users", tag=_TAG, role=Role.READER, answer=UserList())
def get_user_list() -> dict[str, Any]:
    """List the users."""
    return {"users": [_user(one) for one in services().accounts.list_accounts()]}


@api.endpoint("GET /admin/users/<username>", tag=_TAG, role=Role.READER, answer=UserSchema(), errors=_ERRORS)
def get_user(username: str) -> dict[str, Any]:
    """Read a user."""
    return _user(services().accounts.get(username))


@api.endpoint(
    "PUT /admin/users/<username>",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=UpdateUserRequest(),
    answer=UserSchema(),
    errors=_ERRORS,
)
def update_user(change: dict[str, Any], username: str) -> dict[str, Any]:
    """Enable or disable a user; the last enabled administrator stays."""
    return _user(services().accounts.enable(username, enabled=change["enabled"]))


@api.endpoint("DELETE /admin/users/<username>", tag=_TAG, role=Role.ADMIN, four_eyes=True, errors=_ERRORS)
def delete_user(username: str) -> None:
    """Remove a user; the last enabled administrator stays."""
    services().accounts.remove(username)


@api.endpoint(
    "POST /admin/users/<username>/password",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    answer=UserCredentials(),
    errors=_ERRORS,
)
def reset_password(username: str) -> dict[str, Any]:
    """Give a user a new generated password; the former one holds no longer."""
    return _credentials(services().accounts.reset_password(username))


@api.endpoint(
    "POST /admin/users/<username>/applications/<app_id>",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    answer=UserSchema(),
    errors=_ERRORS,
)
def add_app_access_to_user(username: str, app_id: str) -> dict[str, Any]:
    """Let an integration user manage an application; repeatable."""
    return _user(services().accounts.assign(username, app_id))


@api.endpoint(
    "GET /admin/users/<username>/applications/<app_id>", tag=_TAG, role=Role.READER, answer=UserSchema(), errors=_ERRORS
)
def get_app_access_of_user(username: str, app_id: str) -> dict[str, Any]:
    """Read a user that manages an application; refused where it does not."""
    account = services().accounts.get(username)
    if app_id not in account.applications:
        raise Denied("ERROR_ADMIN", "The user does not manage this application")
    return _user(account)


@api.endpoint(
    "DELETE /admin/users/<username>/applications/<app_id>",
    tag=_TAG,
    role=Role.ADMIN,
    answer=UserSchema(),
    errors=_ERRORS,
)
def remove_app_access_from_user(username: str, app_id: str) -> dict[str, Any]:
    """No longer let a user manage an application; repeatable."""
    return _user(services().accounts.withdraw(username, app_id))


def _user(account: Account) -> dict[str, Any]:
    return {
        "username": account.username,
        "enabled": account.enabled,
        "role": [account.role],
        "applications": list(account.applications),
    }


def _credentials(credentials: AccountCredentials) -> dict[str, Any]:
    return {**_user(credentials.account), "password": credentials.password}
