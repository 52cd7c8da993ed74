"""Options that several commands have."""

from collections.abc import Callable
from typing import Any

import click

from config import logs
from config.settings import Settings, load

Command = Callable[..., Any]


def serving(command: Command) -> Command:
    """`--host`, `--port` and `--doors`, for commands that serve the API."""
    for option in (
        click.option("--doors", help="The doors to serve, separated by commas: nextstep, mobile, cloud."),
        click.option("--port", type=int, help="The API's port; 0 takes a free one."),
        click.option("--host", help="The API's address."),
    ):
        command = option(command)
    return command


def settings_of(process: str, **overrides: object) -> Settings:
    """The settings with a command's options on top; logging is set up by them, naming `process`."""
    settings = load(**overrides)
    logs.set_up(level=settings.log_level, form=settings.log_format, process=process)
    return settings
