"""Every setting of every process, typed; the only reader of the environment.

Variables carry the prefix `NEXTSTEP_`; a `.env` file in the working directory is read too.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Door = Literal["nextstep", "mobile", "cloud"]
DOORS: tuple[Door, ...] = ("nextstep", "mobile", "cloud")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """The settings are wrong; the message says which and what to do, one line a setting."""


class Settings(BaseSettings):
    """All settings with their defaults. Durations are seconds, ports TCP."""

    model_config = SettingsConfigDict(env_prefix="NEXTSTEP_", env_file=".env", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    doors: Annotated[tuple[Door, ...], NoDecode] = DOORS
    trust_network: bool = False
    public_url: str = ""
    ui_port: int = Field(8233, ge=0, le=65535)
    worker_metrics: str = ""

    home: Path = Path("var")
    database_url: str = ""
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    task_queue: str = "nextstep"

    admin_username: str = "admin"
    admin_password: SecretStr = SecretStr("")
    master_key: SecretStr = SecretStr("")

    operation_lifetime: int = Field(300, ge=1, le=366 * 86400)
    update_timeout: float = Field(8.0, gt=0, le=10)
    processes: int = Field(2, ge=1, le=64)
    threads: int = Field(16, ge=1, le=1024)
    retention_days: int = Field(30, ge=1, le=3650)
    definitions: Path | None = None
    catalogs: Path | None = None
    environment: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("doors", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _guarded(self) -> "Settings":
        if "nextstep" in self.doors and self.host not in LOOPBACK and not self.trust_network:
            raise ValueError(
                f"NEXTSTEP_HOST={self.host} is not a loopback address, and the Next Step door has no authentication of its own. "
                "Set NEXTSTEP_TRUST_NETWORK=true if a gateway protects it, or leave it out of NEXTSTEP_DOORS"
            )
        return self

    @property
    def base_url(self) -> str:
        """Where callers find this server: `public_url`, or else the API's own address. No trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the database: `database_url`, or else a SQLite file in `home`."""
        return self.database_url or f"sqlite:///{(self.home / 'nextstep.db').absolute()}"


def load(**overrides: object) -> Settings:
    """The settings of the environment, with `overrides` (by field name) on top.

    Raises `SettingsError` naming each wrong variable, its value's fault and what is allowed.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(fault) for fault in error.errors())) from None


def _explain(fault: object) -> str:
    assert isinstance(fault, dict)
    name = "_".join(str(part) for part in fault["loc"][:1]).upper()
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"NEXTSTEP_{name}: {message} (got {fault['input']!r})" if name else message
