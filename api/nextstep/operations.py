"""Operations: create, take steps, read, choose a method (document 002; `nextstep.md` §1.3, §2)."""

from typing import Any

from flask import request

from activities.idempotency.request_digest import digest_of
from api.http.endpoint import Idempotent
from api.http.idempotency import identifier
from api.nextstep import operation_answers as answers
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import (
    ApplicationContext,
    AuthenticationContext,
    CreateOperationRequest,
    OperationRequest,
    UpdateChosenAuthMethodRequest,
    UpdateMobileTokenRequest,
    UpdateOperationRequest,
    UpdateOperationUserRequest,
    WaitForOperationRequest,
)
from api.services import services
from config.exact_json import write
from config.vocabulary import AuthStepResult
from locales import languages
from workflows.operation.client.gateway import NewOperation
from workflows.operation.client.workflow_client import Listing
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken, TakeStep
from workflows.temporal.identifiers import shorten

_TAG = "Operations"
_ENDED = ("OPERATION_ALREADY_FINISHED", "OPERATION_ALREADY_FAILED", "OPERATION_ALREADY_CANCELED")


@api.endpoint(
    "POST /operation",
    tag=_TAG,
    idempotent=Idempotent(),
    localized=True,
    request=CreateOperationRequest(),
    answer=answers.CreateOperationResponse(),
    errors=("OPERATION_ALREADY_EXISTS", "INVALID_CONFIGURATION", "ORGANIZATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def create_operation(new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Create an operation, and learn the methods that it begins with."""
    operation_id = new.get("operation_id") or identifier(api.name, key)
    application = new.get("application_context")
    form = new.get("form_data")
    external_name = new.get("operation_name_external")
    view = services().gateway.create(
        NewOperation(
            operation_name=new["operation_name"],
            operation_id=operation_id,
            operation_data=new["operation_data"],
            listing=Listing(
                summary=_summary(new["operation_name"], form),
                application_id=application and application["id"],
                external_id=new.get("external_transaction_id"),
            ),
            request_digest=digest_of(operation_id, write(new)),
            repeatable=key is not None,
            has_fresh_id=key is None and not new.get("operation_id"),
            user_id=new.get("user_id"),
            organization_id=new.get("organization_id"),
            external_name=external_name,
            params=write(new["params"]),
            form_data=form and write(form),
            application=application and application_text(application),
            language=_language(),
        )
    )
    return answers.render_created(view)


@api.endpoint(
    "PUT /operation",
    "POST /operation/update",
    tag=_TAG,
    idempotent=Idempotent(subject="operation_id"),
    localized=True,
    request=UpdateOperationRequest(),
    answer=answers.UpdateOperationResponse(),
    errors=(
        *_ENDED,
        "AUTH_METHOD_NOT_FOUND",
        "OPERATION_NOT_VALID",
        "OPERATION_NOT_FOUND",
        "INVALID_CONFIGURATION",
        "ORGANIZATION_NOT_FOUND",
        "SERVICE_UNAVAILABLE",
    ),
)
def update_operation(step: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Report how a step ended, and learn what comes next."""
    gateway = services().gateway
    canceled = step.get("auth_step_result") is AuthStepResult.CANCELED
    event = TakeStep(
        method=step.get("auth_method"),
        step_result=step.get("auth_step_result"),
        # Only a cancellation's reason decides anything; other words of the caller's stay out of the histories.
        description=step.get("auth_step_result_description") if canceled else None,
        target_method=step.get("target_auth_method"),
        user_id=step.get("user_id"),
        organization_id=step.get("organization_id"),
        instruments=tuple(step["auth_instruments"]),
        authentication_context=_signature(step.get("authentication_context")),
    )
    view = gateway.change(step["operation_id"], event, key, language=_language())
    application = step.get("application_context")
    if application is not None:
        gateway.amend(step["operation_id"], application=application_text(application))
    return answers.render_updated(view)


@api.endpoint(
    "POST /operation/detail",
    tag=_TAG,
    localized=True,
    request=OperationRequest(),
    answer=answers.OperationDetailResponse(),
    errors=("OPERATION_NOT_FOUND", "OPERATION_NOT_VALID", "SERVICE_UNAVAILABLE"),
)
def operation_detail(body: dict[str, Any]) -> dict[str, Any]:
    """Read an operation: its state, its history, its form in the caller's language."""
    return _detail(body["operation_id"])


@api.endpoint(
    "GET /operation/detail",
    tag=_TAG,
    localized=True,
    request=WaitForOperationRequest(),
    answer=answers.OperationDetailResponse(),
    conditional=True,
    errors=("OPERATION_NOT_FOUND", "OPERATION_NOT_VALID", "SERVICE_UNAVAILABLE"),
)
def wait_for_operation(query: dict[str, Any]) -> dict[str, Any]:
    """Read an operation, or wait for its next step: a page hears so that the phone has answered.

    With `wait`, an unfinished operation is answered when it changes, or after that many seconds; at once if `If-None-Match` says
    that the caller knows another state of it, and when too many callers wait already.
    """
    operation_id = query["operation_id"]
    return services().waiting.poll(lambda: _detail(operation_id), operation_id, query["wait"])


@api.endpoint(
    "PUT /operation/chosenAuthMethod",
    "POST /operation/chosenAuthMethod/update",
    tag=_TAG,
    idempotent=Idempotent(subject="operation_id"),
    request=UpdateChosenAuthMethodRequest(),
    errors=("OPERATION_NOT_FOUND", "OPERATION_NOT_VALID", "SERVICE_UNAVAILABLE"),
)
def choose_auth_method(choice: dict[str, Any], *, key: str | None) -> None:
    """Choose one of the methods that the current step offers."""
    event = ChooseMethod(method=choice["chosen_auth_method"])
    services().gateway.change(choice["operation_id"], event, key, language=_language())


@api.endpoint(
    "PUT /operation/mobileToken/status",
    "POST /operation/mobileToken/status/update",
    tag=_TAG,
    idempotent=Idempotent(subject="operation_id"),
    request=UpdateMobileTokenRequest(),
    errors=("OPERATION_NOT_FOUND", "OPERATION_NOT_VALID", "INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def set_mobile_token_status(change: dict[str, Any], *, key: str | None) -> None:
    """Let the mobile token answer the current step, or no longer; where it cannot, nothing changes."""
    event = SetMobileToken(active=change["mobile_token_active"])
    services().gateway.change(change["operation_id"], event, key, language=_language())


@api.endpoint(
    "PUT /operation/user",
    "POST /operation/user/update",
    tag=_TAG,
    idempotent=Idempotent(subject="operation_id"),
    request=UpdateOperationUserRequest(),
    errors=("OPERATION_NOT_FOUND", "ORGANIZATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def assign_user(change: dict[str, Any], *, key: str | None) -> None:
    """Say whose operation it is, outside of any step."""
    event = AssignUser(user_id=change["user_id"], organization_id=change.get("organization_id"))
    services().gateway.assign_user(
        change["operation_id"],
        event,
        change.get("account_status"),
        key,
    )


def application_text(application: dict[str, Any]) -> str:
    """An application context as it is stored and shown."""
    return write(ApplicationContext().dump(application))


def _detail(operation_id: str) -> dict[str, Any]:
    [detail] = answers.render_details([services().gateway.read_model.get(operation_id)])
    return detail


def _signature(context: dict[str, Any] | None) -> dict[str, str | bool | int | None] | None:
    return context and AuthenticationContext().dump(context)


def _summary(operation_name: str, form: dict[str, Any] | None) -> str:
    """What an operator reads first: the operation's name and its title in English, never what the caller filled in."""
    title = services().catalogs.text("en", form["title"]["id"]) if form and form.get("title") else None
    return shorten(f"{operation_name}: {title}" if title and "{" not in title else operation_name)


def _language() -> str | None:
    """What the user reads whose page calls: the push to his phone is written in it."""
    return languages.wishes(request.headers.get("Accept-Language"))
