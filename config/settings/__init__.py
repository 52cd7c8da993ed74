"""Every setting of every process, typed: a file a subject, and all of them as one object. Nothing else reads the environment.

Variables carry the prefix `NEXTSTEP_`; a `.env` file in the working directory is read too. A variable that is
set but empty counts as not set. What is secret may stand in files (`config.settings.secret_files`).
"""

import os

from pydantic import SecretStr, ValidationError

from config.settings.accounts import AccountSettings
from config.settings.change_requests import ChangeRequestSettings
from config.settings.credentials import CredentialSettings
from config.settings.data_adapter import DataAdapterSettings
from config.settings.database import DatabaseSettings
from config.settings.deliveries import DeliverySettings
from config.settings.devices import DeviceSettings
from config.settings.env_file import find_exposure
from config.settings.environment import ENV_FILE, PREFIX, named_variables
from config.settings.limits import LimitSettings
from config.settings.logs import LogSettings
from config.settings.master_keys import MasterKeySettings
from config.settings.one_time_passwords import OtpSettings
from config.settings.operations import OperationSettings
from config.settings.passkeys import PasskeySettings
from config.settings.problems import explain, misspelt
from config.settings.retention import RetentionSettings
from config.settings.secret_files import file_names
from config.settings.telemetry import TelemetrySettings
from config.settings.temporal import TemporalSettings
from config.settings.tls import TlsSettings
from config.settings.web_flow import WebFlowSettings


class SettingsInvalid(Exception):
    """The settings are wrong; the message says which and what to do, one line a setting."""


# The last is checked first, and comes first in messages.
class Settings(
    WebFlowSettings,
    TelemetrySettings,
    LogSettings,
    DeviceSettings,
    OtpSettings,
    PasskeySettings,
    DataAdapterSettings,
    OperationSettings,
    RetentionSettings,
    MasterKeySettings,
    CredentialSettings,
    AccountSettings,
    ChangeRequestSettings,
    DeliverySettings,
    TemporalSettings,
    DatabaseSettings,
    LimitSettings,
    TlsSettings,
):
    """All settings with their defaults. Durations are seconds, ports TCP, folders absolute."""

    def environ(self) -> dict[str, str]:
        """This process's environment with these settings in it, for a child process that shall have the same."""
        fields = type(self).model_fields
        files = {(PREFIX + name).upper() for name in file_names(fields).values()}
        inherited = {name: value for name, value in os.environ.items() if name.upper() not in files}
        return {**inherited, **{PREFIX + name.upper(): _text(getattr(self, name)) for name in fields}}


def load(**overrides: object) -> Settings:
    """The settings of the environment, with `overrides` (by field name, None for none) on top.

    Raises `SettingsInvalid` naming each wrong variable, its value's problem and what is allowed.
    """
    if strangers := overrides.keys() - Settings.model_fields.keys():
        raise TypeError(f"there is no setting {', '.join(sorted(strangers))}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsInvalid(explain(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{ENV_FILE}: cannot be read: {error}") from None


def unknown_variables() -> list[str]:
    """A line for each variable of the environment or `.env` that has our prefix and is no setting: probably misspelt."""
    fields = Settings.model_fields
    return misspelt(named_variables(), [*fields, *file_names(fields).values()])


def exposed_secrets() -> str | None:
    """Which secrets stand in a `.env` that others can read or change, and why they can; null: none do."""
    return find_exposure(Settings.model_fields)


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)
