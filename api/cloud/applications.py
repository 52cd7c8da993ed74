"""Mobile applications and their versions, for administrators (`powerauth-protocol.md` §0.4, §9.1)."""

from collections.abc import Mapping
from typing import Any

from activities.device import allowed_algorithms
from activities.device.application_removal import remove_application
from activities.device.applications import Application, AppVersion
from activities.powerauth.v4.algorithm import Algorithm
from activities.store.applications import DEFAULT_VERSION, FormerKey
from api.cloud.application_schemas import (
    ApplicationDetail,
    ApplicationList,
    ApplicationVersion,
    ApplicationVersionList,
    CreateApplicationRequest,
    CreateVersionRequest,
    RotateApplicationRequest,
    RotatedApplication,
    RotatedVersion,
    RotateVersionRequest,
    UpdateApplicationRequest,
    UpdateVersionRequest,
)
from api.cloud.blueprint import api
from api.services import services
from config.vocabulary import Role

_TAG = "Applications"
_ERRORS = ("ERROR_ADMIN",)
# Where apps find the APIs that are theirs.
SERVICE = "/enrollment-server"


@api.endpoint(
    "POST /admin/applications",
    tag=_TAG,
    role=Role.ADMIN,
    request=CreateApplicationRequest(),
    answer=ApplicationDetail(),
    errors=_ERRORS,
)
def create_application(new: dict[str, Any]) -> dict[str, Any]:
    """Create an application, with master key pairs and a version `default`."""
    roles = tuple(dict.fromkeys(new["roles"]))
    algorithms = _algorithms(new)
    return _detail(services().applications.create(new["id"], roles, new["least_protocol_version"], algorithms))


@api.endpoint("GET /admin/applications", tag=_TAG, role=Role.READER, answer=ApplicationList())
def get_application_list() -> dict[str, Any]:
    """List the applications."""
    return {"applications": [_item(one) for one in services().applications.list_applications()]}


@api.endpoint(
    "GET /admin/applications/<app_id>",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    answer=ApplicationDetail(),
    errors=_ERRORS,
)
def get_application(app_id: str) -> dict[str, Any]:
    """Read an application with its credentials."""
    services().applications.reveal(app_id, DEFAULT_VERSION)
    return _detail(services().applications.get(app_id))


@api.endpoint(
    "PUT /admin/applications/<app_id>",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=UpdateApplicationRequest(),
    answer=ApplicationDetail(),
    errors=_ERRORS,
)
def update_application(change: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Serve its phones by no older version of the protocol than this one, and let new registrations be of these algorithms."""
    changed = services().applications.change(
        app_id, least_protocol=change.get("least_protocol_version"), algorithms=_algorithms(change)
    )
    services().applications.reveal(app_id, DEFAULT_VERSION)
    return _detail(changed)


@api.endpoint("DELETE /admin/applications/<app_id>", tag=_TAG, role=Role.ADMIN, four_eyes=True, errors=_ERRORS)
def delete_application(app_id: str) -> None:
    """Remove an application, with its versions and keys, callbacks and push credentials; its registrations are to be removed
    before.
    """
    remove_application(services().database, app_id)


@api.endpoint(
    "POST /admin/applications/<app_id>/rotate",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=RotateApplicationRequest(),
    answer=RotatedApplication(),
    errors=_ERRORS,
)
def rotate_application(body: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Give an application other master key pairs, and all its versions other keys and secrets; apps with the former ones are
    served for a while.
    """
    valid = body["former_valid_seconds"]
    signs = body.get("former_signs_seconds", valid // 2)
    rotated, until = services().applications.rotate(app_id, valid_seconds=valid, signs_seconds=signs)
    return {**_detail(rotated), "timestampFormerExpires": until}


@api.endpoint(
    "POST /admin/applications/<app_id>/versions",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=CreateVersionRequest(),
    answer=ApplicationVersion(),
    errors=_ERRORS,
)
def create_application_version(new: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Add a version, which has a key and a secret of its own."""
    return _version(services().applications.add_version(app_id, new["name"]), _former(app_id))


@api.endpoint(
    "GET /admin/applications/<app_id>/versions",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    answer=ApplicationVersionList(),
    errors=_ERRORS,
)
def get_application_version_list(app_id: str) -> dict[str, Any]:
    """List the versions of an application."""
    versions = services().applications.reveal(app_id)
    former = _former(app_id)
    return {"versions": [_version(one, former) for one in versions]}


@api.endpoint(
    "PUT /admin/applications/<app_id>/versions/<version>",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=UpdateVersionRequest(),
    answer=ApplicationVersion(),
    errors=_ERRORS,
)
def update_application_version(change: dict[str, Any], app_id: str, version: str) -> dict[str, Any]:
    """Support a version, or refuse it from now on."""
    services().applications.support(app_id, version, supported=change["supported"])
    [changed] = services().applications.reveal(app_id, version)
    return _version(changed, _former(app_id))


@api.endpoint(
    "POST /admin/applications/<app_id>/versions/<version>/rotate",
    tag=_TAG,
    role=Role.ADMIN,
    four_eyes=True,
    request=RotateVersionRequest(),
    answer=RotatedVersion(),
    errors=_ERRORS,
)
def rotate_application_version(body: dict[str, Any], app_id: str, version: str) -> dict[str, Any]:
    """Give a version another key and secret; apps with the former ones are served for a while."""
    rotated, until = services().applications.rotate_version(app_id, version, valid_seconds=body["former_valid_seconds"])
    return {**_version(rotated, _former(app_id)), "timestampFormerExpires": until}


def _item(application: Application) -> dict[str, Any]:
    return {"id": application.application_id, "roles": list(application.roles)}


def _detail(application: Application) -> dict[str, Any]:
    return {
        **_item(application),
        "leastProtocolVersion": application.least_protocol,
        "supportedAlgorithms": allowed_algorithms.texts(application.algorithms),
        "serviceBaseUrl": services().settings.base_url + SERVICE,
        "mobileSdkConfig": services().applications.mobile_sdk_config(
            application.application_id, application.application_key, application.application_secret
        ),
        "appKey": application.application_key,
        "appSecret": application.application_secret,
        "masterServerPublicKey": application.master_public_key,
        **({"timestampFormerSigns": signs} if (signs := application.former_signs_until_ms) is not None else {}),
    }


def _version(version: AppVersion, former: Mapping[str, list[FormerKey]]) -> dict[str, Any]:
    return {
        "name": version.name,
        "supported": version.supported,
        "mobileSdkConfig": services().applications.mobile_sdk_config(
            version.application_id, version.application_key, version.application_secret
        ),
        "appKey": version.application_key,
        "appSecret": version.application_secret,
        "formerKeys": [
            {"appKey": one.application_key, "timestampExpires": one.expires_ms} for one in former.get(version.name, [])
        ],
    }


def _former(application_id: str) -> Mapping[str, list[FormerKey]]:
    return services().applications.former_keys(application_id)


def _algorithms(body: Mapping[str, Any]) -> list[Algorithm] | None:
    words = body.get("supported_algorithms")
    return None if words is None else [Algorithm(word) for word in words]
