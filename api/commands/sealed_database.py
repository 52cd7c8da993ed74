"""Whether the master key of the settings is the database's: better said at once than by every request that needs a secret."""

from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database

_SQLITE = "sqlite:///"


def is_there(settings: Settings) -> bool:
    """Whether there is a database to look at; one of SQLite would be made by looking."""
    url = settings.store_url
    if not url.startswith(_SQLITE):
        return True
    try:
        return Path(url.removeprefix(_SQLITE)).exists()
    except PermissionError:  # whoever opens it says so
        return True


def find_key_problem(database: "Database", settings: Settings) -> str | None:
    """Why secrets that are stored cannot be opened by the settings' keys, which are in clear.

    The audit key tells: it is the first secret that a database gets. Raises `StoreUnavailable`.
    """
    from activities.audit import keys
    from activities.secrets.sealing import Sealer, Unsealable

    try:
        keys.read(database, Sealer.of(*settings.master_keys))
    except Unsealable:
        return (
            "NEXTSTEP_MASTER_KEY: is not the key that this database's secrets are sealed under; give that one, "
            "or as a former key where it is being changed (docs/keys.md)"
        )
    return None


def check_key(settings: Settings) -> None:
    """Raises `Failed` for another database's key. What is away, or has not been migrated, is not looked at."""
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    if not is_there(settings):
        return
    database = Database(settings.store_url, pool_size=1)
    try:
        if database.is_migrated() and (problem := find_key_problem(database, settings)):
            raise Failed(problem)
    except StoreUnavailable:
        pass  # readiness tells
    finally:
        database.close()
