"""Organizations: segments of the bank's customers (`nextstep.md` §1.3, §6)."""

from typing import Any, ClassVar

from marshmallow import fields

from activities.store import organizations
from activities.store.tables import OrganizationRow
from api.http.schema import Boolean, Integer, List, String
from api.nextstep.auth_methods import MAX_INT
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import Empty, NextStepSchema
from api.services import services
from config.vocabulary import Role

_TAG = "Organizations"


class OrganizationRequest(NextStepSchema):
    """An organization by its id."""

    organization_id = name(required=True)


class Organization(OrganizationRequest):
    """An organization. Its `default` member is read as `isDefault` too."""

    older_names: ClassVar = {"isDefault": "default"}

    display_name_key = String(min=1, allow_none=True)
    is_default = Boolean(load_default=False, data_key="default")
    order_number = Integer(min=1, max=MAX_INT, required=True)
    default_credential_name = String(min=2, allow_none=True)
    default_otp_name = String(min=2, allow_none=True)


class Organizations(NextStepSchema):
    """All organizations."""

    organizations = List(fields.Nested(Organization))


@api.endpoint(
    "POST /organization",
    tag=_TAG,
    role=Role.ADMIN,
    request=Organization(),
    answer=Organization(),
    errors=("ORGANIZATION_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_organization(new: dict[str, Any]) -> Any:
    """Create an organization."""
    row = organizations.create(services().database, OrganizationRow(**new))
    return Organization().dump(row.model_dump())


@api.endpoint(
    "POST /organization/detail",
    "GET /organization/detail",
    tag=_TAG,
    request=OrganizationRequest(),
    answer=Organization(),
    errors=("ORGANIZATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def organization_detail(body: dict[str, Any]) -> Any:
    """Read an organization."""
    row = organizations.get(services().database, body["organization_id"])
    return Organization().dump(row.model_dump())


@api.endpoint(
    "POST /organization/list",
    "GET /organization",
    tag=_TAG,
    request=Empty(),
    answer=Organizations(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_organizations(_: dict[str, Any]) -> Any:
    """List the organizations in their order."""
    rows = organizations.list_all(services().database)
    return Organizations().dump({"organizations": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /organization/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=OrganizationRequest(),
    answer=OrganizationRequest(),
    errors=("ORGANIZATION_NOT_FOUND", "DELETE_NOT_ALLOWED", "SERVICE_UNAVAILABLE"),
)
def delete_organization(body: dict[str, Any]) -> Any:
    """Delete an organization that no operation and no credential definition names."""
    organizations.delete(services().database, body["organization_id"])
    return OrganizationRequest().dump(body)
