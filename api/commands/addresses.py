"""Where the parts of embedded mode listen."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from api.commands.failure import Failed
from api.commands.ports import ReservedPorts
from api.commands.temporal_server import preferred_port
from api.server.sockets import listen
from config.settings import Settings

METRICS_PORT = 9233
# Browsers reach the web flow by a name: passkeys are of a domain, and an address is none.
WEB_FLOW_DOMAIN = "localhost"
_LOOPBACK = "127.0.0.1"
_METRICS = "the worker's metrics"

_DOCS = {
    "nextstep": "/powerauth-nextstep/swagger-ui.html",
    "mobile": "/enrollment-server/swagger-ui.html",
    "cloud": "/powerauth-cloud/swagger-ui/index.html",
}


@dataclass(frozen=True, slots=True)
class ListenAddresses:
    """Where everything listens: URLs, except `temporal`, which is host:port. `docs`: the documentation of each API.

    `management` has health and metrics; it is `api` unless they have an address of their own.
    """

    api: str
    management: str
    docs: dict[str, str]
    temporal: str
    ui: str
    worker_metrics: str
    web_flow: str
    logs: Path

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of settings whose ports are decided."""
        return cls(
            api=settings.own_url,
            management=settings.management_url,
            docs={api: settings.management_url + _DOCS[api] for api in settings.doors},
            temporal=settings.temporal_address,
            ui=f"http://127.0.0.1:{settings.ui_port}",
            worker_metrics=f"http://{settings.worker_metrics}/metrics",
            web_flow=f"http://{WEB_FLOW_DOMAIN}:{settings.web_flow_port}/demo",
            logs=settings.home / "logs",
        )


def with_listener(settings: Settings) -> tuple[Settings, socket.socket]:
    """`settings` with the API's port decided, and the socket that listens there. `Failed` where it is taken."""
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        raise Failed(
            f"the API cannot listen on {settings.address}: {error.strerror or error}; "
            "choose another --port, or 0 for a free one"
        ) from None
    return settings.model_copy(update={"port": listener.getsockname()[1]}), listener


def with_web_flow_listener(settings: Settings, report: Callable[[str], None]) -> tuple[Settings, socket.socket]:
    """`settings` with the web flow's port decided, and the socket that listens there: the wanted port, or a free one."""
    try:
        listener = listen(_LOOPBACK, settings.web_flow_port)
    except OSError:
        listener = listen(_LOOPBACK, 0)
    port: int = listener.getsockname()[1]
    if settings.web_flow_port not in (0, port):
        report(f"port {settings.web_flow_port} is taken; the web flow is at {port} instead")
    return settings.model_copy(update={"web_flow_port": port}), listener


def provider_of(settings: Settings) -> str:
    """Where the web flow takes short messages, as a stand-in for their provider."""
    return f"http://{_LOOPBACK}:{settings.web_flow_port}/demo/provider"


def with_ports(settings: Settings, ports: ReservedPorts) -> Settings:
    """`settings` with the ports of all but the API decided."""
    temporal = ports.reserve("Temporal", preferred_port(settings))
    ui = ports.reserve("the Temporal UI", settings.ui_port)
    metrics = settings.worker_metrics or f"127.0.0.1:{ports.reserve(_METRICS, METRICS_PORT)}"
    decided = {
        "ui_port": ui,
        "temporal_address": f"127.0.0.1:{temporal}",
        "temporal_envconfig": False,  # it is for another
        "temporal_ui": settings.temporal_ui or f"http://127.0.0.1:{ui}",
        "worker_metrics": metrics,
    }
    return settings.model_copy(update=decided)
