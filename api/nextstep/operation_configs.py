"""What holds for all operations of a name, and how often a method may fail in them."""

import json
from typing import Any

from marshmallow import ValidationError, fields

from activities.store import definitions
from activities.store.tables import OperationConfigRow, OperationMethodConfigRow
from api.http.schema import TEXT_LENGTH, Boolean, Integer, List, String, Word
from api.nextstep.auth_methods import MAX_INT
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import Empty, NextStepSchema
from api.services import services
from config import mobile_token_mode
from config.vocabulary import AuthMethod, Role

_TAG = "Operation configuration"
_LONGEST_LIFETIME = 366 * 86400
_SHORTEST_MODE = len("{}")


def _check_mode(text: str) -> None:
    if not _SHORTEST_MODE <= len(text) <= TEXT_LENGTH:
        return  # that is told already
    try:
        mode = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError("Not the text of a JSON object.") from None
    problem = mobile_token_mode.find_problem(mode)
    if problem:
        raise ValidationError(" ".join(filter(None, problem)) + ".")


class OperationConfig(NextStepSchema):
    """What holds for operations of a name; `expirationTime` in seconds overrides the general lifetime.

    `mobileTokenMode` is the text of a JSON object: `{"type":"1FA"}`, `{"type":"ECDSA"}`, or `{"type":"2FA","variants":[...]}`
    with one or both of `possession_knowledge` and `possession_biometry`. `{}` says nothing of phones.
    """

    operation_name = name(required=True)
    template_version = String(min=1, required=True)
    template_id = Integer(min=1, max=MAX_INT, required=True)
    mobile_token_enabled = Boolean(load_default=False)
    mobile_token_mode = String(min=_SHORTEST_MODE, required=True, validate=[_check_mode])
    afs_enabled = Boolean(load_default=False)
    afs_config_id = String(min=2, allow_none=True)
    expiration_time = Integer(min=1, max=_LONGEST_LIFETIME, allow_none=True)


class OperationConfigs(NextStepSchema):
    """All operation configurations."""

    operation_configs = List(fields.Nested(OperationConfig))


class OperationNameRequest(NextStepSchema):
    """Operations by their name."""

    operation_name = name(required=True)


class MethodConfigRequest(NextStepSchema):
    """A method in operations of a name."""

    operation_name = name(required=True)
    auth_method = Word(AuthMethod, plain=True, required=True)


class MethodConfig(MethodConfigRequest):
    """How often a method may fail in operations of a name."""

    max_auth_fails = Integer(min=1, max=MAX_INT, required=True)


@api.endpoint(
    "POST /operation/config",
    tag=_TAG,
    role=Role.ADMIN,
    request=OperationConfig(),
    answer=OperationConfig(),
    errors=("OPERATION_CONFIG_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_operation_config(new: dict[str, Any]) -> Any:
    """Configure operations of a new name."""
    row = definitions.create_operation_config(services().database, OperationConfigRow(**new))
    return OperationConfig().dump(row.model_dump())


@api.endpoint(
    "PUT /operation/config",
    "POST /operation/config/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=OperationConfig(),
    answer=OperationConfig(),
    errors=("OPERATION_CONFIG_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_operation_config(changes: dict[str, Any]) -> Any:
    """Configure operations of a known name anew; what is left out has its default. It holds for operations created from now on.

    `mobileTokenMode` holds at once: it is read when a phone answers.
    """
    row = definitions.update_operation_config(services().database, OperationConfigRow(**changes))
    return OperationConfig().dump(row.model_dump())


@api.endpoint(
    "POST /operation/config/detail",
    "GET /operation/config/detail",
    tag=_TAG,
    request=OperationNameRequest(),
    answer=OperationConfig(),
    errors=("OPERATION_CONFIG_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def operation_config_detail(body: dict[str, Any]) -> Any:
    """Read the configuration of operations of a name."""
    row = definitions.operation_config(services().database, body["operation_name"])
    return OperationConfig().dump(row.model_dump())


@api.endpoint(
    "POST /operation/config/list",
    "GET /operation/config",
    tag=_TAG,
    request=Empty(),
    answer=OperationConfigs(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_operation_configs(_: dict[str, Any]) -> Any:
    """List all operation configurations."""
    rows = definitions.operation_configs(services().database)
    return OperationConfigs().dump({"operation_configs": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /operation/config/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=OperationNameRequest(),
    answer=OperationNameRequest(),
    errors=("OPERATION_CONFIG_NOT_FOUND", "DELETE_NOT_ALLOWED", "SERVICE_UNAVAILABLE"),
)
def delete_operation_config(body: dict[str, Any]) -> Any:
    """Delete the configuration of operations that were never used."""
    definitions.delete_operation_config(services().database, body["operation_name"])
    return OperationNameRequest().dump(body)


@api.endpoint(
    "POST /operation/auth-method/config",
    tag=_TAG,
    role=Role.ADMIN,
    request=MethodConfig(),
    answer=MethodConfig(),
    errors=(
        "OPERATION_METHOD_CONFIG_ALREADY_EXISTS",
        "OPERATION_CONFIG_NOT_FOUND",
        "AUTH_METHOD_NOT_FOUND",
        "SERVICE_UNAVAILABLE",
    ),
)
def create_method_config(new: dict[str, Any]) -> Any:
    """Limit how often a method may fail in operations of a name."""
    row = definitions.create_method_config(services().database, OperationMethodConfigRow(**new))
    return MethodConfig().dump(row.model_dump())


@api.endpoint(
    "POST /operation/auth-method/config/detail",
    "GET /operation/auth-method/config/detail",
    tag=_TAG,
    request=MethodConfigRequest(),
    answer=MethodConfig(),
    errors=("OPERATION_METHOD_CONFIG_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def method_config_detail(body: dict[str, Any]) -> Any:
    """Read how often a method may fail in operations of a name."""
    row = definitions.method_config(services().database, body["operation_name"], body["auth_method"])
    return MethodConfig().dump(row.model_dump())


@api.endpoint(
    "POST /operation/auth-method/config/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=MethodConfigRequest(),
    answer=MethodConfigRequest(),
    errors=("OPERATION_METHOD_CONFIG_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_method_config(body: dict[str, Any]) -> Any:
    """Let the method's own limit hold again."""
    definitions.delete_method_config(services().database, body["operation_name"], body["auth_method"])
    return MethodConfigRequest().dump(body)
