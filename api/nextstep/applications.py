"""Applications of the bank's, to which credentials and one-time passwords belong (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.store.registries import APPLICATIONS
from api.http.schema import List, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import ListRequest, Stamped, description
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import EntityStatus
from config.vocabulary import Role

_TAG = "Applications"


class ApplicationRequest(NextStepSchema):
    """An application by its name."""

    application_name = name(required=True)


class NewApplication(ApplicationRequest):
    """An application as it is created."""

    description = description()


class ChangedApplication(NewApplication):
    """An application as it is changed."""

    application_status = Word(EntityStatus, plain=True)


class RemovedApplication(ApplicationRequest):
    """What has become of an application."""

    application_status = Word(EntityStatus, plain=True)


class ApplicationSchema(ChangedApplication):
    """An application."""


class ApplicationDetailSchema(ApplicationSchema, Stamped):
    """An application, and when it was created and changed."""


class ApplicationsSchema(NextStepSchema):
    """Applications, by name."""

    applications = List(fields.Nested(ApplicationDetailSchema))


@api.endpoint(
    "POST /application",
    tag=_TAG,
    role=Role.ADMIN,
    request=NewApplication(),
    answer=ApplicationSchema(),
    errors=("APPLICATION_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_application(new: dict[str, Any]) -> Any:
    """Create an application."""
    return ApplicationSchema().dump(APPLICATIONS.create(services().database, new).model_dump())


@api.endpoint(
    "PUT /application",
    "POST /application/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=ChangedApplication(),
    answer=ApplicationSchema(),
    errors=("APPLICATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_application(changes: dict[str, Any]) -> Any:
    """Change an application: without `description` it has none then. One that was removed is so until it is sent as `ACTIVE`."""
    return ApplicationSchema().dump(APPLICATIONS.update(services().database, changes).model_dump())


@api.endpoint(
    "POST /application/list",
    "GET /application",
    tag=_TAG,
    request=ListRequest(),
    answer=ApplicationsSchema(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_applications(body: dict[str, Any]) -> Any:
    """List the applications, by name."""
    rows = APPLICATIONS.list(services().database, **body)
    return ApplicationsSchema().dump({"applications": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /application/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=ApplicationRequest(),
    answer=RemovedApplication(),
    errors=("APPLICATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_application(body: dict[str, Any]) -> Any:
    """Remove an application. No new definition can name it; those that do stay as they are."""
    APPLICATIONS.remove(services().database, body["application_name"])
    return RemovedApplication().dump({**body, "application_status": EntityStatus.REMOVED})
