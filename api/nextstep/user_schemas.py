"""What is said of users in requests, and told of them in answers (`nextstep.md` §0.3, §1.3)."""

from typing import Any

from marshmallow import fields

from activities.credentials.new_credential import NewCredential
from activities.identities.contacts import SaidContact
from activities.identities.details import UserDetail
from api.http.schema import Boolean, Dict, List, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from api.nextstep.credential_schemas import CredentialDetailSchema, members, new_credential
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from config.identity_vocabulary import ContactType, UserIdentityStatus

_EXTRAS = 50


def extras() -> Dict:
    """The bank's own JSON, by key."""
    return Dict(String(), fields.Raw(allow_none=True), max=_EXTRAS)


class UserIdRequest(NextStepSchema):
    """A user by the id."""

    user_id = UserId(required=True)


class SaidContactSchema(NextStepSchema):
    """A telephone number or an address; of each type the one that was last said to be primary is."""

    contact_name = name(required=True)
    contact_type = Word(ContactType, required=True)
    contact_value = name(required=True)
    primary = Boolean(load_default=False)


class UserStatus(NextStepSchema):
    """A user's state."""

    user_id = String()
    user_identity_status = Word(UserIdentityStatus)


class UserContactDetail(NextStepSchema):
    """A contact, and when it was made and changed."""

    contact_name = String()
    contact_type = Word(ContactType)
    contact_value = String()
    primary = Boolean()
    timestamp_created = Time(attribute="created_ms")
    timestamp_last_updated = Time(attribute="updated_ms", allow_none=True)


class UserBase(UserStatus):
    """A user with roles and contacts."""

    extras = extras()
    roles = List(name())
    contacts = List(fields.Nested(UserContactDetail))


class UserDetailSchema(UserBase):
    """A user, and when it was made and changed."""

    credentials = List(fields.Nested(CredentialDetailSchema))
    timestamp_created = Time()
    timestamp_last_updated = Time(allow_none=True)


def said_contacts(contacts: list[dict[str, Any]] | None) -> list[SaidContact] | None:
    """The contacts that a request says, if it does."""
    return None if contacts is None else [SaidContact(**one) for one in contacts]


def said_credentials(credentials: list[dict[str, Any]] | None) -> list[NewCredential] | None:
    """The credentials that a request says, if it does."""
    return None if credentials is None else [new_credential(one) for one in credentials]


def user_members(detail: UserDetail) -> dict[str, Any]:
    """What a schema of an answer dumps."""
    user = detail.user
    return {
        "user_id": user.user_id,
        "user_identity_status": user.status,
        "extras": user.extras,
        "roles": detail.roles,
        "contacts": detail.contacts,
        "credentials": [members(one) for one in detail.credentials],
        "timestamp_created": user.created_ms,
        "timestamp_last_updated": user.updated_ms,
    }


def render_status(user_id: str, status: UserIdentityStatus) -> Any:
    """By `UserStatus`."""
    return UserStatus().dump({"user_id": user_id, "user_identity_status": status})
