"""Users: create, change, read, block, unblock, remove (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields, validate

from activities.identities.users import NewUser, UserChange
from api.http.schema import List, Stated, Word
from api.http.user_id import UserId
from api.nextstep.blueprint import api
from api.nextstep.credential_schemas import CredentialSecretDetail, NewCredentialSchema, UpdatedCredential
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import (
    SaidContactSchema,
    UserBase,
    UserDetailSchema,
    UserIdRequest,
    UserStatus,
    extras,
    render_status,
    said_contacts,
    said_credentials,
    user_members,
)
from api.services import services
from config.identity_vocabulary import UserIdentityStatus

_TAG = "Users"
_MISSING = ("USER_IDENTITY_NOT_FOUND", "SERVICE_UNAVAILABLE")
_CREDENTIALS = (
    "CREDENTIAL_DEFINITION_NOT_FOUND",
    "CREDENTIAL_VALIDATION_FAILED",
    "INVALID_CONFIGURATION",
    "ENCRYPTION_FAILED",
)
# Each costs a hash.
MOST_CREDENTIALS = 20


class CreateUserRequestSchema(UserIdRequest):
    """A new user, or a removed one again."""

    extras = extras()
    roles = List(name(), load_default=list)
    contacts = List(fields.Nested(SaidContactSchema), load_default=list)
    credentials = List(fields.Nested(NewCredentialSchema), load_default=list, max=MOST_CREDENTIALS)


class UpdateUserRequestSchema(UserIdRequest):
    """What is to be otherwise: members left out stay as they are, lists replace what was there."""

    user_identity_status = Word(UserIdentityStatus)
    extras = extras()
    roles = List(name())
    contacts = List(fields.Nested(SaidContactSchema))
    credentials = List(fields.Nested(UpdatedCredential), max=MOST_CREDENTIALS)


class UserDetailRequest(UserIdRequest):
    """Which user."""

    credential_name = name()
    include_removed = Stated()


class UpdateUsersRequest(NextStepSchema):
    """One state for many users."""

    user_ids = List(UserId(), required=True, validate=[validate.Length(min=1)])
    user_identity_status = Word(UserIdentityStatus, required=True)


class UserAnswer(UserBase):
    """A user as it is now; of its credentials those values are told that were generated."""

    credentials = List(fields.Nested(CredentialSecretDetail))


class UsersStatus(NextStepSchema):
    """The users that there are of those named, and their state now."""

    user_ids = List(UserId())
    user_identity_status = Word(UserIdentityStatus)


@api.endpoint(
    "POST /user",
    tag=_TAG,
    request=CreateUserRequestSchema(),
    answer=UserAnswer(),
    errors=("USER_IDENTITY_ALREADY_EXISTS", *_CREDENTIALS, "SERVICE_UNAVAILABLE"),
)
def create_user(new: dict[str, Any]) -> Any:
    """Create a user; one that was removed is created again, with nothing of what it had."""
    user = NewUser(
        new["user_id"],
        new.get("extras", {}),
        new["roles"],
        said_contacts(new["contacts"]) or [],
        said_credentials(new["credentials"]) or [],
    )
    return UserAnswer().dump(user_members(services().identities.users.create(user)))


@api.endpoint(
    "PUT /user",
    "POST /user/update",
    tag=_TAG,
    request=UpdateUserRequestSchema(),
    answer=UserAnswer(),
    errors=(*_CREDENTIALS, *_MISSING),
)
def update_user(changes: dict[str, Any]) -> Any:
    """Change a user; one that was removed is found only with a `userIdentityStatus`."""
    change = UserChange(
        changes["user_id"],
        changes.get("user_identity_status"),
        changes.get("extras"),
        changes.get("roles"),
        said_contacts(changes.get("contacts")),
        said_credentials(changes.get("credentials")),
    )
    return UserAnswer().dump(user_members(services().identities.users.update(change)))


@api.endpoint(
    "POST /user/detail",
    "GET /user/detail",
    tag=_TAG,
    request=UserDetailRequest(),
    answer=UserDetailSchema(),
    errors=("CREDENTIAL_DEFINITION_NOT_FOUND", "INVALID_CONFIGURATION", "ENCRYPTION_FAILED", *_MISSING),
)
def read_user(body: dict[str, Any]) -> Any:
    """Read a user."""
    found = services().identities.users.detail(
        body["user_id"], body.get("credential_name"), include_removed=body["include_removed"]
    )
    return UserDetailSchema().dump(user_members(found))


@api.endpoint(
    "PUT /user/multi",
    "POST /user/update/multi",
    tag=_TAG,
    request=UpdateUsersRequest(),
    answer=UsersStatus(),
    errors=_MISSING,
)
def update_users(body: dict[str, Any]) -> Any:
    """Give many users one state; ids of nobody are passed over."""
    changed = services().identities.users.change_states(body["user_ids"], body["user_identity_status"])
    return UsersStatus().dump({**body, "user_ids": changed})


@api.endpoint("POST /user/delete", tag=_TAG, request=UserIdRequest(), answer=UserStatus(), errors=_MISSING)
def delete_user(body: dict[str, Any]) -> Any:
    """Remove a user, with credentials and one-time passwords; its user names are free for others."""
    return render_status(body["user_id"], services().identities.users.delete(body["user_id"]))


@api.endpoint(
    "POST /user/block",
    tag=_TAG,
    request=UserIdRequest(),
    answer=UserStatus(),
    errors=("USER_IDENTITY_NOT_ACTIVE", *_MISSING),
)
def block_user(body: dict[str, Any]) -> Any:
    """Block an active user, who cannot authenticate then."""
    return render_status(body["user_id"], services().identities.users.block(body["user_id"]))


@api.endpoint(
    "POST /user/unblock",
    tag=_TAG,
    request=UserIdRequest(),
    answer=UserStatus(),
    errors=("USER_IDENTITY_NOT_BLOCKED", *_MISSING),
)
def unblock_user(body: dict[str, Any]) -> Any:
    """Unblock a blocked user."""
    return render_status(body["user_id"], services().identities.users.unblock(body["user_id"]))
