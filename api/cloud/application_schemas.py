"""Requests and answers about mobile applications and their versions (`powerauth-protocol.md` §0.4, §9.1)."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from activities.device.applications import LEAST_PROTOCOL
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.v4.algorithm import Algorithm
from api.cloud.schema import MAX, CloudSchema, name
from api.http.schema import Boolean, Integer, List, String, Word

# Apps are published, and then people have to take them.
_OVERLAP, _MAX_OVERLAP = 90 * 86_400, 366 * 86_400


def _algorithms() -> List:
    return List(Word(Algorithm, plain=True), max=len(Algorithm))


class CreateApplicationRequest(CloudSchema):
    """An application to be created. `roles` are free texts, which every check of a signature answers.

    `leastProtocolVersion`: the oldest version of the protocol that its phones are served by. Signatures of 3.0 are eight
    digits for each factor. From 4.0 on phones of protocol 3 may be upgraded, and are served nothing else.

    `supportedAlgorithms`: those that registrations by protocol 4 may be of; an empty list, and there are no such registrations.
    """

    id = name(required=True)
    roles = List(String(min=1, max=MAX), load_default=list)
    least_protocol_version = Word(LeastProtocol, load_default=LEAST_PROTOCOL)
    supported_algorithms = _algorithms()


class UpdateApplicationRequest(CloudSchema):
    """The oldest version of the protocol that the application's phones are served by, and the algorithms that new registrations
    by protocol 4 may be of, from now on: one of both, or both. A registration of an algorithm that is taken away goes on.
    """

    least_protocol_version = Word(LeastProtocol)
    supported_algorithms = _algorithms()

    @validates_schema
    def _changes(self, data: dict[str, Any], **_: object) -> None:
        if not data:
            raise ValidationError("Must have leastProtocolVersion or supportedAlgorithms.")


class ApplicationListItem(CloudSchema):
    """An application without its credentials."""

    id = String()
    roles = List(String())


class ApplicationDetail(ApplicationListItem):
    """An application, with what is compiled into the apps of its version `default`; `mobileSdkConfig` holds all of it."""

    least_protocol_version = Word(LeastProtocol)
    supported_algorithms = _algorithms()
    service_base_url = String()
    mobile_sdk_config = String()
    app_key = String()
    app_secret = String()
    master_server_public_key = String()
    timestamp_former_signs = Integer(allow_none=True)


class RotateVersionRequest(CloudSchema):
    """For how many seconds the former key and secret are taken too; 0, where somebody has the secret who should not."""

    former_valid_seconds = Integer(min=0, max=_MAX_OVERLAP, load_default=_OVERLAP)


class RotateApplicationRequest(RotateVersionRequest):
    """For how many seconds the former keys and secrets are taken too, and activation codes and offline QR codes are signed by
    the former master key; 0, where somebody has one of them who should not.
    """

    former_signs_seconds = Integer(min=0, max=_MAX_OVERLAP)

    @validates_schema
    def _ends_in_time(self, data: dict[str, Any], **_: object) -> None:
        signs = data.get("former_signs_seconds")
        if signs is not None and signs > data["former_valid_seconds"]:
            raise ValidationError(
                {"formerSignsSeconds": ["Must not be longer than formerValidSeconds: no app could verify."]}
            )


class RotatedApplication(ApplicationDetail):
    """The application with its new keys, which belong into its apps from now on. Every version has others: read them too."""

    timestamp_former_expires = Integer()


class ApplicationList(CloudSchema):
    """All applications, by id."""

    applications = List(fields.Nested(ApplicationListItem))


class CreateVersionRequest(CloudSchema):
    """A version to be added to an application."""

    name = name(required=True)


class UpdateVersionRequest(CloudSchema):
    """Whether apps of this version are served."""

    supported = Boolean(required=True)


class FormerAppKey(CloudSchema):
    """A key that a version had: apps with it are served until it expires."""

    app_key = String()
    timestamp_expires = Integer()


class ApplicationVersion(CloudSchema):
    """A version of an application, with what is compiled into its apps. An unsupported one is refused everywhere."""

    name = String()
    supported = Boolean()
    mobile_sdk_config = String()
    app_key = String()
    app_secret = String()
    former_keys = List(fields.Nested(FormerAppKey))


class RotatedVersion(ApplicationVersion):
    """The version with its new key and secret, which belong into its apps from now on."""

    timestamp_former_expires = Integer()


class ApplicationVersionList(CloudSchema):
    """The application's versions, oldest first."""

    versions = List(fields.Nested(ApplicationVersion))
