"""`nextstep up`: everything on this machine, with nothing else installed."""

import signal

import click

from api.commands.options import serving, settings_of
from config.loading import loading


@click.command()
@serving
def command(host: str | None, port: int | None, doors: str | None) -> None:
    """Start everything here: database, Temporal with its Web UI, worker, API.

    Runs until Ctrl-C, and then stops all of it, within 20 s. Files and secrets are in NEXTSTEP_HOME (./var by default), made at
    the first start: started again, what was open goes on.
    """
    settings = settings_of("up", host=host, port=port, doors=doors)

    with loading():
        from api.commands.supervisor import running

    click.echo(f"Starting in {settings.home} ...")
    with running(settings, click.echo, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)) as everything:
        found = everything.addresses
        click.echo("Next Step is up. Stop it with Ctrl-C.")
        for name, address in (
            ("API", found.api),
            *((("Health, metrics", found.management),) if found.management != found.api else ()),
            *((f"API docs, {api}", address) for api, address in found.docs.items()),
            ("Web flow", found.web_flow),
            ("Temporal UI", found.ui),
            ("Temporal", found.temporal),
            ("Worker metrics", found.worker_metrics),
            ("Logs", found.logs),
        ):
            click.echo(f"  {name:<18} {address}")
        everything.wait()
        click.echo("Stopping ...")
    click.echo("Stopped.")
