"""Users' contacts: create, list, change, delete (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.identities.contacts import SaidContact
from api.http.schema import Boolean, List, String, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import SaidContactSchema, UserContactDetail, UserIdRequest
from api.services import services
from config.identity_vocabulary import ContactType

_TAG = "User contacts"
_MISSING = ("USER_IDENTITY_NOT_FOUND", "SERVICE_UNAVAILABLE")


class UserContactRequest(UserIdRequest, SaidContactSchema):
    """A contact of a user's."""


class UserContactNameRequest(UserIdRequest):
    """A contact by its user, its name and its type."""

    contact_name = name(required=True)
    contact_type = Word(ContactType, required=True)


class UserContactName(NextStepSchema):
    """Which contact it was."""

    user_id = String()
    contact_name = String()
    contact_type = Word(ContactType)


class UserContact(UserContactName):
    """A contact as it is now."""

    contact_value = String()
    primary = Boolean()


class UserContactsSchema(NextStepSchema):
    """A user's contacts, by name and type."""

    user_id = String()
    contacts = List(fields.Nested(UserContactDetail))


@api.endpoint(
    "POST /user/contact",
    tag=_TAG,
    request=UserContactRequest(),
    answer=UserContact(),
    errors=("USER_CONTACT_ALREADY_EXISTS", *_MISSING),
)
def create_user_contact(new: dict[str, Any]) -> Any:
    """Create a contact of a user's."""
    services().identities.contacts.create(new["user_id"], _said(new))
    return UserContact().dump(new)


@api.endpoint(
    "POST /user/contact/list",
    "GET /user/contact",
    tag=_TAG,
    request=UserIdRequest(),
    answer=UserContactsSchema(),
    errors=_MISSING,
)
def list_user_contacts(body: dict[str, Any]) -> Any:
    """List a user's contacts."""
    found = services().identities.contacts.list_of(body["user_id"])
    return UserContactsSchema().dump({**body, "contacts": found})


@api.endpoint(
    "PUT /user/contact",
    "POST /user/contact/update",
    tag=_TAG,
    request=UserContactRequest(),
    answer=UserContact(),
    errors=("USER_CONTACT_NOT_FOUND", *_MISSING),
)
def update_user_contact(changes: dict[str, Any]) -> Any:
    """Change the value of a contact, and whether it is primary."""
    services().identities.contacts.update(changes["user_id"], _said(changes))
    return UserContact().dump(changes)


@api.endpoint(
    "POST /user/contact/delete",
    tag=_TAG,
    request=UserContactNameRequest(),
    answer=UserContactName(),
    errors=("USER_CONTACT_NOT_FOUND", *_MISSING),
)
def delete_user_contact(body: dict[str, Any]) -> Any:
    """Delete a contact."""
    services().identities.contacts.delete(body["user_id"], body["contact_name"], body["contact_type"])
    return UserContactName().dump(body)


def _said(contact: dict[str, Any]) -> SaidContact:
    return SaidContact(contact["contact_name"], contact["contact_type"], contact["contact_value"], contact["primary"])
