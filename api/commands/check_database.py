"""What `nextstep check` finds in the database: another master key, and definitions that cannot be used as they are stored."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from api.commands.sealed_database import find_key_problem, is_there
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database

Tell = Callable[[str], None]


def find_database_problems(settings: Settings, tell: Tell, warn: Tell) -> list[str]:
    """A line each; `tell` hears of what was found in order, `warn` of what could be better.

    A database that is not there, does not answer, or has not been migrated, is not looked at.
    """
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    where = f"database {without_password(settings.store_url)}"
    if not is_there(settings):
        tell(f"{where}: not there yet")
        return []
    database = Database(settings.store_url)
    try:
        if lack := database.find_lack():
            tell(f"{where}: not looked at, it has {lack}")
            return []
        if settings.four_eyes:
            _warn_of_one_administrator(database, settings, warn)
        _warn_of_applications_without_protocol_4(database, warn)
        return [
            *_key(database, settings),
            *_flows(database, tell),
            *_templates(database, tell),
            *_credentials(database, settings, tell),
            *_one_time_passwords(database, tell),
        ]
    except StoreUnavailable as error:
        tell(f"{where}: not looked at, {error}")
        return []
    finally:
        database.close()


def _key(database: "Database", settings: Settings) -> list[str]:
    problem = find_key_problem(database, settings) if settings.master_keys else None
    return [problem] if problem else []


def _warn_of_one_administrator(database: "Database", settings: Settings, warn: Tell) -> None:
    """Tokens may be another one's."""
    from activities.store import accounts
    from config.vocabulary import Role

    with database.read() as session:
        enabled = [one for one in accounts.list_accounts(session) if one.role is Role.ADMIN and one.enabled]
    if len(enabled) < 2 and not settings.oidc_issuer:
        warn(
            "NEXTSTEP_FOUR_EYES: there is one enabled administrator, and nobody else to agree; make one before you set it, "
            "or answer with nextstep change-requests"
        )


def _warn_of_applications_without_protocol_4(database: "Database", warn: Tell) -> None:
    """A release of before made them, or rotated their keys, while this one took over."""
    from activities.store import applications

    with database.read() as session:
        found = applications.before_v4(session)
    if found:
        warn(f"applications: {', '.join(found)} lack keys of protocol 4; run nextstep migrate")


def _flows(database: "Database", tell: Tell) -> list[str]:
    from activities.store import flows

    steps, problems = flows.steps(database)
    tell(f"step definitions: {len(steps)} stored")
    return [f"operation {problem.operation_name}: {problem.message}" for problem in problems]


def _templates(database: "Database", tell: Tell) -> list[str]:
    from activities.templates.administration import TemplateAdministration

    stored = TemplateAdministration(database).list_templates()
    tell(f"templates: {len(stored)} stored")
    return [f"template {one.template.template_name}: {warning}" for one in stored for warning in one.warnings]


def _credentials(database: "Database", settings: Settings, tell: Tell) -> list[str]:
    from activities.credentials.policy import terms
    from activities.store.registries import CREDENTIAL_DEFINITIONS
    from config.refused import Refused

    stored, problems = CREDENTIAL_DEFINITIONS.list(database, include_removed=False), []
    tell(f"credential definitions: {len(stored)} stored")
    for one in stored:
        name = one.credential_definition_name
        try:
            with database.read() as session:
                found = terms(session, name)
            if found.end_to_end is not None and not settings.e2e_encryption_key:
                problems.append(f"credential definition {name}: NEXTSTEP_E2E_ENCRYPTION_KEY is missing")
        except Refused as refusal:
            problems.append(refusal.detail)
    return problems


def _one_time_passwords(database: "Database", tell: Tell) -> list[str]:
    from activities.otp.policy import terms
    from activities.store.registries import OTP_DEFINITIONS
    from config.refused import Refused

    stored, problems = OTP_DEFINITIONS.list(database, include_removed=False), []
    tell(f"one-time password definitions: {len(stored)} stored")
    for one in stored:
        try:
            with database.read() as session:
                terms(session, one.otp_definition_name)
        except Refused as refusal:
            problems.append(refusal.detail)
    return problems
