"""Definitions of one-time passwords (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.otp.administration import check_definition
from activities.store.registries import OTP_DEFINITIONS
from api.http.schema import Boolean, List, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import ListRequest, Stamped, description
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import EncryptionAlgorithm, EntityStatus
from config.vocabulary import Role

_TAG = "One-time password definitions"
_REFERENCES = ("APPLICATION_NOT_FOUND", "OTP_POLICY_NOT_FOUND")


class OtpDefinitionRequest(NextStepSchema):
    """A definition of one-time passwords by its name."""

    otp_definition_name = name(required=True)


class NewOtpDefinition(OtpDefinitionRequest):
    """A definition of one-time passwords as it is created. `encryptionEnabled` needs an `encryptionAlgorithm`."""

    application_name = name(required=True)
    otp_policy_name = name(required=True)
    description = description()
    encryption_enabled = Boolean(load_default=False)
    encryption_algorithm = Word(EncryptionAlgorithm, plain=True, allow_none=True, load_default=None)
    data_adapter_proxy_enabled = Boolean(load_default=False)


class ChangedOtpDefinition(NewOtpDefinition):
    """A definition of one-time passwords as it is changed."""

    otp_definition_status = Word(EntityStatus, plain=True)


class OtpDefinition(ChangedOtpDefinition):
    """A definition of one-time passwords."""


class OtpDefinitionDetail(OtpDefinition, Stamped):
    """A definition of one-time passwords, and when it was created and changed."""


class RemovedOtpDefinition(OtpDefinitionRequest):
    """What has become of a definition of one-time passwords."""

    otp_definition_status = Word(EntityStatus, plain=True)


class OtpDefinitions(NextStepSchema):
    """Definitions of one-time passwords, by name."""

    otp_definitions = List(fields.Nested(OtpDefinitionDetail))


@api.endpoint(
    "POST /otp/definition",
    tag=_TAG,
    role=Role.ADMIN,
    request=NewOtpDefinition(),
    answer=OtpDefinition(),
    errors=("OTP_DEFINITION_ALREADY_EXISTS", *_REFERENCES, "SERVICE_UNAVAILABLE"),
)
def create_otp_definition(new: dict[str, Any]) -> Any:
    """Create a definition of one-time passwords. What it names is there, and active."""
    row = OTP_DEFINITIONS.create(services().database, new, check_definition)
    return OtpDefinition().dump(row.model_dump())


@api.endpoint(
    "PUT /otp/definition",
    "POST /otp/definition/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=ChangedOtpDefinition(),
    answer=OtpDefinition(),
    errors=("OTP_DEFINITION_NOT_FOUND", *_REFERENCES, "SERVICE_UNAVAILABLE"),
)
def update_otp_definition(changes: dict[str, Any]) -> Any:
    """Change a definition of one-time passwords: what is left out has its default then.

    One that was removed is so until it is sent as `ACTIVE`.
    """
    row = OTP_DEFINITIONS.update(services().database, changes, check_definition)
    return OtpDefinition().dump(row.model_dump())


@api.endpoint(
    "POST /otp/definition/list",
    "GET /otp/definition",
    tag=_TAG,
    request=ListRequest(),
    answer=OtpDefinitions(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_otp_definitions(body: dict[str, Any]) -> Any:
    """List the definitions of one-time passwords, by name."""
    rows = OTP_DEFINITIONS.list(services().database, **body)
    return OtpDefinitions().dump({"otp_definitions": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /otp/definition/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=OtpDefinitionRequest(),
    answer=RemovedOtpDefinition(),
    errors=("OTP_DEFINITION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_otp_definition(body: dict[str, Any]) -> Any:
    """Remove a definition of one-time passwords. None can be created of it any more."""
    OTP_DEFINITIONS.remove(services().database, body["otp_definition_name"])
    return RemovedOtpDefinition().dump({**body, "otp_definition_status": EntityStatus.REMOVED})
