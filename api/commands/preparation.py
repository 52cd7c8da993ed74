"""What has to be there before anything is served: schema, first definitions, and what the Temporal namespace must know."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from api.commands.failure import Failed, temporal_away
from api.commands.operator_account import origin_of
from api.commands.sealed_database import find_key_problem
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database

Report = Callable[[str], None]


def prepare(
    settings: Settings, *, retention_days: int | None, wait_seconds: float, report: Report, warn: Report
) -> None:
    """Brings the database and the Temporal namespace up to date; repeatable. Waits so long for Temporal to answer.

    Raises `Failed`, `SettingsInvalid`.
    """
    from workflows.temporal.cluster import cluster_of

    cluster_of(settings)  # what is wrong with it is better said before anything is changed
    deadline = time.monotonic() + wait_seconds
    _database(settings, report, warn)
    asyncio.run(_namespace(settings, retention_days, deadline, report))


def _database(settings: Settings, report: Report, warn: Report) -> None:
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
        try:
            settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Failed(
                f"NEXTSTEP_HOME: {settings.home} cannot be made: {error.strerror}; name another folder"
            ) from None
    info = trail.database_info(Sealer.of(*settings.master_keys), on=settings.audit and bool(settings.master_keys))
    database = Database(settings.store_url, info=info)
    try:
        database.migrate()
        if settings.master_keys and (problem := find_key_problem(database, settings)):
            raise Failed(problem)
        stored = load_shipped(database, definitions)
        load_templates(database, definitions, Catalogs(settings.catalogs))
        report(f"database: current, definitions {'stored' if stored else 'kept as they are'}")
        _protocol_4(settings, database, report, warn)
        _administrator(settings, database, report, warn)
    except TextsMissing as error:
        raise Failed(str(error)) from None
    except StoreUnavailable as error:
        raise Failed(f"{without_password(settings.store_url)}: {error}") from None
    finally:
        database.close()


def _protocol_4(settings: Settings, database: "Database", report: Report, warn: Report) -> None:
    """Applications of a release before get what they lack of protocol 4, where there is a key to seal it under."""
    from activities.audit import origin
    from activities.device.protocol_4_introduction import introduce
    from activities.powerauth.v4.algorithm import Algorithm
    from activities.secrets.sealing import Sealer
    from activities.store.applications import before_v4

    def tell(application_id: str, number: int, total: int) -> None:
        report(f"applications: {application_id} has what protocol 4 needs ({number} of {total})")

    if not settings.master_keys:
        with database.read() as session:
            found = before_v4(session)
        if found:
            warn(f"applications: {', '.join(found)} lack keys of protocol 4; run this again with NEXTSTEP_MASTER_KEY")
        return
    algorithms = frozenset(map(Algorithm, settings.application_algorithms))
    with origin.assume(origin_of("migrate")):
        introduce(database, Sealer.of(*settings.master_keys), algorithms, tell)


def _administrator(settings: Settings, database: "Database", report: Report, warn: Report) -> None:
    """The first administrator of PowerAuth Cloud, where there is none. A password that we made up is shown this once."""
    from activities.accounts.accounts import Accounts
    from activities.audit import origin
    from activities.secrets.passwords import generate

    configured = settings.admin_password.get_secret_value()
    password = configured or generate()
    with origin.assume(origin_of("migrate")):
        made = Accounts(database).bootstrap(settings.admin_username, password)
    if made:
        text = "NEXTSTEP_ADMIN_PASSWORD" if configured else f"{password} (shown only now)"
        report(f"administrator: {settings.admin_username}, password: {text}")
        if settings.weak_password:
            warn(settings.weak_password)


async def _namespace(settings: Settings, retention_days: int | None, deadline: float, report: Report) -> None:
    from temporalio.service import RPCError

    from workflows.temporal.cluster import cluster_of
    from workflows.temporal.namespace import prepare
    from workflows.temporal.telemetry import runtime_of_process

    cluster, of_this = cluster_of(settings), runtime_of_process()
    while True:
        try:
            await prepare(settings, retention_days=retention_days, runtime=of_this)
            break
        except (RPCError, RuntimeError) as error:
            if time.monotonic() >= deadline:
                raise temporal_away(cluster.address, error) from None
            await asyncio.sleep(0.05)
    report(f"temporal: search attributes registered in the namespace {cluster.namespace}")
