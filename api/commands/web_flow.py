"""`nextstep web-flow`: the pages of the reference web flow alone, as `nextstep up` starts them beside the API."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from api.commands.failure import Failed
from api.commands.options import settings_of
from config.addresses import called_here
from config.loading import loading
from config.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

HOST = "127.0.0.1"


@click.command(hidden=True)
@click.option("--listener", type=int, hidden=True, help="A descriptor of a socket that listens at the address already.")
@click.option("--after", type=int, hidden=True, help="A gate's descriptor: nothing is loaded before it is open.")
def command(listener: int | None, after: int | None) -> None:
    """Serve the reference web flow, a client of the API of the settings.

    At NEXTSTEP_WEB_FLOW_PORT of this machine, for trying things out (docs/web-flow.md). Until Ctrl-C.
    """
    settings = settings_of("web-flow")
    if after is not None:
        from api.commands.gate import Gate

        Gate(after).wait()

    with loading():
        from api.commands.ports import find_problem
        from api.server import serve

    if listener is None and (problem := find_problem(HOST, settings.web_flow_port)):
        raise Failed(f"the web flow cannot listen on {HOST}:{settings.web_flow_port}: {problem}")
    serve(_own(settings), lambda _: _create(settings), listener=listener, name="the web flow")


def _own(settings: Settings) -> Settings:
    """`settings` as the server of the pages goes by them: one process, which keeps the sessions, on loopback and in clear."""
    ours = {
        "host": HOST,
        "port": settings.web_flow_port,
        "processes": 1,
        "management_address": "",
        "tls_certificate": None,
        "tls_key": None,
    }
    return settings.model_copy(update=ours)


def _create(settings: Settings) -> "WSGIApplication":
    from api.commands.certificates import for_ourselves
    from api.webflow.app import create
    from api.webflow.installation import Installation

    # Only messages that go to this machine come here: by `up` to this very process, by `demo` through its own gateway.
    is_here = urlsplit(settings.otp_sender).hostname == HOST

    return create(
        Installation(
            api=called_here(settings.own_url),
            authority=for_ourselves(),
            admin=(settings.admin_username, settings.admin_password.get_secret_value()),
            provider_secret=settings.otp_sender_secret.get_secret_value() if is_here else "",
            seats=settings.threads // 2,
            temporal_ui=settings.temporal_ui,
            temporal_namespace=settings.temporal_namespace,
            phones=settings.home / "phones",
            certificate=None if settings.tls_certificate is None else str(settings.tls_certificate),
        )
    )
