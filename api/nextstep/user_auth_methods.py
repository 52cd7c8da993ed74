"""A user's authentication methods: list, enable, disable (document 002; `nextstep.md` §2.2, §2.7)."""

from typing import Any

from marshmallow import fields

from activities.store import user_methods, users
from activities.store.database import Session
from activities.store.user_methods import UserMethod
from api.http.schema import Boolean, Dict, List, String, Word
from api.http.user_id import UserId
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import UserIdentityStatus
from config.vocabulary import AuthMethod
from workflows.operation.client.eligibility import eligibility
from workflows.operation.client.pinned_flows import asked_methods

_TAG = "Authentication methods"
_ERRORS = ("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE")


class UserAuthMethodsRequest(NextStepSchema):
    """Whose methods; without a user, those that anybody has by default."""

    user_id = UserId()


class UpdateAuthMethodRequest(NextStepSchema):
    """Which method of which user, and its configuration (`activationId` of POWERAUTH_TOKEN)."""

    user_id = UserId(required=True)
    auth_method = Word(AuthMethod, plain=True, required=True)
    config = Dict(String(), String(), max=10, load_default=dict)


class EnabledMethodsRequest(NextStepSchema):
    """Which user, in operations of which name."""

    user_id = UserId(required=True)
    operation_name = name(required=True)


class UserAuthMethodDetail(NextStepSchema):
    """A method that is enabled for a user; `config` is null where there is none."""

    user_id = String(allow_none=True)
    auth_method = Word(AuthMethod)
    has_user_interface = Boolean()
    display_name_key = String(allow_none=True)
    has_mobile_token = Boolean()
    config = fields.Dict(keys=String(), values=String(), allow_none=True)


class UserAuthMethodsResponse(NextStepSchema):
    """The user's enabled methods."""

    user_auth_methods = List(fields.Nested(UserAuthMethodDetail))


class EnabledMethodsResponse(NextStepSchema):
    """The user's methods that an operation asks for."""

    user_id = String()
    user_identity_status = Word(UserIdentityStatus, allow_none=True)
    operation_name = String()
    enabled_auth_methods = List(Word(AuthMethod))


@api.endpoint(
    "POST /user/auth-method/list",
    "GET /user/auth-method",
    tag=_TAG,
    request=UserAuthMethodsRequest(),
    answer=UserAuthMethodsResponse(),
    errors=_ERRORS,
)
def list_user_auth_methods(body: dict[str, Any]) -> dict[str, Any]:
    """List the methods that are enabled for a user."""
    with services().database.read() as session:
        return _list(session, body.get("user_id"))


@api.endpoint(
    "POST /user/auth-method",
    tag=_TAG,
    request=UpdateAuthMethodRequest(),
    answer=UserAuthMethodsResponse(),
    errors=_ERRORS,
)
def enable_auth_method(body: dict[str, Any]) -> dict[str, Any]:
    """Enable a method for a user, and list what is enabled now."""
    return _switch(body, on=True)


@api.endpoint(
    "DELETE /user/auth-method",
    "POST /user/auth-method/delete",
    tag=_TAG,
    request=UpdateAuthMethodRequest(),
    answer=UserAuthMethodsResponse(),
    errors=_ERRORS,
)
def disable_auth_method(body: dict[str, Any]) -> dict[str, Any]:
    """Disable a method for a user, and list what is enabled now."""
    return _switch(body, on=False)


@api.endpoint(
    "POST /user/auth-method/enabled/list",
    "GET /user/auth-method/enabled",
    tag=_TAG,
    request=EnabledMethodsRequest(),
    answer=EnabledMethodsResponse(),
    errors=_ERRORS,
)
def list_enabled_methods(body: dict[str, Any]) -> dict[str, Any]:
    """List the user's methods that operations of a name ask for."""
    found = services()
    with found.database.read() as session:
        known = found.flows.definitions(session)
        theirs = eligibility(session, known.methods, found.registrations, body["user_id"])
        asked = asked_methods(known, body["operation_name"])
        status = users.find_status(session, body["user_id"])
    enabled = [
        method
        for method in theirs.enabled or ()
        if method in asked and (method != AuthMethod.POWERAUTH_TOKEN or theirs.mobile_token)
    ]
    return {
        "userId": body["user_id"],
        "userIdentityStatus": status,
        "operationName": body["operation_name"],
        "enabledAuthMethods": enabled,
    }


def _switch(body: dict[str, Any], *, on: bool) -> dict[str, Any]:
    found = services()
    with found.database.write() as session:
        methods = found.flows.methods(session)
        user_id, method = body["user_id"], body["auth_method"]
        user_methods.switch(session, methods, user_id, method, on=on, config=body["config"])
        return _list(session, user_id)


def _list(session: Session, user_id: str | None) -> dict[str, Any]:
    methods = services().flows.methods(session)
    return {"userAuthMethods": [_render(user_id, one) for one in user_methods.list_enabled(session, methods, user_id)]}


def _render(user_id: str | None, one: UserMethod) -> dict[str, Any]:
    return {
        "userId": user_id,
        "authMethod": one.method.auth_method,
        "hasUserInterface": one.method.has_user_interface,
        "displayNameKey": one.method.display_name_key,
        "hasMobileToken": one.method.has_mobile_token,
        "config": one.config or None,
    }
