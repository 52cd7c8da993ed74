"""Where the parts of embedded mode listen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from api.commands.failure import Failed
from api.commands.ports import free, obstacle
from config.settings import Settings

METRICS_PORT = 9233

_DOCS = {
    "nextstep": "/powerauth-nextstep/swagger-ui.html",
    "mobile": "/enrollment-server/swagger-ui.html",
    "cloud": "/powerauth-cloud/swagger-ui/index.html",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where everything listens: URLs, except `temporal`, which is host:port. `docs`: the documentation of each door."""

    api: str
    docs: dict[str, str]
    temporal: str
    ui: str
    worker_metrics: str
    logs: Path

    @classmethod
    def of(cls, settings: Settings, ui_port: int) -> Self:
        """Those of settings whose ports are decided."""
        return cls(
            api=f"http://{settings.address}",
            docs={door: f"http://{settings.address}{_DOCS[door]}" for door in settings.doors},
            temporal=settings.temporal_address,
            ui=f"http://127.0.0.1:{ui_port}",
            worker_metrics=f"http://{settings.worker_metrics}/metrics",
            logs=settings.home / "logs",
        )


def with_ports(settings: Settings, temporal_port: int, report: Callable[[str], None]) -> tuple[Settings, int]:
    """`settings` with every port decided, and the port of the Temporal UI.

    The API has the port that was asked for, or `Failed`; the others fall to free ones, and `report` hears of it.
    """
    if settings.port and (reason := obstacle(settings.host, settings.port)):
        raise Failed(
            f"the API cannot listen on {settings.address}: {reason}; choose another --port, or 0 for a free one"
        )
    wanted = {"Temporal": temporal_port, "the Temporal UI": settings.ui_port, "the worker's metrics": METRICS_PORT}
    port, *found = free((settings.host, settings.port), *(("127.0.0.1", port) for port in wanted.values()))
    for (name, want), have in zip(wanted.items(), found, strict=True):
        if want not in (0, have):
            report(f"port {want} is taken; {name} is at {have} instead")
    temporal, ui, metrics = found
    ports = {
        "port": port,
        "ui_port": ui,
        "temporal_address": f"127.0.0.1:{temporal}",
        "temporal_ui": settings.temporal_ui or f"http://127.0.0.1:{ui}",
        "worker_metrics": settings.worker_metrics or f"127.0.0.1:{metrics}",
    }
    return settings.model_copy(update=ports), ui
