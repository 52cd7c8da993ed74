"""Users' other names: create, list, change, delete (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from api.http.schema import List, Stated, String, Word
from api.http.times import Time
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import UserIdRequest, extras
from api.services import services
from config.identity_vocabulary import EntityStatus

_TAG = "User aliases"
_MISSING = ("USER_IDENTITY_NOT_FOUND", "SERVICE_UNAVAILABLE")


class UserAliasNameRequest(UserIdRequest):
    """An alias by its user and its name."""

    alias_name = name(required=True)


class CreateUserAliasRequest(UserAliasNameRequest):
    """A new alias of a user's."""

    alias_value = name(required=True)
    extras = extras()


class UpdateUserAliasRequest(CreateUserAliasRequest):
    """What an alias is from now on; without `extras` and `userAliasStatus` these stay as they are."""

    user_alias_status = Word(EntityStatus)


class UserAliasesRequest(UserIdRequest):
    """Whose aliases."""

    include_removed = Stated()


class UserAliasStatus(NextStepSchema):
    """The state of an alias."""

    user_id = String()
    alias_name = String()
    user_alias_status = Word(EntityStatus)


class UserAlias(NextStepSchema):
    """An alias as it is now."""

    user_id = String()
    alias_name = String()
    alias_value = String()
    extras = extras()
    user_alias_status = Word(EntityStatus)


class UserAliasDetail(NextStepSchema):
    """An alias, and when it was made and changed."""

    alias_name = String()
    alias_value = String()
    user_alias_status = Word(EntityStatus)
    extras = extras()
    timestamp_created = Time(attribute="created_ms")
    timestamp_last_updated = Time(attribute="updated_ms", allow_none=True)


class UserAliasesSchema(NextStepSchema):
    """A user's aliases, by name."""

    user_id = String()
    aliases = List(fields.Nested(UserAliasDetail))


@api.endpoint(
    "POST /user/alias",
    tag=_TAG,
    request=CreateUserAliasRequest(),
    answer=UserAlias(),
    errors=("USER_ALIAS_ALREADY_EXISTS", *_MISSING),
)
def create_user_alias(new: dict[str, Any]) -> Any:
    """Create an alias of a user's, or create a removed one again."""
    created = services().identities.aliases.create(
        new["user_id"], new["alias_name"], new["alias_value"], new.get("extras", {})
    )
    return UserAlias().dump(created)


@api.endpoint(
    "POST /user/alias/list",
    "GET /user/alias",
    tag=_TAG,
    request=UserAliasesRequest(),
    answer=UserAliasesSchema(),
    errors=_MISSING,
)
def list_user_aliases(body: dict[str, Any]) -> Any:
    """List a user's aliases."""
    found = services().identities.aliases.list_of(body["user_id"], include_removed=body["include_removed"])
    return UserAliasesSchema().dump({**body, "aliases": found})


@api.endpoint(
    "PUT /user/alias",
    "POST /user/alias/update",
    tag=_TAG,
    request=UpdateUserAliasRequest(),
    answer=UserAlias(),
    errors=("USER_ALIAS_NOT_FOUND", *_MISSING),
)
def update_user_alias(changes: dict[str, Any]) -> Any:
    """Change an alias; one that was removed is found only with a `userAliasStatus`."""
    updated = services().identities.aliases.update(
        changes["user_id"],
        changes["alias_name"],
        changes["alias_value"],
        changes.get("extras"),
        changes.get("user_alias_status"),
    )
    return UserAlias().dump(updated)


@api.endpoint(
    "POST /user/alias/delete",
    tag=_TAG,
    request=UserAliasNameRequest(),
    answer=UserAliasStatus(),
    errors=("USER_ALIAS_NOT_FOUND", *_MISSING),
)
def delete_user_alias(body: dict[str, Any]) -> Any:
    """Remove an alias; it is listed where removed ones are included."""
    services().identities.aliases.delete(body["user_id"], body["alias_name"])
    return UserAliasStatus().dump({**body, "user_alias_status": EntityStatus.REMOVED})
