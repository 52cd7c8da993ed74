"""`nextstep check`: settings, definitions and catalogs, with the file, the key and the line of what is wrong."""

import os
from dataclasses import dataclass

import click

from api.commands.check_database import find_database_problems
from api.commands.failure import Failed, Misconfigured
from api.commands.options import settings_of
from config.addresses import without_password
from config.settings import Settings, SettingsInvalid, environment, exposed_secrets, unknown_variables
from config.vocabulary import AuthMethod


class CheckReport:
    """What is found in order, and what leaves something to be wished, for people: here on the terminal."""

    def tell(self, line: str) -> None:
        """Of what was looked at, what was found."""
        click.echo(line)

    def warn(self, line: str) -> None:
        """It works, and could be better."""
        click.echo(f"warning: {line}", err=True)


@dataclass(frozen=True, slots=True)
class ConfigurationProblems:
    """What is wrong, a line each. `misspelt`: variables that are no settings, so that nobody knows what was meant.

    `settings` are those with which one can go on, secrets and keys opened; null where these cannot be.
    """

    lines: tuple[str, ...]
    misspelt: bool
    settings: Settings | None


@click.command()
def command() -> None:
    """Validate settings, definitions and locale catalogs, and what is stored of templates where there is a database.

    What runs is not asked: nextstep doctor does.
    """
    problems = find_problems(settings_of("check"), CheckReport())
    if problems.lines:
        raise (Misconfigured if problems.misspelt else Failed)("\n".join(problems.lines))


def find_problems(loaded_settings: Settings, report: CheckReport) -> ConfigurationProblems:
    """All that is wrong with the settings and what they name."""
    from api.commands.embedded_secrets import MASTER_KEY, with_kept_secrets
    from api.commands.master_keys import sources

    settings = with_kept_secrets(loaded_settings)
    misspelt = unknown_variables()
    if not misspelt:
        report.tell(
            f"settings: {', '.join(settings.doors)} at {settings.base_url}, database "
            f"{without_password(settings.store_url)}"
        )
        if loaded_settings.has_master_key:
            report.tell(f"master key: {sources(loaded_settings)}")
        elif settings.has_master_key:
            report.tell(f"master key: {settings.home / MASTER_KEY}")
        else:
            report.tell(
                "master key: none; nextstep up makes one, nextstep api and nextstep worker need NEXTSTEP_MASTER_KEY"
            )
    for weak in filter(None, (loaded_settings.weak_password, loaded_settings.weak_transport, exposed_secrets())):
        report.warn(weak)
    if not misspelt:
        _tell_identity_provider(settings, report)
        _tell_passkeys(settings, report)
    settings, unopened = _open_keys(settings)
    kept = [] if misspelt else _retention(settings, report)
    problems = [
        *misspelt,
        *kept,
        *unopened,
        *_certificate(settings, report),
        *_cluster(settings, report),
        *_traces(settings, report),
        *_definitions(settings, report),
        *_catalogs(settings, report),
    ]
    problems = problems or [
        *_texts(settings),
        *_templates(settings),
        *find_database_problems(settings, report.tell, report.warn),
    ]
    return ConfigurationProblems(tuple(problems), bool(misspelt), None if unopened else settings)


def _open_keys(settings: Settings) -> tuple[Settings, list[str]]:
    """The settings with master keys in clear, and why wrapped ones cannot be opened."""
    from api.commands.master_keys import with_opened_keys

    try:
        return with_opened_keys(settings), []
    except Failed as error:
        return settings, [error.message]


def _cluster(settings: Settings, report: CheckReport) -> list[str]:
    from workflows.temporal.cluster import cluster_of

    try:
        cluster = cluster_of(settings)
    except SettingsInvalid as error:
        return [str(error)]
    report.tell(f"Temporal: {cluster}")
    report.tell(f"payloads: {'encrypted under the master key' if settings.payload_encryption else 'in clear'}")
    if settings.codec_endpoint and not settings.temporal_ui:
        report.warn(
            "NEXTSTEP_CODEC_ENDPOINT: no page of a browser may ask it: set NEXTSTEP_TEMPORAL_UI to the Temporal UI's address"
        )
    for warning in cluster.warnings:
        report.warn(warning)
    return []


def _tell_identity_provider(settings: Settings, report: CheckReport) -> None:
    if not settings.oidc_issuer:
        return
    where = settings.oidc_jwks_url or "found by its description"
    asking = "PowerAuth Cloud and the Next Step API" if settings.oidc_nextstep else "PowerAuth Cloud"
    report.tell(f"access tokens: of {settings.oidc_issuer} for {settings.oidc_audience} at {asking}; keys {where}")


def _tell_passkeys(settings: Settings, report: CheckReport) -> None:
    if settings.passkey_rp_id:
        report.tell(f"passkeys: of {settings.passkey_rp_id}, asked for at {', '.join(settings.passkey_origin_list)}")


def _traces(settings: Settings, report: CheckReport) -> list[str]:
    from config import otel_variables
    from workflows.temporal import tracing

    variables = environment.otel_variables()
    if not settings.traces:
        if variables:
            report.warn(f"{min(variables)}: has no effect without NEXTSTEP_TRACES=true")
        return []
    try:
        tracing.check(settings)
    except SettingsInvalid as error:
        return str(error).splitlines()
    report.tell(f"traces: sent to {without_password(otel_variables.endpoint(variables))}")
    for warning in otel_variables.warnings(variables):
        report.warn(warning)
    return []


def _certificate(settings: Settings, report: CheckReport) -> list[str]:
    from api.server.certificate import CertificateFiles
    from api.server.certificate_problems import find_problems, warnings

    if (files := CertificateFiles.of(settings)) is None:
        return []
    if found := find_problems(files):
        return found
    report.tell(f"certificate: valid until {files.ends().isoformat()}, of {files.certificate}")
    for warning in warnings(files):
        report.warn(warning)
    return []


def _retention(settings: Settings, report: CheckReport) -> list[str]:
    """Tells how long what is kept. Why the archive of the audit cannot be written."""
    from activities.retention import policy

    days_of = {str(kind): policy.days(settings, kind) for kind in policy.Kind}
    text = ", ".join(f"{kind} {f'{days} days' if days else 'for ever'}" for kind, days in days_of.items())
    archive = settings.audit_archive
    why = "" if archive else " (NEXTSTEP_AUDIT_ARCHIVE is not set)"
    report.tell(f"retention: {text}{why}")
    if archive is None or (archive.is_dir() and os.access(archive, os.W_OK | os.X_OK)):
        return []
    return [
        f"NEXTSTEP_AUDIT_ARCHIVE: {archive} is no folder that can be written to: the audit is kept, and sweeps fail"
    ]


def _definitions(settings: Settings, report: CheckReport) -> list[str]:
    from config.definitions.load import SHIPPED, DefinitionsInvalid, load

    try:
        found = load(settings.definitions)
    except DefinitionsInvalid as error:
        return str(error).splitlines()
    report.tell(
        f"definitions: {len(found.operations)} operations, {len(found.steps)} steps, "
        f"{len(found.auth_methods)} methods, {len(found.organizations)} organizations "
        f"in {settings.definitions or SHIPPED}"
    )
    if not settings.passkey_rp_id and any(one.auth_method is AuthMethod.PASSKEY for one in found.auth_methods):
        report.warn(
            "definitions: PASSKEY needs NEXTSTEP_PASSKEY_RP_ID and NEXTSTEP_PASSKEY_ORIGINS: its steps cannot end"
        )
    return []


def _catalogs(settings: Settings, report: CheckReport) -> list[str]:
    from locales.catalogs import Catalogs
    from locales.check import check

    problems = check(settings.catalogs)
    if not problems:
        report.tell(f"catalogs: {', '.join(sorted(Catalogs(settings.catalogs).languages))}")
    return [f"{problem.file}:{problem.line}: {problem.message}" for problem in problems]


def _texts(settings: Settings) -> list[str]:
    """Texts that definitions name and no catalog has; the definitions and catalogs themselves are in order."""
    from activities.templates.words import TextsMissing, operation_texts, push_texts
    from config.definitions.load import load
    from locales.catalogs import Catalogs

    definitions, catalogs = load(settings.definitions), Catalogs(settings.catalogs)
    found: list[str] = []
    for texts in (operation_texts, push_texts):
        try:
            texts(definitions, catalogs)
        except TextsMissing as error:
            found += str(error).splitlines()
    return found


def _templates(settings: Settings) -> list[str]:
    """Templates whose data no phone could read from a QR code; the definitions themselves are in order."""
    from activities.templates import offline
    from activities.templates.readable_data import OperationDataInvalid
    from config.definitions.load import load

    found: list[str] = []
    for template in load(settings.definitions).operation_templates:
        try:
            offline.check(template)
        except OperationDataInvalid as error:
            found.append(f"operation_template.{template.template_name}.data_template: {error}")
    return found
