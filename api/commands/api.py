"""`nextstep api`: the API alone, against the database and the Temporal cluster of the settings."""

import click

from api.commands.failure import Failed
from api.commands.options import serving, serving_settings_of
from config.addresses import host_and_port
from config.loading import loading


@click.command()
@serving
@click.option("--listener", type=int, hidden=True, help="A descriptor of a socket that listens at the address already.")
@click.option("--after", type=int, hidden=True, help="A gate's descriptor: nothing is served before it is open.")
def command(host: str | None, port: int | None, doors: str | None, listener: int | None, after: int | None) -> None:
    """Serve the API, against an external Temporal and database.

    Until SIGTERM or Ctrl-C, which let it answer what it has taken. nextstep migrate comes first; nextstep health
    asks whether it serves.
    """
    settings = serving_settings_of("api", host=host, port=port, doors=doors)

    with loading():
        from api.commands.certificates import check_certificate
        from api.commands.gate import Gate
        from api.commands.ports import find_problem
        from api.commands.sealed_database import check_key
        from api.server import serve
        from workflows.temporal import tracing
        from workflows.temporal.cluster import cluster_of

    if listener is None and (problem := find_problem(settings.host, settings.port)):
        raise Failed(f"the API cannot listen on {settings.address}: {problem}; choose another --host or --port")
    if settings.management_address and (problem := find_problem(*host_and_port(settings.management_address))):
        raise Failed(
            f"health and metrics cannot be served at {settings.management_address}: {problem}; "
            "choose another NEXTSTEP_MANAGEMENT_ADDRESS"
        )
    check_certificate(settings)
    # What is wrong with these is better said now.
    cluster_of(settings)
    tracing.check(settings)
    if after is None:
        check_key(settings)
        serve(settings, listener=listener)
    else:  # who opens the gate has checked it
        serve(settings, listener=listener, when_loaded=Gate(after).wait)
