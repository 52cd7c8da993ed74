"""`nextstep migrate`: the database's schema, the first definitions, and what the Temporal namespace must know."""

import asyncio
import time
from typing import TYPE_CHECKING

import click

from api.commands.failure import Failed, temporal_away
from api.commands.operator import origin_of
from api.commands.options import operator_settings_of
from api.commands.sealed_database import find_key_problem
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database


@click.command()
@click.option("--wait", type=click.FloatRange(min=0), default=0, help="Wait so many seconds for Temporal to answer.")
@click.option(
    "--retention-days",
    type=click.IntRange(min=1),
    help="How long the namespace remembers operations that have ended; as it is, unless given.",
)
def command(wait: float, retention_days: int | None) -> None:
    """Bring the database and the Temporal namespace up to date."""
    settings = operator_settings_of("migrate")
    from workflows.temporal.cluster import cluster_of

    cluster_of(settings)  # what is wrong with it is better said before anything is changed
    _database(settings)
    asyncio.run(_namespace(settings, retention_days, time.monotonic() + wait))


def _database(settings: Settings) -> None:
    from activities.audit import trail
    from activities.secrets.sealing import Sealer
    from activities.store.database import Database
    from activities.store.shipped import load_shipped
    from activities.store.unavailable import StoreUnavailable
    from activities.templates.shipped import load_templates
    from activities.templates.words import TextsMissing
    from config.definitions.load import DefinitionsInvalid, load
    from locales.catalogs import Catalogs

    try:
        definitions = load(settings.definitions)
    except DefinitionsInvalid as error:
        raise Failed(str(error)) from None
    if not settings.database_url:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = trail.database_info(Sealer.of(*settings.master_keys), on=settings.audit and bool(settings.master_keys))
    database = Database(settings.store_url, info=info)
    try:
        database.migrate()
        if settings.master_keys and (problem := find_key_problem(database, settings)):
            raise Failed(problem)
        stored = load_shipped(database, definitions)
        load_templates(database, definitions, Catalogs(settings.catalogs))
        click.echo(f"database: current, definitions {'stored' if stored else 'kept as they are'}")
        _administrator(settings, database)
    except TextsMissing as error:
        raise Failed(str(error)) from None
    except StoreUnavailable as error:
        raise Failed(f"{without_password(settings.store_url)}: {error}") from None
    finally:
        database.close()


def _administrator(settings: Settings, database: "Database") -> None:
    """The first administrator of PowerAuth Cloud, where there is none. A password that we made up is shown this once."""
    from activities.accounts.accounts import Accounts
    from activities.audit import origin
    from activities.secrets.passwords import generate

    given = settings.admin_password.get_secret_value()
    password = given or generate()
    with origin.assume(origin_of("migrate")):
        made = Accounts(database).bootstrap(settings.admin_username, password)
    if made:
        shown = "NEXTSTEP_ADMIN_PASSWORD" if given else f"{password} (shown only now)"
        click.echo(f"administrator: {settings.admin_username}, password: {shown}")
        if settings.weak_password:
            click.echo(f"warning: {settings.weak_password}", err=True)


async def _namespace(settings: Settings, retention_days: int | None, deadline: float) -> None:
    from temporalio.service import RPCError

    from workflows.temporal.cluster import cluster_of
    from workflows.temporal.namespace import prepare

    cluster = cluster_of(settings)
    while True:
        try:
            await prepare(settings, retention_days=retention_days)
            break
        except (RPCError, RuntimeError) as error:
            if time.monotonic() >= deadline:
                raise temporal_away(cluster.address, error) from None
            await asyncio.sleep(0.1)
    click.echo(f"temporal: search attributes registered in the namespace {cluster.namespace}")
