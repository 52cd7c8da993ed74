"""`/health/live`, `/health/ready` and `/metrics`: for load balancers and for Prometheus, outside of every API."""

from flask import Flask, Response

from activities.store.database import Database
from api.http import leaving, metrics
from api.management import stored_metrics
from api.management.readiness import Readiness
from api.services import Services
from config.exact_json import write


def mount(app: Flask, services: Services) -> None:
    """Add the three addresses."""
    readiness = Readiness(services.settings, services.database, services.temporal)
    for path, view in (
        ("/health/live", _live),
        ("/health/ready", lambda: _ready(readiness)),
        ("/metrics", lambda: _prometheus(services.database, services.settings.task_queue)),
    ):
        app.add_url_rule(path, path, view, methods=["GET"], provide_automatic_options=False)


def _live() -> Response:
    """The process answers."""
    return _json(200, {"status": "UP"})


def _ready(readiness: Readiness) -> Response:
    """200 where requests can be served; else 503, and what is missing by name. `clocks`: by how many ms others are ahead."""
    if leaving.is_announced():
        return _json(503, {"status": "DOWN", "missing": {"server": "it is about to end"}, "clocks": {}})
    found = readiness.ask()
    status = {"status": "DOWN" if found.missing else "UP", "missing": found.missing, "clocks": found.clocks}
    return _json(503 if found.missing else 200, status)


def _prometheus(database: Database, task_queue: str) -> Response:
    """What the processes of this server counted, and how the engine stands."""
    stored = stored_metrics.exposition(database, task_queue)
    return Response(metrics.exposition() + stored, content_type=metrics.CONTENT_TYPE)


def _json(status: int, value: object) -> Response:
    return Response(write(value), status, content_type="application/json")
