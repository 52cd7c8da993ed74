"""Credential definitions: kinds of credentials, and how their values are kept and sent (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.credentials.administration import check_definition
from activities.store.registries import CREDENTIAL_DEFINITIONS
from api.http.schema import Boolean, List, String, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import ListRequest, Stamped, description
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import (
    CredentialCategory,
    EncryptionAlgorithm,
    EndToEndEncryptionAlgorithm,
    EntityStatus,
)
from config.vocabulary import Role

_TAG = "Credential definitions"
_REFERENCES = (
    "APPLICATION_NOT_FOUND",
    "ORGANIZATION_NOT_FOUND",
    "CREDENTIAL_POLICY_NOT_FOUND",
    "HASHING_CONFIG_NOT_FOUND",
)


class CredentialDefinitionRequest(NextStepSchema):
    """A credential definition by its name."""

    credential_definition_name = name(required=True)


class NewCredentialDefinition(CredentialDefinitionRequest):
    """A credential definition as it is created. What it switches on is told: an algorithm, a hashing configuration."""

    application_name = name(required=True)
    organization_id = String(min=2, allow_none=True, load_default=None)
    credential_policy_name = name(required=True)
    description = description()
    category = Word(CredentialCategory, plain=True, required=True)
    encryption_enabled = Boolean(load_default=False)
    encryption_algorithm = Word(EncryptionAlgorithm, plain=True, allow_none=True, load_default=None)
    hashing_enabled = Boolean(load_default=False)
    hash_config_name = String(min=2, allow_none=True, load_default=None)
    e2e_encryption_enabled = Boolean(load_default=False)
    e2e_encryption_algorithm = Word(EndToEndEncryptionAlgorithm, plain=True, allow_none=True, load_default=None)
    e2e_encryption_cipher_transformation = String(allow_none=True, load_default=None)
    e2e_encryption_for_temporary_credential_enabled = Boolean(load_default=False)
    data_adapter_proxy_enabled = Boolean(load_default=False)


class ChangedCredentialDefinition(NewCredentialDefinition):
    """A credential definition as it is changed."""

    credential_definition_status = Word(EntityStatus, plain=True)


class CredentialDefinition(ChangedCredentialDefinition):
    """A credential definition."""


class CredentialDefinitionDetail(CredentialDefinition, Stamped):
    """A credential definition, and when it was created and changed."""


class RemovedCredentialDefinition(CredentialDefinitionRequest):
    """What has become of a credential definition."""

    credential_definition_status = Word(EntityStatus, plain=True)


class CredentialDefinitions(NextStepSchema):
    """Credential definitions, by name."""

    credential_definitions = List(fields.Nested(CredentialDefinitionDetail))


@api.endpoint(
    "POST /credential/definition",
    tag=_TAG,
    role=Role.ADMIN,
    request=NewCredentialDefinition(),
    answer=CredentialDefinition(),
    errors=("CREDENTIAL_DEFINITION_ALREADY_EXISTS", *_REFERENCES, "SERVICE_UNAVAILABLE"),
)
def create_credential_definition(new: dict[str, Any]) -> Any:
    """Create a credential definition. What it names is there, and active."""
    row = CREDENTIAL_DEFINITIONS.create(services().database, new, check_definition)
    return CredentialDefinition().dump(row.model_dump())


@api.endpoint(
    "PUT /credential/definition",
    "POST /credential/definition/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=ChangedCredentialDefinition(),
    answer=CredentialDefinition(),
    errors=("CREDENTIAL_DEFINITION_NOT_FOUND", *_REFERENCES, "SERVICE_UNAVAILABLE"),
)
def update_credential_definition(changes: dict[str, Any]) -> Any:
    """Change a credential definition: what is left out has its default then. Values that are kept otherwise than it says now
    are so until they are next found to be right.

    One that was removed is so until it is sent as `ACTIVE`.
    """
    row = CREDENTIAL_DEFINITIONS.update(services().database, changes, check_definition)
    return CredentialDefinition().dump(row.model_dump())


@api.endpoint(
    "POST /credential/definition/list",
    "GET /credential/definition",
    tag=_TAG,
    request=ListRequest(),
    answer=CredentialDefinitions(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_credential_definitions(body: dict[str, Any]) -> Any:
    """List the credential definitions, by name."""
    rows = CREDENTIAL_DEFINITIONS.list(services().database, **body)
    return CredentialDefinitions().dump({"credential_definitions": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /credential/definition/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=CredentialDefinitionRequest(),
    answer=RemovedCredentialDefinition(),
    errors=("CREDENTIAL_DEFINITION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_credential_definition(body: dict[str, Any]) -> Any:
    """Remove a credential definition. Nobody can use credentials of it any more."""
    CREDENTIAL_DEFINITIONS.remove(services().database, body["credential_definition_name"])
    return RemovedCredentialDefinition().dump({**body, "credential_definition_status": EntityStatus.REMOVED})
