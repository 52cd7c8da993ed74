"""Callbacks, for integration users: where their servers hear of changes (`mobile-and-cloud.md` §3.2, §8).

A user sees those of its own applications; others' applications are not found.
"""

from typing import Any

from activities.callbacks.registry import Callback, CallbackTerms, ReceiverCredentials
from activities.store.deliveries import StoredDelivery
from api.cloud.authorization import manages
from api.cloud.blueprint import api
from api.cloud.callback_schemas import (
    CallbackDeliveryList,
    CallbackDeliveryQuery,
    CallbackDetail,
    CallbackList,
    CreateCallbackRequest,
    CreatedCallback,
    RotateCallbackSecretRequest,
    RotatedCallbackSecret,
    UpdateCallbackRequest,
)
from api.cloud.circuits import circuit_members
from api.cloud.members import sparse
from api.services import services
from config.reasons import Reason
from config.refused import Refused

_TAG = "Callbacks"
_ERRORS = ("ERROR_ADMIN",)
_ALL = "/v2/admin/applications/<app_id>/callbacks"


@api.endpoint(f"POST {_ALL}", tag=_TAG, request=CreateCallbackRequest(), answer=CreatedCallback(), errors=_ERRORS)
def create_callback(new: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Create a callback, and learn the secret that its requests are signed with."""
    _check_own(app_id)
    made, secret = services().callbacks.create(app_id, new["type"], _terms(new))
    return {**_detail(made), "secret": secret}


@api.endpoint(f"GET {_ALL}", tag=_TAG, answer=CallbackList(), errors=_ERRORS)
def get_callback_list(app_id: str) -> dict[str, Any]:
    """List the callbacks of an application."""
    _check_own(app_id)
    return {"callbacks": [_detail(one) for one in services().callbacks.list_callbacks(app_id)]}


@api.endpoint(f"GET {_ALL}/<callback_id>", tag=_TAG, answer=CallbackDetail(), errors=_ERRORS)
def get_callback(app_id: str, callback_id: str) -> dict[str, Any]:
    """Read a callback."""
    _check_own(app_id)
    return _detail(services().callbacks.get(app_id, callback_id))


@api.endpoint(
    f"PUT {_ALL}/<callback_id>", tag=_TAG, request=UpdateCallbackRequest(), answer=CallbackDetail(), errors=_ERRORS
)
def update_callback(update: dict[str, Any], app_id: str, callback_id: str) -> dict[str, Any]:
    """Change a callback; its type and its secret stay. What is on its way goes to where the callback is by then."""
    _check_own(app_id)
    return _detail(services().callbacks.change(app_id, callback_id, _terms(update)))


@api.endpoint(
    f"POST {_ALL}/<callback_id>/secret",
    tag=_TAG,
    request=RotateCallbackSecretRequest(),
    answer=RotatedCallbackSecret(),
    errors=_ERRORS,
)
def rotate_callback_secret(body: dict[str, Any], app_id: str, callback_id: str) -> dict[str, Any]:
    """Give a callback a new secret; requests are signed with the former ones too for a while."""
    _check_own(app_id)
    secret, until = services().callbacks.rotate(app_id, callback_id, valid_seconds=body["former_valid_seconds"])
    return {"secret": secret, "timestampFormerExpires": until}


@api.endpoint(f"DELETE {_ALL}/<callback_id>", tag=_TAG, errors=_ERRORS)
def delete_callback(app_id: str, callback_id: str) -> None:
    """Remove a callback; what it was still to tell is not told."""
    _check_own(app_id)
    services().callbacks.remove(app_id, callback_id)


@api.endpoint(
    f"GET {_ALL}/deliveries", tag=_TAG, query=CallbackDeliveryQuery(), answer=CallbackDeliveryList(), errors=_ERRORS
)
def get_callback_delivery_list(query: dict[str, Any], app_id: str) -> dict[str, Any]:
    """List what the application's callbacks were to tell, and what became of it."""
    _check_own(app_id)
    found = services().callbacks.list_deliveries(
        app_id, state=query.get("state"), page=query["page_number"], size=query["page_size"]
    )
    return {"deliveries": [_delivery(one) for one in found]}


@api.endpoint(f"POST {_ALL}/deliveries/<delivery_id>/send", tag=_TAG, errors=_ERRORS)
def send_callback_delivery(app_id: str, delivery_id: str) -> None:
    """Send again what has failed, or arrived; what still waits is left alone."""
    _check_own(app_id)
    services().callbacks.send_again(app_id, delivery_id)


def _check_own(app_id: str) -> None:
    if not manages(app_id):
        raise Refused(Reason.APPLICATION_NOT_FOUND, "Application not found")


def _terms(body: dict[str, Any]) -> CallbackTerms:
    return CallbackTerms(
        name=body["name"],
        url=body["callback_url"],
        attributes=tuple(dict.fromkeys(body["attributes"])),
        authentication=_authentication(body.get("authentication")),
        enabled=body["enabled"],
        max_attempts=body.get("max_attempts"),
        retention_days=body["retention_days"],
    )


def _authentication(credentials: dict[str, Any] | None) -> ReceiverCredentials | None:
    if credentials is None:
        return None
    names = {"BASIC": ("username", "password"), "BEARER": ("token",)}.get(credentials["type"], ())
    return ReceiverCredentials(credentials["type"], {name: credentials[name] for name in names})


def _detail(callback: Callback) -> dict[str, Any]:
    stored = callback.stored
    return sparse(
        id=stored.callback_id,
        applicationId=stored.application_id,
        name=stored.name,
        type=stored.type,
        callbackUrl=stored.url,
        attributes=list(stored.attributes),
        authentication=sparse(type=stored.authentication, username=callback.username),
        enabled=stored.enabled,
        maxAttempts=stored.max_attempts,
        retentionDays=stored.retention_days,
        timestampCreated=stored.created_ms,
        circuit=circuit_members(callback.circuit),
    )


def _delivery(delivery: StoredDelivery) -> dict[str, Any]:
    return sparse(
        id=delivery.delivery_id,
        callbackId=delivery.target,
        state=delivery.state,
        attempts=delivery.attempts,
        lastError=delivery.last_error,
        timestampCreated=delivery.created_ms,
        timestampLastChanged=delivery.changed_ms,
    )
