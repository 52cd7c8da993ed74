"""The command line: `nextstep`. Each command is a module, imported when it is asked for."""

import os
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

import click

from api.commands.examples import add_examples
from api.commands.failure import report_failures
from api.commands.whole_output import flush_output, keep_output_whole, tell_incomplete
from config.loading import loading

# In the order in which a newcomer meets them.
COMMANDS = (
    "demo",
    "up",
    "phone",
    "api",
    "worker",
    "web-flow",
    "health",
    "migrate",
    "rekey",
    "flows",
    "operations",
    "registrations",
    "deliveries",
    "change-requests",
    "replay",
    "reconcile",
    "audit",
    "evidence",
    "erase",
    "check",
    "doctor",
)


class Commands(click.Group):
    """Finds `command` in the module of its name, so that `--help` does not wait for what only one command needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Called by click."""
        return [name for name in COMMANDS if find_spec(_module_of(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Called by click."""
        if cmd_name not in self.list_commands(ctx):
            # Click suggests of commands that are loaded.
            if near := get_close_matches(cmd_name, self.list_commands(ctx), n=2):
                ctx.fail(f"No such command '{cmd_name}'. Did you mean {' or '.join(map(repr, near))}?")
            return None
        with loading():
            command: click.Command = import_module(_module_of(cmd_name)).command
        add_examples(cmd_name, command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Called by click: every error of a command ends as one message on stderr."""
        with report_failures():
            return super().invoke(ctx)


def _module_of(name: str) -> str:
    return f"{__name__}.{name.replace('-', '_')}"


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nextstep")
def nextstep() -> None:
    """Durable authentication flows: the Next Step API on Temporal.

    Settings come from variables NEXTSTEP_... of the environment or of a file .env; options win over them.
    """


def main() -> NoReturn:
    """The console script. It ends the process at once when the command is done.

    The threads of Temporal's client do not know that the interpreter is being taken down, and now and then abort the
    process in the middle of it (seen with temporalio 1.35 on Python 3.11).
    """
    keep_output_whole()
    code: object = 0
    try:
        nextstep(prog_name="nextstep")
    except SystemExit as ended:
        code = ended.code
    except OSError as error:
        code = tell_incomplete(error)
    lost = flush_output()
    if lost is not None and not code:
        code = tell_incomplete(lost)
    os._exit(code if isinstance(code, int) else int(code is not None))
