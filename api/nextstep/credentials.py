"""Users' credentials: create, change, validate, reset, block, remove (`nextstep.md` §1.3, §6)."""

from typing import Any

from activities.credentials.new_credential import CredentialChanges
from activities.store.credentials import Credential
from api.http.schema import Boolean, List, Secret, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from api.nextstep.blueprint import api
from api.nextstep.credential_schemas import NewCredentialSchema, members, new_credential
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import (
    CredentialStatus,
    CredentialType,
    CredentialValidationFailure,
    CredentialValidationMode,
    CredentialValidationResult,
)

_TAG = "Credentials"
_UNKNOWN = ("USER_IDENTITY_NOT_FOUND", "CREDENTIAL_DEFINITION_NOT_FOUND")
_VALUES = ("INVALID_CONFIGURATION", "ENCRYPTION_FAILED", "SERVICE_UNAVAILABLE")


class CredentialRequest(NextStepSchema):
    """A credential by its user and its definition."""

    user_id = UserId(required=True)
    credential_name = name(required=True)


class CreateCredentialRequest(NewCredentialSchema):
    """A new credential, in place of the one that there is; a user name or a value that is left out is generated."""

    user_id = UserId(required=True)


class UpdateCredentialRequest(CredentialRequest):
    """What is to change of a credential; what is left out stays."""

    credential_type = Word(CredentialType, load_default=None)
    username = String(min=1, load_default=None)
    credential_value = Secret(min=1, load_default=None)
    timestamp_expires = Time(load_default=None)
    credential_status = Word(CredentialStatus, load_default=None)


class ValidateCredentialRequest(CredentialRequest):
    """A user name and a value, to be held against their policy."""

    username = String(min=1, load_default=None)
    credential_value = Secret(min=1, load_default=None)
    validation_mode = Word(CredentialValidationMode, required=True)


class ResetCredentialRequest(CredentialRequest):
    """A credential that is to have a generated value."""

    credential_type = Word(CredentialType, load_default=None)
    timestamp_expires = Time(load_default=None)


class _Credential(NextStepSchema):
    user_id = String()
    credential_name = String()
    credential_type = Word(CredentialType)
    credential_status = Word(CredentialStatus)
    username = String(allow_none=True)


class CreateCredentialResponse(_Credential):
    """A new credential, with its value where it was generated: it is told once."""

    credential_value = String(allow_none=True)
    credential_change_required = Boolean()


class UpdateCredentialResponse(_Credential):
    """A credential as it is now."""

    credential_change_required = Boolean()


class ValidateCredentialResponse(NextStepSchema):
    """Whether a policy is kept, and which of its rules are not."""

    validation_result = Word(CredentialValidationResult)
    validation_errors = List(Word(CredentialValidationFailure))


class ResetCredentialResponse(NextStepSchema):
    """A credential with its generated value, which is told once."""

    user_id = String()
    credential_name = String()
    username = String(allow_none=True)
    credential_value = String(allow_none=True)
    credential_status = Word(CredentialStatus)


class CredentialStatusResponse(NextStepSchema):
    """A credential, and what became of it."""

    user_id = String()
    credential_name = String()
    credential_status = Word(CredentialStatus)


@api.endpoint(
    "POST /credential",
    tag=_TAG,
    request=CreateCredentialRequest(),
    answer=CreateCredentialResponse(),
    errors=(*_UNKNOWN, "INVALID_REQUEST", "CREDENTIAL_VALIDATION_FAILED", *_VALUES),
)
def create_credential(new: dict[str, Any]) -> Any:
    """Create a user's credential. One of this definition that the user has is replaced, and unblocked."""
    return CreateCredentialResponse().dump(members(services().credentials.create(new["user_id"], new_credential(new))))


@api.endpoint(
    "PUT /credential",
    "POST /credential/update",
    tag=_TAG,
    request=UpdateCredentialRequest(),
    answer=UpdateCredentialResponse(),
    errors=(*_UNKNOWN, "CREDENTIAL_NOT_FOUND", "INVALID_REQUEST", "CREDENTIAL_VALIDATION_FAILED", *_VALUES),
)
def update_credential(body: dict[str, Any]) -> Any:
    """Change a credential's value, its user name, its type, its expiration or its status."""
    changes = CredentialChanges(
        credential_name=body["credential_name"],
        type=body["credential_type"],
        username=body["username"],
        value=body["credential_value"],
        expires_ms=body["timestamp_expires"],
        status=body["credential_status"],
    )
    return UpdateCredentialResponse().dump(members(services().credentials.update(body["user_id"], changes)))


@api.endpoint(
    "POST /credential/validate",
    tag=_TAG,
    request=ValidateCredentialRequest(),
    answer=ValidateCredentialResponse(),
    errors=(*_UNKNOWN, "INVALID_REQUEST", *_VALUES),
)
def validate_credential(body: dict[str, Any]) -> Any:
    """Tell whether a user name and a value keep their policy; nothing is changed."""
    broken = services().credentials.validate(
        body["user_id"],
        body["credential_name"],
        body["username"],
        body["credential_value"],
        body["validation_mode"],
    )
    result = CredentialValidationResult.FAILED if broken else CredentialValidationResult.SUCCEEDED
    return ValidateCredentialResponse().dump({"validation_result": result, "validation_errors": broken})


@api.endpoint(
    "POST /credential/reset",
    tag=_TAG,
    request=ResetCredentialRequest(),
    answer=ResetCredentialResponse(),
    errors=(*_UNKNOWN, "CREDENTIAL_NOT_FOUND", *_VALUES),
)
def reset_credential(body: dict[str, Any]) -> Any:
    """Generate a new value for a credential, and unblock it."""
    secret = services().credentials.reset(
        body["user_id"], body["credential_name"], body["credential_type"], body["timestamp_expires"]
    )
    return ResetCredentialResponse().dump(members(secret))


@api.endpoint(
    "POST /credential/delete",
    tag=_TAG,
    request=CredentialRequest(),
    answer=CredentialStatusResponse(),
    errors=(*_UNKNOWN, "CREDENTIAL_NOT_FOUND", "INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def delete_credential(body: dict[str, Any]) -> Any:
    """Remove a credential; its user name is free then."""
    return credential_status(services().credentials.remove(body["user_id"], body["credential_name"]))


@api.endpoint(
    "POST /credential/block",
    tag=_TAG,
    request=CredentialRequest(),
    answer=CredentialStatusResponse(),
    errors=(
        *_UNKNOWN,
        "CREDENTIAL_NOT_FOUND",
        "CREDENTIAL_NOT_ACTIVE",
        "INVALID_CONFIGURATION",
        "SERVICE_UNAVAILABLE",
    ),
)
def block_credential(body: dict[str, Any]) -> Any:
    """Block a credential until it is unblocked."""
    return credential_status(services().credentials.block(body["user_id"], body["credential_name"]))


@api.endpoint(
    "POST /credential/unblock",
    tag=_TAG,
    request=CredentialRequest(),
    answer=CredentialStatusResponse(),
    errors=(
        *_UNKNOWN,
        "CREDENTIAL_NOT_FOUND",
        "CREDENTIAL_NOT_BLOCKED",
        "INVALID_CONFIGURATION",
        "SERVICE_UNAVAILABLE",
    ),
)
def unblock_credential(body: dict[str, Any]) -> Any:
    """Unblock a credential, whatever blocked it; its counters begin anew."""
    return credential_status(services().credentials.unblock(body["user_id"], body["credential_name"]))


def credential_status(credential: Credential) -> Any:
    """`CredentialStatusResponse`."""
    return CredentialStatusResponse().dump(
        {
            "user_id": credential.user_id,
            "credential_name": credential.credential_name,
            "credential_status": credential.status,
        }
    )
