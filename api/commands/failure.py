"""How a command fails: one clear message on stderr, exit code 2 for settings and 1 for everything else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from api.commands.whole_output import OutputLost
from config.settings import SettingsInvalid
from workflows.temporal.sdk_errors import reason

log = logging.getLogger(__name__)


class Failed(click.ClickException):
    """A command cannot do what it was asked; the message says why, and what to do about it."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Called by click."""
        for line in self.message.splitlines():
            click.echo(f"nextstep: {line}", file=file, err=True)


class Misconfigured(Failed):
    """The settings are why."""

    exit_code = 2


def temporal_away(address: str, error: Exception) -> Failed:
    """For `error` of a Temporal client that could not connect."""
    return Failed(
        f"Temporal at {address} does not answer: {reason(error)}; is it up? NEXTSTEP_TEMPORAL_ADDRESS names another"
    )


@contextmanager
def report_failures() -> Iterator[None]:
    """Turns what goes wrong inside into `Failed`; the trace of what nobody foresaw goes to the log at DEBUG."""
    try:
        yield
    except SettingsInvalid as error:
        raise Misconfigured(str(error)) from None
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, OutputLost):
        raise  # click ends quietly where nobody reads on, and the script says what is lost
    except Exception as error:
        log.debug("the command failed", exc_info=error)
        first = str(error).partition("\n")[0]
        raise Failed(f"{type(error).__name__}: {first} (NEXTSTEP_LOG_LEVEL=DEBUG shows more)") from None
