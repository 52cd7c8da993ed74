"""What commands for operators look into and change, opened for as long as one runs; what is away is said with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from api.commands.operator_account import origin_of
from api.commands.options import operator_settings_of, settings_of, with_master_key
from api.commands.sealed_database import is_there
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database
    from api.services import Services


@contextmanager
def open_database(command: str) -> "Iterator[Database]":
    """The settings' database, to be read: neither secrets nor Temporal are needed. Raises `Failed`."""
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    settings = settings_of(command)
    check_there(settings)
    database = Database(settings.store_url, pool_size=1)
    try:
        _check_schema(database, settings)
        yield database
    except StoreUnavailable as error:
        raise Failed(f"{_name(settings)}: {error}; run this again") from None
    finally:
        database.close()


@contextmanager
def open_services(command: str) -> "Iterator[Services]":
    """The services of the APIs; what is changed with them the audit ascribes to who runs the command. Raises `Failed`."""
    settings = operator_settings_of(command.partition(" ")[0])
    # Whoever is in the wrong folder is told that, and not to make a key.
    check_there(settings)
    with_master_key(settings)

    from activities.audit import origin
    from activities.store.unavailable import StoreUnavailable
    from api.services import build
    from workflows.temporal.client import EngineUnavailable
    from workflows.temporal.cluster import cluster_of

    cluster = cluster_of(settings)
    services = build(settings, on_start=lambda _name: None, on_finish=lambda _name, _result: None)
    try:
        _check_schema(services.database, settings)
        with origin.assume(origin_of(command)):
            yield services
    except StoreUnavailable as error:
        raise Failed(f"{_name(settings)}: {error}; run this again") from None
    except EngineUnavailable as error:
        raise Failed(f"Temporal at {cluster.address}: {error}; run this again") from None
    finally:
        services.database.close()


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


def _name(settings: Settings) -> str:
    return f"database {without_password(settings.store_url)}"
