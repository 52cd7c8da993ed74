"""Registrations of devices, for integration users (document 003; `mobile-and-cloud.md` §3.2, §3.3).

A user sees the registrations of its own applications; those of others are not found, like those that do not exist.
"""

from typing import Any

from activities.audit import origin
from activities.idempotency.request_digest import digest_of
from api.access.caller import caller
from api.cloud import registration_answers as answers
from api.cloud.authorization import managed_applications, manages
from api.cloud.blueprint import api
from api.cloud.registration_requests import (
    CommitRegistrationRequest,
    CreateRegistrationQuery,
    CreateRegistrationRequest,
    DeleteRegistrationQuery,
    FlagsRequest,
    RegistrationListQuery,
    RenameRegistrationRequest,
    UpdateRegistrationRequest,
    commit_phase_of,
)
from api.http.endpoint import Idempotent
from api.http.error_table import CodeAndDetail
from api.http.errors import Denied
from api.http.idempotency import identifier
from api.services import services
from config.exact_json import write
from config.reasons import Reason
from config.refused import Refused
from workflows.registration.client.gateway import NewRegistration, RegistrationView
from workflows.registration.model import RegistrationChange

_TAG = "Registrations"
_NOT_FOUND, _CHANGE = "ERROR_REGISTRATION_NOT_FOUND", "ERROR_REGISTRATION_CHANGE"
_TO_CHANGE = {Reason.REGISTRATION_NOT_FOUND: CodeAndDetail(_NOT_FOUND, "Registration not found for state change")}


@api.endpoint(
    "POST /v2/registrations",
    tag=_TAG,
    idempotent=Idempotent(),
    query=CreateRegistrationQuery(),
    request=CreateRegistrationRequest(),
    answer=answers.CreateRegistrationResponse(),
    errors=(_NOT_FOUND, "ERROR_REGISTRATION_NOT_ALLOWED"),
)
def create_registration(query: dict[str, Any], new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Create a registration, and get what the QR code for the user's device shows."""
    if not manages(new["app_id"]):
        raise Denied(_NOT_FOUND, "Application not found")
    registration_id = identifier(f"{api.name} {caller().name}", key)
    registrations = services().registrations
    view = registrations.create(
        NewRegistration(
            registration_id=registration_id,
            application_id=new["app_id"],
            user_id=new["user_id"],
            commit_phase=commit_phase_of(new),
            otp=new.get("otp"),
            flags=tuple(dict.fromkeys(new["flags"])),
            expires_ms=new.get("timestamp_registration_expire"),
            only_one=query["incomplete_status_check"],
            # The digest of a few digits would give them away.
            request_digest=digest_of(registration_id, write({**query, **new, "otp": "otp" in new})),
            repeatable=key is not None,
        )
    )
    return answers.render_created(registrations, view)


@api.endpoint("GET /v2/registrations", tag=_TAG, query=RegistrationListQuery(), answer=answers.RegistrationList())
def get_registration_list(query: dict[str, Any]) -> dict[str, Any]:
    """List a user's registrations, newest first; removed ones only if they are asked for."""
    views = services().registrations.list_registrations(
        query["user_id"],
        managed_applications(),
        include_removed=query["removed"],
        page=query["page_number"],
        size=query["page_size"],
    )
    return {"registrations": [answers.item(view) for view in views]}


@api.endpoint(
    "GET /v2/registrations/<registration_id>", tag=_TAG, answer=answers.RegistrationDetail(), errors=(_NOT_FOUND,)
)
def get_registration(registration_id: str) -> dict[str, Any]:
    """Read a registration; which members there are depends on its status."""
    return answers.detail(services().registrations, _own(registration_id))


@api.endpoint(
    "POST /v2/registrations/<registration_id>/commit",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CommitRegistrationRequest(),
    errors=(_NOT_FOUND, _CHANGE),
)
def commit_activation(commit: dict[str, Any], registration_id: str, *, key: str | None) -> None:
    """Commit a registration that is PENDING_COMMIT, with the one-time password if one was set for this."""
    _own(registration_id)
    origin.set_external_user(commit.get("external_user_id"))
    services().registrations.commit(registration_id, commit.get("otp"), key)


@api.endpoint(
    "PUT /v2/registrations/<registration_id>",
    tag=_TAG,
    idempotent=Idempotent(),
    request=UpdateRegistrationRequest(),
    errors=(_NOT_FOUND, _CHANGE),
    refusals=_TO_CHANGE,
)
def update_registration_state(update: dict[str, Any], registration_id: str, *, key: str | None) -> None:
    """Block an ACTIVE registration, unblock a BLOCKED one, or remove any."""
    _own(registration_id)
    origin.set_external_user(update.get("external_user_id"))
    reason = update.get("block_reason")
    services().registrations.change(registration_id, update["change"], reason, key)


@api.endpoint(
    "DELETE /v2/registrations/<registration_id>",
    tag=_TAG,
    idempotent=Idempotent(),
    query=DeleteRegistrationQuery(),
    errors=(_NOT_FOUND, _CHANGE),
    refusals=_TO_CHANGE,
)
def delete_registration(who: dict[str, Any], registration_id: str, *, key: str | None) -> None:
    """Remove a registration; a body is not read."""
    _own(registration_id)
    origin.set_external_user(who.get("external_user_id"))
    services().registrations.change(registration_id, RegistrationChange.REMOVE, None, key)


@api.endpoint(
    "PUT /v2/registrations/<registration_id>/name",
    tag=_TAG,
    request=RenameRegistrationRequest(),
    errors=(_NOT_FOUND, _CHANGE),
)
def update_registration(update: dict[str, Any], registration_id: str) -> None:
    """Give a registration another name."""
    _own(registration_id)
    origin.set_external_user(update["external_user_id"])
    services().registrations.rename(registration_id, update["name"])


@api.endpoint("POST /v2/registrations/<registration_id>/flags", tag=_TAG, request=FlagsRequest(), errors=(_NOT_FOUND,))
def add_registration_flags(body: dict[str, Any], registration_id: str) -> None:
    """Add flags to a registration; those that it has stay."""
    _own(registration_id)
    services().registrations.add_flags(registration_id, body["flags"])


@api.endpoint(
    "POST /v2/registrations/<registration_id>/flags/remove", tag=_TAG, request=FlagsRequest(), errors=(_NOT_FOUND,)
)
def remove_registration_flags(body: dict[str, Any], registration_id: str) -> None:
    """Take flags from a registration; those that it has not are passed over."""
    _own(registration_id)
    services().registrations.remove_flags(registration_id, body["flags"])


def _own(registration_id: str) -> RegistrationView:
    """The registration, which is the caller's. Raises `Refused` REGISTRATION_NOT_FOUND."""
    view = services().registrations.get(registration_id)
    if not manages(view.application_id):
        raise Refused(Reason.REGISTRATION_NOT_FOUND)
    return view
