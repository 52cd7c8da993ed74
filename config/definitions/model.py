"""The definitions as data: one frozen dataclass a record (`nextstep.md` §2.1 and §3)."""

from dataclasses import dataclass

from config.definitions.templates import OperationTemplate, PushDefinition, TextsDefinition
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType


@dataclass(frozen=True, slots=True)
class AuthMethodDefinition:
    """One authentication method and its limits; methods are listed by `order_number`."""

    auth_method: AuthMethod
    order_number: int
    check_user_prefs: bool
    user_prefs_column: int | None
    user_prefs_default: bool | None
    check_auth_fails: bool
    max_auth_fails: int | None
    has_user_interface: bool
    has_mobile_token: bool
    display_name_key: str | None


@dataclass(frozen=True, slots=True)
class OperationDefinition:
    """The configuration of one kind of operation.

    `mobile_token_mode` is the JSON text that the API shows; `expiration_time` is seconds, None for the
    lifetime of the settings.
    """

    operation_name: str
    template_version: str
    template_id: int
    mobile_token_enabled: bool
    mobile_token_mode: str
    afs_enabled: bool
    afs_config_id: str | None
    expiration_time: int | None


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One row of a flow: after this method ended with this result, offer that method with that overall result.

    CREATE rows have no request; a row without a response method offers nothing.
    """

    step_definition_id: int
    operation_name: str
    operation_type: OperationRequestType
    request_auth_method: AuthMethod | None
    request_auth_step_result: AuthStepResult | None
    response_priority: int
    response_auth_method: AuthMethod | None
    response_result: AuthResult


@dataclass(frozen=True, slots=True)
class OrganizationDefinition:
    """One segment of the bank's users."""

    organization_id: str
    display_name_key: str | None
    is_default: bool
    order_number: int
    default_credential_name: str | None
    default_otp_name: str | None


@dataclass(frozen=True, slots=True)
class DefinitionSet:
    """Everything that one folder of definitions says: methods and organizations by order number, steps by id."""

    auth_methods: tuple[AuthMethodDefinition, ...]
    operations: tuple[OperationDefinition, ...]
    steps: tuple[StepDefinition, ...]
    organizations: tuple[OrganizationDefinition, ...]
    operation_templates: tuple[OperationTemplate, ...]
    operation_texts: tuple[TextsDefinition, ...]
    push_texts: tuple[PushDefinition, ...]
