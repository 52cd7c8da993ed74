"""What is said of users in requests, and told of them in answers (`nextstep.md` §0.3, §1.3)."""

from typing import Any

from marshmallow import fields

from activities.identities.contacts import SaidContact
from api.http.schema import Boolean, Dict, String, Word
from api.http.times import Time
from api.http.user_id import UserId
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


def said_contacts(loaded: list[dict[str, Any]] | None) -> list[SaidContact] | None:
    """The contacts that a request says, if it does."""
    return None if loaded is None else [SaidContact(**one) for one in loaded]


def render_status(user_id: str, status: UserIdentityStatus) -> dict[str, Any]:
    """By `UserStatus`."""
    return {"userId": user_id, "userIdentityStatus": status.value}
