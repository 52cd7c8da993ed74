"""`nextstep demo`: everything as `up` starts it, and logins, a phone and payments played against it."""

import signal
from contextlib import closing

import click

from api.commands.addresses import provider_of
from api.commands.certificates import for_ourselves
from api.commands.embedded_settings import with_demo_defaults, with_gateway
from api.commands.failure import Failed
from api.commands.options import serving, settings_of


@click.command()
@click.option("--once", is_flag=True, help="Stop everything after the story; exit with 0 if it ended as it should.")
@serving
def command(once: bool, host: str | None, port: int | None, doors: str | None) -> None:
    """Start everything here, and watch logins and payments go through it, by passwords and by a phone.

    As nextstep up does, in NEXTSTEP_HOME (./var by default); it runs on after the story, until Ctrl-C.
    """
    settings = with_demo_defaults(settings_of("demo", host=host, port=port, doors=doors))
    try:
        from httpx import HTTPError

        from activities.store.database import Database
        from api.demo.caller import Unexpected
        from api.demo.device.failures import NotActivated, ServerRefused, Unreadable, Untrusted
        from api.demo.sms_gateway import SmsGateway
        from api.demo.story import Story
        from api.demo.terminal import Terminal
        from workflows.temporal.identifiers import of_registration
    except ModuleNotFoundError as error:
        raise Failed(f"the demo needs the package {error.name}: pip install 'nextstep[embedded]'") from None
    from api.commands.supervisor import running

    click.echo(f"Starting database, Temporal, worker and API in {settings.home} ...")
    terminal = Terminal()
    with (
        SmsGateway() as gateway,
        running(
            with_gateway(settings, gateway.url, gateway.secret),
            click.echo,
            (signal.SIGINT, signal.SIGTERM, signal.SIGHUP),
        ) as everything,
    ):
        found = everything.addresses
        gateway.shown_at = provider_of(everything.settings)
        try:
            admin = (settings.admin_username, everything.settings.admin_password.get_secret_value())
            with closing(Database(everything.settings.store_url)) as database:
                Story(
                    found.api,
                    found.ui,
                    settings.temporal_namespace,
                    registration_workflow=of_registration,
                    admin=admin,
                    database=database,
                    terminal=terminal,
                    tls=for_ourselves(),
                    gateway=gateway,
                ).tell()
        except (Unexpected, ServerRefused, Untrusted, Unreadable, NotActivated, HTTPError) as error:
            raise Failed(f"the demo went wrong: {error}; see {found.logs}") from None
        for api, address in found.docs.items():
            terminal.link(f"API docs, {api}", address)
        terminal.link("the web flow, by hand", found.web_flow)
        if once:
            click.echo(f"\nEverything is kept in {settings.home}: `nextstep up` in this folder shows it again.")
        else:
            click.echo("\nEverything keeps running. Stop it with Ctrl-C.")
            everything.wait()
        click.echo("Stopping ...")
    click.echo("Stopped.")
