"""Credentials as requests and answers about them, and about their users, have them (`nextstep.md` §0.3)."""

from typing import Any

from marshmallow import fields

from activities.credentials import new_credential as core
from api.http.schema import Boolean, List, Secret, String, Word
from api.http.times import Time
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from config.identity_vocabulary import CredentialStatus, CredentialType, CredentialValidationMode

_BOTH = CredentialValidationMode.VALIDATE_USERNAME_AND_CREDENTIAL


class CredentialHistory(NextStepSchema):
    """A value that a credential had where it was kept before."""

    username = String(min=1, load_default=None)
    credential_value = Secret(min=1, required=True)


class UpdatedCredential(NextStepSchema):
    """A credential as it is from now on; a user name or a value that is left out is generated."""

    credential_name = name(required=True)
    credential_type = Word(CredentialType, required=True)
    username = String(min=1, load_default=None)
    credential_value = Secret(min=1, load_default=None)
    timestamp_expires = Time(load_default=None)


class NewCredentialSchema(UpdatedCredential):
    """A new credential; a user name or a value that is left out is generated."""

    validation_mode = Word(CredentialValidationMode, load_default=_BOTH)
    credential_history = List(fields.Nested(CredentialHistory), load_default=list)


class CredentialDetailSchema(NextStepSchema):
    """A credential without its value."""

    credential_name = String()
    credential_type = Word(CredentialType)
    credential_status = Word(CredentialStatus)
    username = String(allow_none=True)
    credential_change_required = Boolean()
    timestamp_created = Time()
    timestamp_expires = Time(allow_none=True)
    timestamp_blocked = Time(allow_none=True)
    timestamp_last_updated = Time(allow_none=True)
    timestamp_last_credential_change = Time(allow_none=True)
    timestamp_last_username_change = Time(allow_none=True)


class CredentialSecretDetail(CredentialDetailSchema):
    """A credential, with its value where it was generated: it is told once."""

    credential_value = String(allow_none=True)


def new_credential(credential: dict[str, Any]) -> core.NewCredential:
    """From the members of `NewCredential`, or of `UpdatedCredential`."""
    history = credential.get("credential_history", ())
    return core.NewCredential(
        credential_name=credential["credential_name"],
        type=credential["credential_type"],
        username=credential["username"],
        value=credential["credential_value"],
        expires_ms=credential["timestamp_expires"],
        history=tuple(core.FormerValue(one["username"], one["credential_value"]) for one in history),
        validation_mode=credential.get("validation_mode", _BOTH),
    )


def members(detail: core.CredentialDetail) -> dict[str, Any]:
    """What a schema of an answer dumps; of a `CredentialSecret` its value too."""
    credential = detail.credential
    return {
        "user_id": credential.user_id,
        "credential_name": credential.credential_name,
        "credential_type": credential.type,
        "credential_status": credential.status,
        "username": credential.username,
        "credential_value": detail.value if isinstance(detail, core.CredentialSecret) else None,
        "credential_change_required": detail.change_required,
        "timestamp_created": credential.created_ms,
        "timestamp_expires": credential.expires_ms,
        "timestamp_blocked": credential.blocked_ms,
        "timestamp_last_updated": credential.updated_ms,
        "timestamp_last_credential_change": credential.value_changed_ms,
        "timestamp_last_username_change": credential.username_changed_ms,
    }
