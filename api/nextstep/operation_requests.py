"""What callers send about operations (document 002; `nextstep.md` §1.3).

Required are members of requests themselves; those of objects within have defaults.
"""

from marshmallow import fields

from api.formdata.schemas import FormDataUpdateSchema, OperationFormDataSchema
from api.http.schema import Boolean, Dict, Integer, List, String, Word
from api.http.user_id import UserId
from api.http.waiting import wait_member
from api.nextstep.schema import NextStepSchema
from config.vocabulary import AuthInstrument, AuthMethod, AuthStepResult, UserAccountStatus

_EXTRAS = 50


def name(*, required: bool = False) -> String:
    """A name of two characters or more."""
    return String(min=2, required=required)


def identifier(*, required: bool = False) -> String:
    """An id of one character or more."""
    return String(min=1, required=required)


class KeyValueParameter(NextStepSchema):
    """A parameter of an operation or a step, kept and not interpreted."""

    key = String(load_default=None)
    value = String(load_default=None)


class ApplicationContext(NextStepSchema):
    """The application on whose behalf the operation runs; one without an id is stored and not shown."""

    id = String(allow_none=True, load_default=None)
    name = String(allow_none=True, load_default=None)
    description = String(allow_none=True, load_default=None)
    original_scopes = List(String(), load_default=list)
    extras = Dict(String(), fields.Raw(allow_none=True), load_default=dict, max=_EXTRAS)


class AuthenticationContext(NextStepSchema):
    """What the device's signature check said."""

    signature_type = String(allow_none=True, load_default=None)
    remaining_attempts = Integer(allow_none=True, load_default=None)
    blocked = Boolean(allow_none=True, load_default=None)


class CreateOperationRequest(NextStepSchema):
    """A new operation; without `operationId` one is generated."""

    operation_name = name(required=True)
    operation_id = identifier()
    operation_data = String(required=True)
    operation_name_external = name()
    user_id = UserId()
    organization_id = name()
    external_transaction_id = identifier()
    params = List(fields.Nested(KeyValueParameter), load_default=list)
    form_data = fields.Nested(OperationFormDataSchema)
    application_context = fields.Nested(ApplicationContext)


class UpdateOperationRequest(NextStepSchema):
    """A step that ended."""

    operation_id = identifier(required=True)
    user_id = UserId()
    organization_id = name()
    auth_method = Word(AuthMethod, plain=True)
    auth_instruments = List(Word(AuthInstrument, plain=True), load_default=list)
    auth_step_result = Word(AuthStepResult)
    target_auth_method = Word(AuthMethod, plain=True)
    auth_step_result_description = String(min=2)
    params = List(fields.Nested(KeyValueParameter), load_default=list)
    application_context = fields.Nested(ApplicationContext)
    authentication_id = String(min=36, max=36)
    authentication_context = fields.Nested(AuthenticationContext)


class OperationRequest(NextStepSchema):
    """An operation by its id."""

    operation_id = identifier(required=True)


class WaitForOperationRequest(OperationRequest):
    """An operation by its id, and how long to wait for a change of it."""

    wait = wait_member()


class UpdateOperationUserRequest(NextStepSchema):
    """Whose operation it is; members left out stay as they are."""

    operation_id = identifier(required=True)
    user_id = UserId(required=True)
    organization_id = name()
    account_status = Word(UserAccountStatus, plain=True)


class UpdateFormDataRequest(NextStepSchema):
    """What the user entered; of the form only `userInput` is taken."""

    operation_id = identifier(required=True)
    form_data = fields.Nested(FormDataUpdateSchema, required=True)


class UpdateChosenAuthMethodRequest(NextStepSchema):
    """Which of the offered methods the user chose."""

    operation_id = identifier(required=True)
    chosen_auth_method = Word(AuthMethod, plain=True, required=True)


class UpdateMobileTokenRequest(NextStepSchema):
    """Whether the mobile token may answer the current step."""

    operation_id = identifier(required=True)
    mobile_token_active = Boolean(load_default=False)


class UpdateApplicationContextRequest(NextStepSchema):
    """The application's context, replaced as a whole."""

    operation_id = identifier(required=True)
    application_context = fields.Nested(ApplicationContext, required=True)


class PendingOperationsRequest(NextStepSchema):
    """Whose operations; only those that offer a method (document 002), or that the mobile token may answer (today)."""

    user_id = UserId(required=True)
    auth_method = Word(AuthMethod, plain=True)
    mobile_token_only = Boolean(load_default=False)


class LookupRequest(NextStepSchema):
    """Operations of one transaction of the bank."""

    external_transaction_id = identifier(required=True)


class MobileTokenConfigRequest(NextStepSchema):
    """Whether a user's mobile token may answer a method in operations of a name."""

    user_id = UserId(required=True)
    operation_name = name(required=True)
    auth_method = Word(AuthMethod, plain=True, required=True)
