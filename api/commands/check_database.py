"""What `nextstep check` finds in the database: definitions that were changed since they were loaded from files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database

_SQLITE = "sqlite:///"


def faults_of_database(settings: Settings) -> list[str]:
    """A line each. A database that is not there, does not answer, or has another version's schema, is not looked at."""
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    where = f"database {without_password(settings.store_url)}"
    if settings.store_url.startswith(_SQLITE) and not Path(settings.store_url.removeprefix(_SQLITE)).exists():
        click.echo(f"{where}: not there yet")
        return []
    database = Database(settings.store_url)
    try:
        if not database.is_current():
            click.echo(f"{where}: not looked at, its schema is of another version")
            return []
        return [*_flows(database), *_templates(database)]
    except StoreUnavailable as error:
        click.echo(f"{where}: not looked at, {error}")
        return []
    finally:
        database.close()


def _flows(database: "Database") -> list[str]:
    from activities.store import flows

    steps, problems = flows.steps(database)
    click.echo(f"step definitions: {len(steps)} stored")
    return [f"operation {problem.operation_name}: {problem.message}" for problem in problems]


def _templates(database: "Database") -> list[str]:
    from activities.templates.administration import TemplateAdministration

    stored = TemplateAdministration(database).listed()
    click.echo(f"templates: {len(stored)} stored")
    return [f"template {one.template.template_name}: {warning}" for one in stored for warning in one.warnings]
