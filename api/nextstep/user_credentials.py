"""Users' credentials, and when users authenticated by them: listed (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from api.http.schema import List, Stated, String, Word
from api.http.times import Time
from api.nextstep.blueprint import api
from api.nextstep.credential_schemas import CredentialDetailSchema, members
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import UserIdRequest
from api.services import services
from config.identity_vocabulary import AuthenticationResult, AuthenticationType

_MISSING = ("USER_IDENTITY_NOT_FOUND", "SERVICE_UNAVAILABLE")


class UserCredentialsRequest(UserIdRequest):
    """Whose credentials."""

    include_removed = Stated()


class UserAuthenticationsRequest(UserIdRequest):
    """Whose authentications, and of what time; both ends are included."""

    created_start_date = Time()
    created_end_date = Time()


class UserCredentialsSchema(NextStepSchema):
    """A user's credentials, by name."""

    user_id = String()
    credentials = List(fields.Nested(CredentialDetailSchema))


class AuthenticationDetail(NextStepSchema):
    """Somebody authenticated, or tried to; results are null for what was not tried."""

    authentication_type = Word(AuthenticationType)
    credential_name = String(allow_none=True)
    otp_name = String(allow_none=True)
    authentication_result = Word(AuthenticationResult)
    credential_authentication_result = Word(AuthenticationResult, allow_none=True)
    otp_authentication_result = Word(AuthenticationResult, allow_none=True)
    timestamp_created = Time(attribute="created_ms")


class UserAuthenticationsSchema(NextStepSchema):
    """A user's authentications, the newest first, 1,000 at most."""

    user_id = String()
    authentications = List(fields.Nested(AuthenticationDetail))


@api.endpoint(
    "POST /user/credential/list",
    "GET /user/credential",
    tag="Credentials",
    request=UserCredentialsRequest(),
    answer=UserCredentialsSchema(),
    errors=("INVALID_CONFIGURATION", "ENCRYPTION_FAILED", *_MISSING),
)
def list_user_credentials(body: dict[str, Any]) -> Any:
    """List a user's credentials."""
    found = services().identities.users.credentials(body["user_id"], include_removed=body["include_removed"])
    return UserCredentialsSchema().dump({**body, "credentials": [members(one) for one in found]})


@api.endpoint(
    "POST /user/authentication/list",
    "GET /user/authentication",
    tag="Authentication",
    request=UserAuthenticationsRequest(),
    answer=UserAuthenticationsSchema(),
    errors=_MISSING,
)
def list_user_authentications(body: dict[str, Any]) -> Any:
    """List when a user authenticated, and tried to."""
    found = services().identities.authentications.list_of(
        body["user_id"], body.get("created_start_date"), body.get("created_end_date")
    )
    return UserAuthenticationsSchema().dump({**body, "authentications": found})
