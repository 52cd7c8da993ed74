"""Authentication methods as administrators see them."""

from typing import Any

from marshmallow import fields

from activities.store import definitions
from activities.store.definitions import StoredMethod
from activities.store.tables import AuthMethodRow
from api.http.schema import Boolean, Integer, List, String, Word
from api.nextstep.blueprint import api
from api.nextstep.schema import Empty, NextStepSchema
from api.services import services
from config.vocabulary import AuthMethod, Role

_TAG = "Authentication methods"
MAX_INT = 2**31 - 1


class AuthMethodDetail(NextStepSchema):
    """An authentication method: whether it has a page, is a matter of the user's preference, and how often it may fail."""

    auth_method = Word(AuthMethod, plain=True, required=True)
    has_user_interface = Boolean(required=True)
    display_name_key = String(min=1, allow_none=True)
    order_number = Integer(min=1, max=MAX_INT, required=True)
    check_user_prefs = Boolean(required=True)
    user_prefs_column = Integer(min=1, max=MAX_INT, allow_none=True)
    user_prefs_default = Boolean(allow_none=True)
    check_auth_fails = Boolean(required=True)
    max_auth_fails = Integer(min=1, max=MAX_INT, allow_none=True)
    has_mobile_token = Boolean(required=True)


class AuthMethodRequest(NextStepSchema):
    """A method by its name."""

    auth_method = Word(AuthMethod, plain=True, required=True)


class AuthMethodsResponse(NextStepSchema):
    """All methods."""

    auth_methods = List(fields.Nested(AuthMethodDetail))


@api.endpoint(
    "POST /auth-method/list",
    "GET /auth-method",
    tag=_TAG,
    request=Empty(),
    answer=AuthMethodsResponse(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def list_auth_methods(_: dict[str, Any]) -> dict[str, Any]:
    """List the methods that the server supports, in their order."""
    found = services()
    with found.database.read() as session:
        return {"authMethods": [render_auth_method(row) for row in found.flows.methods(session)]}


@api.endpoint(
    "POST /auth-method",
    tag=_TAG,
    role=Role.ADMIN,
    request=AuthMethodDetail(),
    answer=AuthMethodDetail(),
    errors=("AUTH_METHOD_ALREADY_EXISTS", "INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def create_auth_method(new: dict[str, Any]) -> dict[str, Any]:
    """Create a method."""
    return render_auth_method(definitions.create_auth_method(services().database, AuthMethodRow(**new)))


@api.endpoint(
    "POST /auth-method/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=AuthMethodRequest(),
    answer=AuthMethodRequest(),
    errors=("AUTH_METHOD_NOT_FOUND", "DELETE_NOT_ALLOWED", "SERVICE_UNAVAILABLE"),
)
def delete_auth_method(body: dict[str, Any]) -> dict[str, Any]:
    """Delete a method that no step names."""
    definitions.delete_auth_method(services().database, body["auth_method"])
    return {"authMethod": body["auth_method"]}


def render_auth_method(method: AuthMethodRow | StoredMethod) -> dict[str, Any]:
    """`AuthMethodDetail`."""
    dumped: dict[str, Any] = AuthMethodDetail().dump(method)
    return dumped
