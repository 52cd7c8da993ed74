"""`nextstep health`: whether the process of these settings answers, for the health check of a container."""

import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from json import loads
from urllib.parse import urlsplit

import click

from api.commands.failure import Failed
from api.commands.options import settings_of
from config.addresses import called_here
from config.settings import Settings, SettingsInvalid

_SECONDS = 4
_MOST_BYTES = 65_536


@click.command()
@click.argument("process", type=click.Choice(["api", "worker"]), default="api")
@click.option(
    "--ready", is_flag=True, help="Whether the API can serve, with what it needs; without it, whether it answers."
)
def command(process: str, ready: bool) -> None:
    """Ask the API, or the worker, that runs beside with the same settings. Exit code 1: it does not answer."""
    settings = settings_of("health")
    if process == "worker" and ready:
        raise click.UsageError("--ready is of the API: whether a worker polls is part of it")
    base, path = (
        _worker_address(settings)
        if process == "worker"
        else (settings.management_url, "/health/ready" if ready else "/health/live")
    )
    try:
        status, body = _get(base, path)
    except (OSError, HTTPException) as error:
        raise Failed(f"the {process} at {base} does not answer: {error}") from None
    if status != 200:
        raise Failed(f"the {process} at {base} answers {status}{_missing(body)}")
    click.echo("UP")


def _worker_address(settings: Settings) -> tuple[str, str]:
    if not settings.worker_metrics:
        raise SettingsInvalid("NEXTSTEP_WORKER_METRICS: is required: a worker answers nowhere else")
    return f"http://{settings.worker_metrics}", "/metrics"


def _get(base: str, path: str) -> tuple[int, bytes]:
    parts = urlsplit(called_here(base))
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=_SECONDS, context=_unverified())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=_SECONDS)
    )
    try:
        connection.request("GET", path)
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.read(_MOST_BYTES)
    finally:
        connection.close()


def _unverified() -> ssl.SSLContext:
    """The certificate is for the names that callers use; here nothing secret is told, and nothing believed but a status."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _missing(body: bytes) -> str:
    """What a server that is not ready says of it."""
    try:
        missing = loads(body)["missing"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return "".join(f"\n{name}: {why}" for name, why in missing)
