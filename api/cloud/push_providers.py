"""What applications prove themselves with at push providers, for administrators (`mobile-and-cloud.md` §5.2, §5.4)."""

from typing import Any

from marshmallow import fields

from activities.push.credentials import ApnsCredentials, CredentialsInvalid, FcmCredentials, ProviderName
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema
from api.http.schema import Secret, Strict, String, Word
from api.services import services
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import PushEnvironment, Role

_TAG = "Push Providers"
_ERRORS = ("ERROR_ADMIN",)
_MAX_KEY = 16_384


class ApnsProvider(CloudSchema):
    """An app of Apple's: the team, the id of the team's key, and the app's bundle.

    With the environment `production`, devices that say `development` get nothing.
    """

    team_id = String(max=MAX, required=True)
    key_id = String(max=MAX, required=True)
    bundle = String(max=MAX, required=True)
    environment = Word(PushEnvironment, required=True)


class ApnsProviderRequest(ApnsProvider):
    """An app of Apple's, with the key by which it proves itself: the text of a file `.p8`."""

    private_key = Secret(max=_MAX_KEY, required=True)


class ServiceAccount(Strict):
    """A service account's key, as Google makes it; other members are ignored."""

    project_id = String(max=MAX, required=True)
    client_email = String(max=MAX, required=True)
    private_key_id = String(max=MAX, required=True)
    private_key = Secret(max=_MAX_KEY, required=True)


class FcmProviderRequest(CloudSchema):
    """A Firebase project, by a service account that may send its messages."""

    service_account = fields.Nested(ServiceAccount, required=True)


class FcmProvider(CloudSchema):
    """A Firebase project, the service account that sends its messages, and the id of the account's key."""

    project_id = String()
    client_email = String()
    private_key_id = String()


@api.endpoint(
    "PUT /admin/applications/<app_id>/push/apns",
    tag=_TAG,
    role=Role.ADMIN,
    request=ApnsProviderRequest(),
    answer=ApnsProvider(),
    errors=_ERRORS,
)
def put_apns_provider(new: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Give an application its credentials at Apple, in place of those that it has."""
    try:
        credentials = ApnsCredentials(
            team_id=new["team_id"],
            key_id=new["key_id"],
            private_key=new["private_key"],
            topic=new["bundle"],
            environment=new["environment"],
        )
    except CredentialsInvalid as error:
        raise Refused(Reason.REQUEST_INVALID, str(error)) from None
    services().push_administration.put(app_id, credentials)
    return _apns(credentials)


@api.endpoint(
    "GET /admin/applications/<app_id>/push/apns", tag=_TAG, role=Role.READER, answer=ApnsProvider(), errors=_ERRORS
)
def get_apns_provider(app_id: str) -> dict[str, Any]:
    """Read an application's credentials at Apple, but for the key."""
    credentials = services().push_administration.get(app_id, ProviderName.APNS)
    assert isinstance(credentials, ApnsCredentials)
    return _apns(credentials)


@api.endpoint("DELETE /admin/applications/<app_id>/push/apns", tag=_TAG, role=Role.ADMIN, errors=_ERRORS)
def delete_apns_provider(app_id: str) -> None:
    """Forget an application's credentials at Apple: its devices of Apple's get no more messages."""
    services().push_administration.remove(app_id, ProviderName.APNS)


@api.endpoint(
    "PUT /admin/applications/<app_id>/push/fcm",
    tag=_TAG,
    role=Role.ADMIN,
    request=FcmProviderRequest(),
    answer=FcmProvider(),
    errors=_ERRORS,
)
def put_fcm_provider(new: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Give an application its credentials at Google, in place of those that it has."""
    try:
        credentials = FcmCredentials(**new["service_account"])
    except CredentialsInvalid as error:
        raise Refused(Reason.REQUEST_INVALID, f"serviceAccount.{error}") from None
    services().push_administration.put(app_id, credentials)
    return _fcm(credentials)


@api.endpoint(
    "GET /admin/applications/<app_id>/push/fcm", tag=_TAG, role=Role.READER, answer=FcmProvider(), errors=_ERRORS
)
def get_fcm_provider(app_id: str) -> dict[str, Any]:
    """Read an application's credentials at Google, but for the key."""
    credentials = services().push_administration.get(app_id, ProviderName.FCM)
    assert isinstance(credentials, FcmCredentials)
    return _fcm(credentials)


@api.endpoint("DELETE /admin/applications/<app_id>/push/fcm", tag=_TAG, role=Role.ADMIN, errors=_ERRORS)
def delete_fcm_provider(app_id: str) -> None:
    """Forget an application's credentials at Google: its devices with Android get no more messages."""
    services().push_administration.remove(app_id, ProviderName.FCM)


def _apns(credentials: ApnsCredentials) -> dict[str, Any]:
    return {
        "teamId": credentials.team_id,
        "keyId": credentials.key_id,
        "bundle": credentials.topic,
        "environment": credentials.environment,
    }


def _fcm(credentials: FcmCredentials) -> dict[str, Any]:
    return {
        "projectId": credentials.project_id,
        "clientEmail": credentials.client_email,
        "privateKeyId": credentials.private_key_id,
    }
