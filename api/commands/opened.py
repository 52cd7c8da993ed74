"""What commands for operators look into and change, opened for as long as one runs; what is away is said with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from api.commands.operator_account import origin_of
from api.commands.options import keyed_settings, settings_of
from api.commands.sealed_database import find_key_problem, is_there
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.secrets.sealing import Sealer
    from activities.store.database import Database
    from api.services import Services


@contextmanager
def open_database(command: str) -> "Iterator[Database]":
    """The settings' database, to be read: neither secrets nor Temporal are needed. Raises `Failed`."""
    from activities.store.database import Database

    settings = settings_of(command)
    check_there(settings)
    with _answering(Database(settings.store_url, pool_size=1), settings) as database:
        yield database


@contextmanager
def open_sealed(command: str, *, checks_key: bool = True) -> "Iterator[tuple[Database, Sealer]]":
    """The settings' database, and what opens its secrets: Temporal is not needed. Raises `Failed`, `SettingsInvalid`.

    `checks_key`: another database's key is refused; without it whoever opens secrets says so.
    """
    settings = _sealed_settings(command)

    from activities.audit import trail
    from activities.secrets.sealing import Sealer
    from activities.store.database import Database

    sealer = Sealer.of(*settings.master_keys)
    info = trail.database_info(sealer, on=settings.audit)
    with _answering(Database(settings.store_url, info=info), settings) as database:
        if checks_key:
            _check_key(database, settings)
        yield database, sealer


@contextmanager
def open_services(command: str) -> "Iterator[Services]":
    """The services of the APIs; what is changed with them the audit ascribes to who runs the command. Raises `Failed`."""
    settings = _sealed_settings(command)

    from activities.audit import origin
    from api.services import build
    from workflows.temporal.client import EngineUnavailable
    from workflows.temporal.cluster import cluster_of

    cluster = cluster_of(settings)
    services = build(settings, on_start=lambda _name: None, on_finish=lambda _name, _result: None)
    with _answering(services.database, settings) as database:
        # What is written under another key nobody opens any more.
        _check_key(database, settings)
        try:
            with origin.assume(origin_of(command)):
                yield services
        except EngineUnavailable as error:
            raise Failed(f"Temporal at {cluster.address}: {error}; run this again") from None


@contextmanager
def _answering(database: "Database", settings: Settings) -> "Iterator[Database]":
    """The database, of a schema that this code works on, until the end of the `with`. Raises `Failed`."""
    from activities.store.unavailable import StoreUnavailable

    try:
        _check_schema(database, settings)
        yield database
    except StoreUnavailable as error:
        raise Failed(f"{_name(settings)}: {error}; run this again, or name another in NEXTSTEP_DATABASE_URL") from None
    finally:
        database.close()


def _sealed_settings(command: str) -> Settings:
    """Whoever is in the wrong folder is told that, and not to make a key."""
    settings = settings_of(command.partition(" ")[0])
    check_there(settings)
    return keyed_settings(settings)


def check_there(settings: Settings) -> None:
    """Raises `Failed` where there is no database to look at; one of SQLite would be made by looking."""
    if not is_there(settings):
        raise Failed(
            f"{_name(settings)}: not there yet; run this in the folder of nextstep up, name NEXTSTEP_HOME or "
            "NEXTSTEP_DATABASE_URL, or run nextstep migrate"
        )


def _check_schema(database: "Database", settings: Settings) -> None:
    from activities.store import schema

    version = database.find_version()
    if lack := schema.find_lack(version):
        other = "name another database" if version is None else "run the nextstep that it is of"
        raise Failed(f"{_name(settings)}: has {lack}; {other}, or run nextstep migrate")


def _check_key(database: "Database", settings: Settings) -> None:
    if problem := find_key_problem(database, settings):
        raise Failed(problem)


def _name(settings: Settings) -> str:
    return f"database {without_password(settings.store_url)}"
