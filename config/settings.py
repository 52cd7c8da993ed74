"""Every setting of every process, typed; the only reader of the environment.

Variables carry the prefix `NEXTSTEP_`; a `.env` file in the working directory is read too. A variable that is
set but empty counts as not set.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config import database_transport, master_key, private_file
from config.actors import is_actor
from config.addresses import (
    KEY_SERVICE_EXAMPLE,
    Network,
    database_url,
    host_and_port,
    is_loopback,
    key_service_address,
    network,
    web_address,
)
from config.lifetimes import MAX_SECONDS
from config.names import NAME, WORDS
from config.password_strength import weakness
from config.setting_faults import PREFIX, explain, misspelt

ENV_FILE = ".env"
ApiName = Literal["nextstep", "mobile", "cloud"]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
API_NAMES: tuple[ApiName, ...] = ("nextstep", "mobile", "cloud")
FOREVER = "forever"

Name = Annotated[str, Field(min_length=1, max_length=255)]


class SettingsError(Exception):
    """The settings are wrong; the message says which and what to do, one line a setting."""


def _folder(path: Path | None) -> Path | None:
    if path is not None and not (path := path.expanduser().absolute()).is_dir():
        raise ValueError("is not a folder; point it at one that exists, or leave it out")
    return path


def _absolute(path: Path | None) -> Path | None:
    """Whether it is there is a matter of those who read it, which not every process does."""
    return path and path.expanduser().absolute()


def _file(path: Path | None) -> Path | None:
    if path is not None and not (path := path.expanduser().absolute()).is_file():
        raise ValueError("is not a file")
    return path


def _days(value: object) -> object:
    return 0 if isinstance(value, str) and value.strip().lower() == FOREVER else value


# So many days after it has ended, something is dropped; 0: never.
Days = Annotated[int, BeforeValidator(_days), Field(ge=0, le=36_500)]


class Settings(BaseSettings):
    """All settings with their defaults. Durations are seconds, ports TCP, folders absolute."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    # The API: its address, the doors it serves, and who stands before it.
    host: Name = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    doors: Annotated[tuple[ApiName, ...], NoDecode] = API_NAMES
    trust_network: bool = False
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    public_url: str = ""
    tls_certificate: Annotated[Path | None, AfterValidator(_absolute)] = None
    tls_key: Annotated[Path | None, AfterValidator(_absolute)] = None
    tls_key_password_file: Annotated[Path | None, AfterValidator(_absolute)] = None
    tls_least: Literal["1.2", "1.3"] = "1.2"
    management_address: str = ""
    management_tls: bool = False
    processes: int = Field(2, ge=1, le=64)
    threads: int = Field(16, ge=1, le=1024)
    update_timeout: float = Field(8.0, gt=0, le=10)
    # What one caller may take of the server.
    keep_alive: float = Field(75.0, ge=1, le=3600)
    head_timeout: float = Field(10.0, gt=0, le=600)
    body_timeout: float = Field(30.0, gt=0, le=3600)
    answer_timeout: float = Field(60.0, gt=0, le=3600)
    connections: int = Field(4096, ge=1, le=1_000_000)
    address_rate: int = Field(0, ge=0, le=10_000_000)
    registration_rate: int = Field(0, ge=0, le=10_000_000)
    user_rate: int = Field(0, ge=0, le=10_000_000)
    account_rate: int = Field(0, ge=0, le=10_000_000)
    address_connections: int = Field(256, ge=1, le=1_000_000)

    # Embedded mode.
    home: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] = Path("var")
    ui_port: int = Field(8233, ge=0, le=65535)
    retention_days: int = Field(30, ge=1, le=3650)

    # What the processes share.
    database_url: str = Field("", repr=False)
    temporal_address: str = "127.0.0.1:7233"
    temporal_ui: str = ""
    temporal_namespace: Name = "default"
    temporal_envconfig: bool = True
    task_queue: Name = "nextstep"
    worker_metrics: str = ""
    workflow_sandbox: bool = False

    # Push messages: the providers' addresses, to be changed where somebody stands in for them.
    apns_url: str = "https://api.push.apple.com"
    apns_development_url: str = "https://api.sandbox.push.apple.com"
    fcm_url: str = "https://fcm.googleapis.com"
    fcm_token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    push_local: bool = False
    pushes_per_minute: int = Field(10, ge=1, le=10_000)

    # Secrets.
    admin_username: Name = "admin"
    admin_password: SecretStr = SecretStr("")
    master_key: SecretStr = SecretStr("")
    former_master_keys: SecretStr = SecretStr("")
    master_key_file: Annotated[Path | None, AfterValidator(_absolute)] = None
    # Who opens master keys that are wrapped.
    key_service_url: str = ""
    key_service_token_file: Annotated[Path | None, AfterValidator(_absolute)] = None
    key_service_ca: Annotated[Path | None, AfterValidator(_file)] = None
    key_service_timeout: float = Field(5.0, gt=0, le=60)
    key_provider: str = Field("", max_length=255)

    # How long what has ended is kept.
    retention_operations: Days = 400
    retention_callers: Days = 90
    retention_registrations: Days = 400
    retention_inbox: Days = 400
    retention_audit: Days = 400
    audit_archive: Annotated[Path | None, AfterValidator(_absolute)] = None

    # Behaviour.
    operation_lifetime: int = Field(300, ge=1, le=MAX_SECONDS)
    longest_lifetime: int = Field(MAX_SECONDS, ge=1, le=MAX_SECONDS)
    vault_by_biometry: bool = False
    login_attempts: int = Field(5, ge=1, le=1_000_000)
    login_longest_wait: int = Field(900, ge=1, le=86_400)
    login_checks: int = Field(2, ge=1, le=64)
    possession_failures: int = Field(20, ge=1, le=1_000_000)
    activation_code_applications: Annotated[tuple[str, ...], NoDecode] = ()
    activation_provider: str = Field("", max_length=255)
    user_info_provider: str = Field("", max_length=255)
    delivery_limit: int = Field(86_400, ge=1, le=30 * 86400)
    callbacks_private: bool = False
    audit: bool = True
    registration_lifetime: int = Field(120, ge=1, le=MAX_SECONDS)
    definitions: Annotated[Path | None, AfterValidator(_folder)] = None
    catalogs: Annotated[Path | None, AfterValidator(_folder)] = None
    environment: str = Field("", max_length=255)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("doors", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            value = tuple(part.strip() for part in value.split(",") if part.strip())
        if not value:
            raise ValueError(f"names no door; give one or more of {', '.join(API_NAMES)}, separated by commas")
        return tuple(dict.fromkeys(value)) if isinstance(value, tuple | list) else value

    @field_validator("activation_code_applications", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(network(part.strip()) for part in value.split(",") if part.strip())
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("admin_username")
    @classmethod
    def _account(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError(f"is no account's name. {WORDS}")
        if is_actor(value):
            raise ValueError(f"cannot be {value}: the audit calls somebody else so")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        return database_url(value)

    @field_validator("temporal_address", "worker_metrics", "management_address")
    @classmethod
    def _address(cls, value: str) -> str:
        return value and ":".join(map(str, host_and_port(value)))

    @field_validator("public_url", "temporal_ui", "apns_url", "apns_development_url", "fcm_url", "fcm_token_url")
    @classmethod
    def _web(cls, value: str) -> str:
        return web_address(value)

    @field_validator("master_key", "former_master_keys")
    @classmethod
    def _keys(cls, value: SecretStr) -> SecretStr:
        for key in master_key.listed(value.get_secret_value()):
            master_key.check(key)
        return value

    @field_validator("master_key_file")
    @classmethod
    def _key_file(cls, value: Path | None) -> Path | None:
        if value is not None:
            _keys_of(value)
        return value

    @field_validator("key_service_url")
    @classmethod
    def _decrypts(cls, value: str) -> str:
        return key_service_address(value)

    @model_validator(mode="after")
    def _guarded(self) -> "Settings":
        if self.loopback or self.trust_network:
            return self
        reason, otherwise = None, ""
        if "nextstep" in self.doors:
            reason = "the Next Step door has no authentication of its own"
            otherwise = f"leave nextstep out of {PREFIX}DOORS"
        elif self.tls_certificate is None:
            reason = "passwords, and what people confirm, would be read on the way"
            otherwise = f"set {PREFIX}TLS_CERTIFICATE and {PREFIX}TLS_KEY"
        if reason:
            raise ValueError(
                f"{PREFIX}HOST: {self.host} is not a loopback address, and {reason}. Set {PREFIX}TRUST_NETWORK=true if a "
                f"gateway protects it, which ends TLS, or {otherwise}"
            )
        return self

    @model_validator(mode="after")
    def _openable(self) -> "Settings":
        if self.master_key_file and self.master_key.get_secret_value():
            raise ValueError(f"{PREFIX}MASTER_KEY_FILE: leave it out, or {PREFIX}MASTER_KEY: one of them names the key")
        if self.key_service_url and self.key_provider:
            raise ValueError(f"{PREFIX}KEY_PROVIDER: leave it out, or {PREFIX}KEY_SERVICE_URL: one of them opens keys")
        if self.key_service_url and not self.key_service_token_file:
            raise ValueError(f"{PREFIX}KEY_SERVICE_TOKEN_FILE: is required beside {PREFIX}KEY_SERVICE_URL")
        if any(map(master_key.is_wrapped, self.master_keys)) and not (self.key_service_url or self.key_provider):
            raise ValueError(
                f"{PREFIX}KEY_SERVICE_URL: is required: a master key is wrapped. Give the address that opens it, such as "
                f"{KEY_SERVICE_EXAMPLE}, or name a class of yours in {PREFIX}KEY_PROVIDER"
            )
        return self

    @model_validator(mode="after")
    def _paired(self) -> "Settings":
        if (self.tls_certificate is None) != (self.tls_key is None):
            given, absent = ("KEY", "CERTIFICATE") if self.tls_certificate is None else ("CERTIFICATE", "KEY")
            raise ValueError(f"{PREFIX}TLS_{absent}: is required: {PREFIX}TLS_{given} is set")
        if self.tls_key is None and self.tls_key_password_file is not None:
            raise ValueError(f"{PREFIX}TLS_KEY: is required: {PREFIX}TLS_KEY_PASSWORD_FILE is set")
        if self.management_tls and not (self.management_address and self.tls_certificate):
            raise ValueError(
                f"{PREFIX}MANAGEMENT_TLS: needs {PREFIX}MANAGEMENT_ADDRESS, {PREFIX}TLS_CERTIFICATE and {PREFIX}TLS_KEY"
            )
        return self

    @property
    def scheme(self) -> str:
        """How the API is spoken with: `https` where it has a certificate."""
        return "https" if self.tls_certificate else "http"

    @property
    def loopback(self) -> bool:
        """Whether the API is reachable from this machine only."""
        return is_loopback(self.host)

    @property
    def address(self) -> str:
        """`host:port` of the API, as a URL writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def own_url(self) -> str:
        """The API at its own address, gateways or not."""
        return f"{self.scheme}://{self.address}"

    @property
    def management_url(self) -> str:
        """Where health, metrics and documents are: the API's own address, unless they have another."""
        if not self.management_address:
            return self.own_url
        return f"{'https' if self.management_tls else 'http'}://{self.management_address}"

    @property
    def base_url(self) -> str:
        """Where callers find this server: `public_url`, or else the API's own address. No trailing slash."""
        return self.public_url or self.own_url

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

    @property
    def weak_password(self) -> str | None:
        """What is weak about the first administrator's password, where one is set."""
        given = self.admin_password.get_secret_value()
        fault = weakness(given, self.admin_username) if given else None
        return fault and f"{PREFIX}ADMIN_PASSWORD: {fault}; leave it out, and a strong one is made and shown once"

    @property
    def master_keys(self) -> tuple[str, ...]:
        """The master key, then the former ones that stored secrets may still be under; empty where none is set.

        They are as they were given: wrapped ones are to be opened.
        """
        current = self.master_key.get_secret_value()
        former = master_key.listed(self.former_master_keys.get_secret_value())
        kept = _keys_of(self.master_key_file) if self.master_key_file else ()
        return (*kept, *master_key.listed(current), *former)

    @property
    def has_master_key(self) -> bool:
        """Whether there is a current one, not former ones alone."""
        return bool(self.master_key_file or self.master_key.get_secret_value())

    def environ(self) -> dict[str, str]:
        """This process's environment with these settings in it, for a child process that shall have the same."""
        return {**os.environ, **{PREFIX + name.upper(): _text(getattr(self, name)) for name in type(self).model_fields}}


def foreign_environ() -> dict[str, str]:
    """This process's environment without our variables, for a child process that has no business with them."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}


def temporal_variables() -> dict[str, str]:
    """Temporal's own variables, those of its clients in every language, of this process's environment or `.env`."""
    found = {**dotenv_values(ENV_FILE), **os.environ}
    return {name: value for name, value in found.items() if name.startswith("TEMPORAL_") and value}


def load(**overrides: object) -> Settings:
    """The settings of the environment, with `overrides` (by field name, None for none) on top.

    Raises `SettingsError` naming each wrong variable, its value's fault and what is allowed.
    """
    if strangers := overrides.keys() - Settings.model_fields.keys():
        raise TypeError(f"there is no setting {', '.join(sorted(strangers))}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(explain(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE}: cannot be read: {error}") from None


def unknown_variables() -> list[str]:
    """A line for each variable of the environment or `.env` that has our prefix and is no setting: probably misspelt."""
    return misspelt({*os.environ, *dotenv_values(ENV_FILE)}, Settings.model_fields)


def _keys_of(path: Path) -> tuple[str, ...]:
    text = private_file.text_of(path)
    try:
        return master_key.of_file(text)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)
