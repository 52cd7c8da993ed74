"""What the API answers about operations: the schemas of the documentation, and the functions that fill them.

Members are in document 002's order, today's additions between them; nulls are emitted.
"""

from typing import Any

from flask import request
from marshmallow import fields

from activities.store import afs_actions
from activities.store.tables import AfsActionRow
from api.formdata.render import render
from api.formdata.schemas import OperationFormDataSchema
from api.http.schema import Boolean, Integer, List, String, Word
from api.http.times import Time, format_time
from api.nextstep.operation_requests import ApplicationContext, AuthenticationContext
from api.nextstep.schema import NextStepSchema
from api.services import services
from config import exact_json
from config.clock import now_ms
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, UserAccountStatus
from locales.languages import negotiate
from workflows.operation.client.read_model import OperationView
from workflows.operation.model import HistoryEntry


class ParameterSchema(NextStepSchema):
    """A parameter of a step."""

    key = String()
    value = String(allow_none=True)


class AuthStep(NextStepSchema):
    """A method offered next."""

    auth_method = Word(AuthMethod)
    params = List(fields.Nested(ParameterSchema))


class OperationHistory(NextStepSchema):
    """One step taken, and what followed."""

    auth_method = Word(AuthMethod)
    auth_result = Word(AuthResult)
    request_auth_step_result = Word(AuthStepResult)
    auth_step_result_description = String(allow_none=True)
    mobile_token_active = Boolean()
    power_auth_operation_id = String(allow_none=True)
    pa_authentication_context = fields.Nested(AuthenticationContext, allow_none=True)


class AfsActionDetail(NextStepSchema):
    """What the anti-fraud system was asked, and answered."""

    action = String()
    step_index = Integer()
    afs_label = String(allow_none=True)
    afs_response_applied = Boolean()
    request_extras = fields.Dict(allow_none=True)
    response_extras = fields.Dict(allow_none=True)


class _Operation(NextStepSchema):
    operation_id = String()
    operation_name = String()
    organization_id = String(allow_none=True)
    operation_name_external = String(allow_none=True)
    external_transaction_id = String(allow_none=True)
    result = Word(AuthResult)
    timestamp_created = Time()
    timestamp_expires = Time()
    operation_data = String()
    steps = List(fields.Nested(AuthStep))
    form_data = fields.Nested(OperationFormDataSchema, allow_none=True)
    expired = Boolean()


class CreateOperationResponse(_Operation):
    """A created operation, and the methods to begin with."""

    result_description = String(allow_none=True)


class UpdateOperationResponse(_Operation):
    """An operation after a step; `timestampCreated` is the time of the step."""

    user_id = String(allow_none=True)
    result_description = String(allow_none=True)
    chosen_auth_method = Word(AuthMethod, allow_none=True)
    mobile_token_active = Boolean()
    power_auth_operation_id = String(allow_none=True)


class OperationDetailResponse(_Operation):
    """All that is known of an operation."""

    user_id = String(allow_none=True)
    account_status = Word(UserAccountStatus, allow_none=True)
    history = List(fields.Nested(OperationHistory))
    afs_actions = List(fields.Nested(AfsActionDetail))
    chosen_auth_method = Word(AuthMethod, allow_none=True)
    remaining_attempts = Integer(allow_none=True)
    application_context = fields.Nested(ApplicationContext, allow_none=True)


class LookupResponse(NextStepSchema):
    """The operations of one transaction."""

    operations = List(fields.Nested(OperationDetailResponse))


class MobileTokenConfigResponse(NextStepSchema):
    """Whether the mobile token works here."""

    mobile_token_enabled = Boolean()


def render_created(view: OperationView) -> dict[str, Any]:
    """`CreateOperationResponse`."""
    state, row = view.state, view.row
    return {
        "operationId": row.operation_id,
        "operationName": row.operation_name,
        "organizationId": row.organization_id,
        "operationNameExternal": row.external_name,
        "externalTransactionId": row.external_transaction_id,
        "result": state.result,
        "resultDescription": state.current.description,
        "timestampCreated": format_time(state.created_ms),
        "timestampExpires": format_time(state.expires_ms),
        "operationData": row.operation_data,
        "steps": _steps(state.current),
        "formData": _form(view),
        "expired": now_ms() > state.expires_ms,
    }


def render_updated(view: OperationView) -> dict[str, Any]:
    """`UpdateOperationResponse`."""
    state, row = view.state, view.row
    return {
        "operationId": row.operation_id,
        "operationName": row.operation_name,
        "userId": row.user_id,
        "organizationId": row.organization_id,
        "operationNameExternal": row.external_name,
        "externalTransactionId": row.external_transaction_id,
        "result": state.result,
        "resultDescription": state.current.description,
        "timestampCreated": format_time(state.current.at_ms),
        "timestampExpires": format_time(state.expires_ms),
        "operationData": row.operation_data,
        "steps": _steps(state.current),
        "chosenAuthMethod": state.current.chosen_method,
        "mobileTokenActive": state.current.mobile_token_active,
        "powerAuthOperationId": None,
        "formData": _form(view),
        "expired": now_ms() > state.expires_ms,
    }


def render_details(views: list[OperationView], *, in_list: bool = False) -> list[dict[str, Any]]:
    """`OperationDetailResponse`s; in lists `steps` stays empty and `remainingAttempts` null (`nextstep.md` §1.1)."""
    examined = [view.row.operation_id for view in views if view.has_afs_actions]
    actions: dict[str, list[AfsActionRow]] = {}
    if examined:
        with services().database.read() as session:
            actions = afs_actions.of(session, examined)
    return [_detail(view, actions.get(view.row.operation_id, []), in_list) for view in views]


def _detail(view: OperationView, actions: list[AfsActionRow], in_list: bool) -> dict[str, Any]:
    state, row = view.state, view.row
    return {
        "operationId": row.operation_id,
        "operationName": row.operation_name,
        "userId": row.user_id,
        "organizationId": row.organization_id,
        "accountStatus": row.account_status,
        "operationNameExternal": row.external_name,
        "externalTransactionId": row.external_transaction_id,
        "result": state.result,
        "timestampCreated": format_time(state.created_ms),
        "timestampExpires": format_time(state.expires_ms),
        "operationData": row.operation_data,
        "steps": [] if in_list else _steps(state.current),
        "history": [_history(entry) for entry in state.history],
        "afsActions": [_afs_action(action) for action in actions],
        "formData": _form(view),
        "chosenAuthMethod": state.current.chosen_method,
        "remainingAttempts": None if in_list else state.remaining_attempts,
        "applicationContext": _application(row.application),
        "expired": now_ms() > state.expires_ms,
    }


def _steps(entry: HistoryEntry) -> list[dict[str, Any]]:
    return [{"authMethod": method, "params": []} for method in entry.steps]


def _history(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "authMethod": entry.method,
        "authResult": entry.result,
        "requestAuthStepResult": entry.step_result,
        "authStepResultDescription": entry.description,
        "mobileTokenActive": entry.mobile_token_active,
        "powerAuthOperationId": None,
        "paAuthenticationContext": entry.authentication_context,
    }


def _application(stored: str | None) -> Any:
    """A context without an id is not shown (`nextstep.md` §1.2)."""
    context = exact_json.read(stored) if stored else {}
    return context if context.get("id") is not None else None


def _afs_action(row: AfsActionRow) -> dict[str, Any]:
    return {
        "action": row.action,
        "stepIndex": row.step_index,
        "afsLabel": row.label,
        "afsResponseApplied": row.response_applied,
        "requestExtras": row.request_extras and exact_json.read(row.request_extras),
        "responseExtras": row.response_extras and exact_json.read(row.response_extras),
    }


def _form(view: OperationView) -> Any:
    if view.row.form_data is None:
        return None
    catalogs = services().catalogs
    language = negotiate(request.headers.get("Accept-Language"), catalogs.languages)
    if language is None:
        return exact_json.raw(view.row.form_data)  # as it was written: no need to read it
    return render(exact_json.read(view.row.form_data), language, catalogs)
