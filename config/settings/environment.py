"""The environment of this process, and the file `.env` of its working directory."""

import os

from dotenv import dotenv_values

PREFIX = "NEXTSTEP_"
ENV_FILE = ".env"


def env_file_variables() -> dict[str, str | None]:
    """What stands in `.env`, as it stands there: a password may have `${` in it, which systemd and Docker leave alone too.

    Raises `OSError` and `UnicodeDecodeError`.
    """
    return dotenv_values(ENV_FILE, interpolate=False)


def named_variables() -> set[str]:
    """The names of all variables there are, whosever."""
    return {*os.environ, *env_file_variables()}


def foreign_environ() -> dict[str, str]:
    """This process's environment without our variables, for a child process that has no business with them."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}


def temporal_variables() -> dict[str, str]:
    """Temporal's own variables, those of its clients in every language, of this process's environment or `.env`."""
    return _variables("TEMPORAL_")


def otel_variables() -> dict[str, str]:
    """OpenTelemetry's own variables, of this process's environment or `.env`."""
    return _variables("OTEL_")


def _variables(prefix: str) -> dict[str, str]:
    found = {**env_file_variables(), **os.environ}
    return {name: value for name, value in found.items() if name.startswith(prefix) and value}
