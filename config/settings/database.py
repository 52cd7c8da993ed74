"""The database, and the folder where embedded mode has its files."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from config import addresses, database_transport
from config.settings.secret_files import SecretText
from config.settings.values import SettingsPart


class DatabaseSettings(SettingsPart):
    """Where what is kept is kept."""

    home: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] = Path("var")
    """Embedded mode's files."""
    database_url: SecretText = Field("", repr=False)
    """The database:
    `postgresql://user:password@host/name?sslmode=verify-full&sslrootcert=/path/of/authority.pem` in production;
    without it a SQLite file in `NEXTSTEP_HOME`.
    """

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        return addresses.database_url(value)

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the database: `database_url`, or else a SQLite file in `home`."""
        return self.database_url or f"sqlite:///{self.home / 'nextstep.db'}"

    @property
    def weak_transport(self) -> str | None:
        """What is weak about the way to the database."""
        return database_transport.weakness(self.database_url, os.environ)

    @property
    def temporal_file(self) -> Path:
        """Where embedded mode's Temporal server has its database."""
        return self.home / "temporal.db"
