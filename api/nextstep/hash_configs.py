"""How values of credentials are hashed (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.credentials.administration import check_hash_config
from activities.store.registries import HASH_CONFIGS
from api.http.schema import List, Word
from api.http.times import Time
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import ListRequest, StoredTexts
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import EntityStatus, HashAlgorithm
from config.vocabulary import Role

_TAG = "Hashing configurations"


class HashConfigRequest(NextStepSchema):
    """A hashing configuration by its name."""

    hash_config_name = name(required=True)


class NewHashConfig(HashConfigRequest):
    """A hashing configuration as it is created. `ARGON_...` needs all of `version`, `iterations`, `memory` (the exponent of 2 in
    KiB), `parallelism`, `outputLength` (bytes); `BCRYPT` has no parameters.
    """

    algorithm = Word(HashAlgorithm, plain=True, required=True)
    parameters = StoredTexts(load_default="{}")


class ChangedHashConfig(NewHashConfig):
    """A hashing configuration as it is changed."""

    hash_config_status = Word(EntityStatus, plain=True)


class RemovedHashConfig(HashConfigRequest):
    """What has become of a hashing configuration."""

    hash_config_status = Word(EntityStatus, plain=True)


class HashConfigSchema(ChangedHashConfig):
    """A hashing configuration."""


class HashConfigDetail(HashConfigSchema):
    """A hashing configuration, and when it was created."""

    timestamp_created = Time(attribute="created_ms")


class HashConfigs(NextStepSchema):
    """Hashing configurations, by name."""

    hash_configs = List(fields.Nested(HashConfigDetail))


@api.endpoint(
    "POST /hashconfig",
    tag=_TAG,
    role=Role.ADMIN,
    request=NewHashConfig(),
    answer=HashConfigSchema(),
    errors=("HASHING_CONFIG_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_hash_config(new: dict[str, Any]) -> Any:
    """Create a hashing configuration."""
    row = HASH_CONFIGS.create(services().database, new, check_hash_config)
    return HashConfigSchema().dump(row.model_dump())


@api.endpoint(
    "PUT /hashconfig",
    "POST /hashconfig/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=ChangedHashConfig(),
    answer=HashConfigSchema(),
    errors=("HASHING_CONFIG_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_hash_config(changes: dict[str, Any]) -> Any:
    """Change a hashing configuration. Values are hashed anew when they are next found to be right.

    One that was removed is so until it is sent as `ACTIVE`.
    """
    row = HASH_CONFIGS.update(services().database, changes, check_hash_config)
    return HashConfigSchema().dump(row.model_dump())


@api.endpoint(
    "POST /hashconfig/list",
    "GET /hashconfig",
    tag=_TAG,
    request=ListRequest(),
    answer=HashConfigs(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def list_hash_configs(body: dict[str, Any]) -> Any:
    """List the hashing configurations, by name."""
    rows = HASH_CONFIGS.list(services().database, **body)
    return HashConfigs().dump({"hash_configs": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /hashconfig/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=HashConfigRequest(),
    answer=RemovedHashConfig(),
    errors=("HASHING_CONFIG_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_hash_config(body: dict[str, Any]) -> Any:
    """Remove a hashing configuration. No new definition can name it; those that do hash by it on."""
    HASH_CONFIGS.remove(services().database, body["hash_config_name"])
    return RemovedHashConfig().dump({**body, "hash_config_status": EntityStatus.REMOVED})
