"""What `nextstep check` finds in the database: another master key, and definitions that were changed since they were loaded."""

from typing import TYPE_CHECKING

import click

from api.commands.sealed_database import find_key_problem, is_there
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database


def find_database_problems(settings: Settings) -> list[str]:
    """A line each. A database that is not there, does not answer, or has another version's schema, is not looked at."""
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    where = f"database {without_password(settings.store_url)}"
    if not is_there(settings):
        click.echo(f"{where}: not there yet")
        return []
    database = Database(settings.store_url)
    try:
        if not database.is_current():
            click.echo(f"{where}: not looked at, its schema is of another version")
            return []
        return [*_key(database, settings), *_flows(database), *_templates(database)]
    except StoreUnavailable as error:
        click.echo(f"{where}: not looked at, {error}")
        return []
    finally:
        database.close()


def _key(database: "Database", settings: Settings) -> list[str]:
    problem = find_key_problem(database, settings) if settings.master_keys else None
    return [problem] if problem else []


def _flows(database: "Database") -> list[str]:
    from activities.store import flows

    steps, problems = flows.steps(database)
    click.echo(f"step definitions: {len(steps)} stored")
    return [f"operation {problem.operation_name}: {problem.message}" for problem in problems]


def _templates(database: "Database") -> list[str]:
    from activities.templates.administration import TemplateAdministration

    stored = TemplateAdministration(database).list_templates()
    click.echo(f"templates: {len(stored)} stored")
    return [f"template {one.template.template_name}: {warning}" for one in stored for warning in one.warnings]
