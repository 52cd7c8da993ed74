"""Mobile applications in the words of the single-device API, for administrators (document 004)."""

from typing import Any

from activities.device.applications import Application
from activities.store.applications import DEFAULT_VERSION
from api.cloud.applications import SERVICE
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema, name
from api.http.schema import String
from api.services import services
from config.vocabulary import Role

_TAG = "Single Device: Application"
_ERRORS = ("ERROR_ADMIN",)


class CreateAppRequest(CloudSchema):
    """The id of an application to be created."""

    id = name(required=True)


class AppQuery(CloudSchema):
    """Which application, and which of its versions; without `version` it is `default`."""

    id = String(
        min=1, max=MAX, required=True, error_messages={"required": "Required String parameter 'id' is not present"}
    )
    version = String(min=1, max=MAX, load_default=DEFAULT_VERSION)


class AppDetail(CloudSchema):
    """What is compiled into the apps of a version."""

    service_base_url = String()
    master_server_public_key = String()
    app_key = String()
    app_secret = String()


@api.endpoint(
    "POST /admin/application", tag=_TAG, role=Role.ADMIN, request=CreateAppRequest(), answer=AppDetail(), errors=_ERRORS
)
def create_app(new: dict[str, Any]) -> dict[str, Any]:
    """Create an application."""
    made = services().applications.create(new["id"], ())
    return _detail(made, made.application_key, made.application_secret)


@api.endpoint(
    "GET /admin/application",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    query=AppQuery(),
    answer=AppDetail(),
    errors=_ERRORS,
)
def get_app(query: dict[str, Any]) -> dict[str, Any]:
    """Read an application with the credentials of one of its versions."""
    applications = services().applications
    found = applications.get(query["id"])
    [version] = applications.reveal(query["id"], query["version"])
    return _detail(found, version.application_key, version.application_secret)


def _detail(application: Application, app_key: str, app_secret: str) -> dict[str, Any]:
    return {
        "serviceBaseUrl": services().settings.base_url + SERVICE,
        "masterServerPublicKey": application.master_public_key,
        "appKey": app_key,
        "appSecret": app_secret,
    }
