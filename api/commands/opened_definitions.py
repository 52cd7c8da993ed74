"""The database that definitions and templates are read of where no file is asked for; what is away is said with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.database import Database


def place_of(settings: Settings) -> str:
    """The database, for a person to read."""
    return f"the database {without_password(settings.store_url)}"


@contextmanager
def open_definitions(settings: Settings, subject: str) -> "Iterator[Database]":
    """To read what the `subject` names: `--files` shows the definitions' files. Raises `Failed`."""
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    database = Database(settings.store_url, pool_size=1)
    try:
        if lack := database.find_lack():
            raise Failed(f"{place_of(settings)} has {lack}: run nextstep migrate, or give --files")
        yield database
    except StoreUnavailable as error:
        raise Failed(f"{place_of(settings)}: {error}; --files shows the {subject} of the definitions' files") from None
    finally:
        database.close()
