"""Whether secrets that stand in the file `.env` of the working directory are secret there."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from config import private_file
from config.addresses import without_password
from config.settings.environment import ENV_FILE, PREFIX, env_file_variables
from config.settings.secret_files import file_names

# Of Temporal's and OpenTelemetry's own variables.
_FOREIGN = (
    "TEMPORAL_API_KEY",
    "TEMPORAL_TLS_CLIENT_KEY_DATA",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
)


def find_exposure(fields: Mapping[str, FieldInfo]) -> str | None:
    """Which secrets of these settings others can read or change there, and why; null: none. Raises `OSError`."""
    values = {name.upper(): value for name, value in env_file_variables().items() if value}
    secrets = {(PREFIX + name).upper() for name, field in fields.items() if field.annotation is SecretStr}
    # What is secret in part is an address, whose password is.
    in_part = {(PREFIX + name).upper() for name in file_names(fields)} - secrets
    names = [
        name
        for name, value in values.items()
        if name in secrets or name in _FOREIGN or (name in in_part and without_password(value) != value)
    ]
    exposure = private_file.find_exposure(Path(ENV_FILE).absolute()) if names else None
    return exposure and f"{ENV_FILE}: holds {', '.join(sorted(names))}, and {exposure}"
