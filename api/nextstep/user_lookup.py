"""Users looked up by what they have (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.identities.lookup import Wanted
from activities.store.user_lookup import Filter
from api.http.schema import List, String, Word
from api.http.times import Time
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import identifier, name
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import UserDetailSchema, user_members
from api.services import services
from config.identity_vocabulary import CredentialStatus, UserIdentityStatus

_TAG = "Users"
_ERRORS = ("USER_IDENTITY_NOT_FOUND", "INVALID_CONFIGURATION", "ENCRYPTION_FAILED", "SERVICE_UNAVAILABLE")


class LookupUsersRequest(NextStepSchema):
    """By what users are looked up, and what else holds for them."""

    created_start_date = Time()
    created_end_date = Time()
    user_identity_status = Word(UserIdentityStatus)
    roles = List(name(), load_default=list)
    username = String(min=1)
    credential_name = name()
    credential_status = Word(CredentialStatus)


class LookupUserRequest(NextStepSchema):
    """A user name, and the definition that it belongs to."""

    username = String(min=1, required=True)
    credential_name = name(required=True)
    operation_id = identifier()


class LookupUsersResponse(NextStepSchema):
    """The users that were found, 1,000 at most."""

    users = List(fields.Nested(UserDetailSchema))


class LookupUserResponse(NextStepSchema):
    """The user that was found."""

    user = fields.Nested(UserDetailSchema)


@api.endpoint(
    "POST /user/lookup",
    tag=_TAG,
    request=LookupUsersRequest(),
    answer=LookupUsersResponse(),
    errors=_ERRORS,
)
def lookup_users(body: dict[str, Any]) -> Any:
    """Find users by a user name, by the state of a credential, or by when they were created.

    One of `username` with `credentialName`; `credentialName` with `credentialStatus`; `createdStartDate`, `createdEndDate`
    or both. `userIdentityStatus` (else any but `REMOVED`) and `roles` (all of them) hold besides. At most 1,000 are answered:
    by dates the oldest, so that the next begin at the last one's `timestampCreated`; by a credential's state the first by
    their ids.
    """
    criteria = Wanted(
        username=body.get("username"),
        credential_name=body.get("credential_name"),
        credential_status=body.get("credential_status"),
        since_ms=body.get("created_start_date"),
        until_ms=body.get("created_end_date"),
    )
    only = Filter(body.get("user_identity_status"), body["roles"])
    found = services().identities.lookup.find_all(criteria, only)
    return LookupUsersResponse().dump({"users": [user_members(one) for one in found]})


@api.endpoint(
    "POST /user/lookup/single",
    tag=_TAG,
    request=LookupUserRequest(),
    answer=LookupUserResponse(),
    errors=_ERRORS,
)
def lookup_user(body: dict[str, Any]) -> Any:
    """Find the user whose user name it is, in whatever case."""
    found = services().identities.lookup.find_one(body["username"], body["credential_name"], body.get("operation_id"))
    return LookupUserResponse().dump({"user": user_members(found)})
