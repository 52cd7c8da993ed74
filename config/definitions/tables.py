"""The tables of a definitions file: which keys each has, and what they become."""

import json
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from config import mobile_token_mode
from config.definitions.lines import KeyPath
from config.definitions.model import AuthMethodDefinition, OperationDefinition, OrganizationDefinition, StepDefinition
from config.definitions.record import Record
from config.definitions.source import DefinitionProblem, Source, SourceInvalid
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType

USER_PREFS_COLUMNS = 5
TABLES = ("auth_method", "operation", "steps", "organization", "operation_template", "operation_texts", "push_texts")
_MAX = 2**31 - 1

Definition = TypeVar("Definition")
Placed = tuple[Definition, Source, KeyPath]


def auth_method(record: Record) -> AuthMethodDefinition:
    """`[auth_method.NAME]`."""
    check_user_prefs = record.require("check_user_prefs", record.flag("check_user_prefs"))
    column = record.number("user_prefs_column", 1, USER_PREFS_COLUMNS)
    default = record.flag("user_prefs_default")
    if check_user_prefs:
        record.require("user_prefs_column", column, "check_user_prefs needs a column from 1 to 5")
        record.require("user_prefs_default", default, "check_user_prefs needs what holds for users without preferences")
    check_auth_fails = record.require("check_auth_fails", record.flag("check_auth_fails"))
    most = record.number("max_auth_fails", 1, _MAX)
    if check_auth_fails:
        record.require("max_auth_fails", most, "check_auth_fails needs how many failures are too many")
    return AuthMethodDefinition(
        auth_method=record.match_word((), record.path[-1], AuthMethod),
        order_number=record.require("order_number", record.number("order_number", 1, _MAX)),
        check_user_prefs=check_user_prefs,
        user_prefs_column=column,
        user_prefs_default=default,
        check_auth_fails=check_auth_fails,
        max_auth_fails=most,
        has_user_interface=record.require("has_user_interface", record.flag("has_user_interface")),
        has_mobile_token=record.require("has_mobile_token", record.flag("has_mobile_token")),
        display_name_key=record.text("display_name_key", 1, 256),
    )


def operation(record: Record) -> OperationDefinition:
    """`[operation.NAME]`."""
    version = record.require("template_version", record.text("template_version", 1, 1))
    if not re.fullmatch("[A-Z]", version):
        raise record.wrong(("template_version",), f"must be one capital letter, not {version!r}")
    afs_enabled = record.flag("afs_enabled") or False
    afs_config_id = record.text("afs_config_id", 2, 256)
    if afs_enabled:
        record.require("afs_config_id", afs_config_id, "afs_enabled needs the configuration's id")
    return OperationDefinition(
        operation_name=_name(record),
        template_version=version,
        template_id=record.require("template_id", record.number("template_id", 1, _MAX)),
        mobile_token_enabled=record.flag("mobile_token_enabled") or False,
        mobile_token_mode=_mobile_token_mode(record),
        afs_enabled=afs_enabled,
        afs_config_id=afs_config_id,
        expiration_time=record.number("expiration_time", 1, 366 * 86400),
    )


def organization(record: Record) -> OrganizationDefinition:
    """`[organization.ID]`."""
    return OrganizationDefinition(
        organization_id=_name(record),
        display_name_key=record.text("display_name_key", 1, 256),
        is_default=record.flag("is_default") or False,
        order_number=record.require("order_number", record.number("order_number", 1, _MAX)),
        default_credential_name=record.text("default_credential_name", 2, 256),
        default_otp_name=record.text("default_otp_name", 2, 256),
    )


def step(record: Record) -> StepDefinition:
    """One row of `create` or `update` in `[steps.OPERATION]`."""
    kind = OperationRequestType(str(record.path[2]).upper())
    method, ended = record.word("method", AuthMethod), record.word("ended", AuthStepResult)
    if kind is OperationRequestType.UPDATE:
        record.require("method", method, "an update row answers a method")
        record.require("ended", ended, "an update row answers how the method ended")
    else:
        record.forbid("method", "a create row answers no method")
        record.forbid("ended", "a create row answers no method")
    result = record.require("result", record.word("result", AuthResult))
    offered = record.word("next", AuthMethod)
    if result is AuthResult.CONTINUE:
        record.require("next", offered, "an operation that continues needs a next method")
    return StepDefinition(
        step_definition_id=record.require("id", record.number("id", 1, 2**63 - 1)),
        operation_name=str(record.path[1]),
        operation_type=kind,
        request_auth_method=method,
        request_auth_step_result=ended,
        response_priority=record.require("priority", record.number("priority", 1, _MAX)),
        response_auth_method=offered,
        response_result=result,
    )


def read_rows(
    source: Source,
    rows: Iterator[tuple[KeyPath, object]],
    make: Callable[[Record], Definition],
    problems: list[DefinitionProblem],
) -> Iterator[Placed[Definition]]:
    """What `make` makes of `rows`, each with its place; the rows it refuses go to `problems`."""
    for path, table in rows:
        try:
            record = Record(source, path, table)
            definition = make(record)
            record.complete()
        except SourceInvalid as error:
            problems.append(error.problem)
        else:
            yield definition, source, path


def _name(record: Record) -> str:
    name = str(record.path[-1])
    if not 2 <= len(name) <= 256:
        raise record.wrong((), f"the name must have 2 to 256 characters, not {len(name)}")
    return name


def _mobile_token_mode(record: Record) -> str:
    value = record.require("mobile_token_mode", record.value("mobile_token_mode"))
    problem = mobile_token_mode.find_problem(value)
    if problem:
        member, why = problem
        raise record.wrong(("mobile_token_mode", *filter(None, (member,))), why)
    mode = Record(record.source, (*record.path, "mobile_token_mode"), value)
    known = {name: found for name in ("type", "variants") if (found := mode.value(name)) is not None}
    mode.complete()
    return json.dumps(known, separators=(",", ":"))
