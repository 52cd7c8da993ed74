"""Options that several commands have."""

from collections.abc import Callable
from typing import Any

import click

from config import logs
from config.settings import Settings, SettingsInvalid, load

Command = Callable[..., Any]

# Lists are bounded: a terminal shows no thousands of lines.
limited = click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="So many at most, the newest."
)


def serving(command: Command) -> Command:
    """`--host`, `--port` and `--doors`, for commands that serve the API."""
    for option in (
        click.option(
            "--doors",
            help="The APIs to serve, separated by commas: nextstep, mobile, cloud. [default: NEXTSTEP_DOORS, or all]",
        ),
        click.option("--port", type=int, help="The API's port; 0 takes a free one. [default: NEXTSTEP_PORT, or 8080]"),
        click.option("--host", help="The API's address. [default: NEXTSTEP_HOST, or 127.0.0.1]"),
    ):
        command = option(command)
    return command


def serving_settings_of(process: str, **overrides: object) -> Settings:
    """Those of a process that works with stored secrets, master keys in clear.

    Raises `SettingsInvalid` where there is no master key, `Failed` where it cannot be opened.
    """
    from api.commands.master_keys import with_opened_keys

    return with_opened_keys(with_master_key(settings_of(process, **overrides)))


def operator_settings_of(process: str) -> Settings:
    """Those of a command beside `up`: what nobody has set of the secrets is what embedded mode keeps in its home.

    Raises as `serving_settings_of` does, but where there is no master key.
    """
    from api.commands.embedded_secrets import with_kept_secrets
    from api.commands.master_keys import with_opened_keys

    return with_opened_keys(with_kept_secrets(settings_of(process)))


def keyed_settings(settings: Settings) -> Settings:
    """The same of settings that are loaded already, and of what opens secrets. Raises as `serving_settings_of` does."""
    from api.commands.embedded_secrets import with_kept_secrets
    from api.commands.master_keys import with_opened_keys

    return with_opened_keys(with_master_key(with_kept_secrets(settings)))


def with_master_key(settings: Settings) -> Settings:
    """The same. Raises `SettingsInvalid` where there is no master key."""
    if not settings.has_master_key:
        raise SettingsInvalid(
            "NEXTSTEP_MASTER_KEY: is required: under it private keys are stored. Make one with: openssl rand -base64 32; "
            "keep it outside of the database, and give every process the same; or name its file, NEXTSTEP_MASTER_KEY_FILE"
        )
    return settings


def settings_of(process: str, **overrides: object) -> Settings:
    """The settings with a command's options on top; logging is set up by them, naming `process`."""
    settings = load(**overrides)
    logs.set_up(level=settings.log_level, form=settings.log_format, process=process)
    return settings
