"""`/health/live`, `/health/ready` and `/metrics`: for load balancers and for Prometheus, outside of every door."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from flask import Flask, Response
from temporalio.client import Client

from activities.clock import now_ms
from activities.store import circuits, operations
from activities.store.unavailable import StoreUnavailable
from api import metrics
from api.services import services
from config.exact_json import write
from workflows import readiness
from workflows.client import EngineUnavailable

_SECONDS = 3.0


def mount(app: Flask) -> None:
    """Add the three addresses."""
    for path, view in (("/health/live", live), ("/health/ready", ready), ("/metrics", prometheus)):
        app.add_url_rule(path, path, view, methods=["GET"], provide_automatic_options=False)


def live() -> Response:
    """The process answers."""
    return _json(200, {"status": "UP"})


def ready() -> Response:
    """200 where requests can be served; else 503, and what is missing by name."""
    missing = _database_faults() | _engine_faults()
    return _json(503 if missing else 200, {"status": "DOWN" if missing else "UP", "missing": missing})


def prometheus() -> Response:
    """The metrics of this server."""
    found = services()
    count, away = None, {}
    with suppress(StoreUnavailable):
        count = operations.count_open(found.database, now_ms())
        away = circuits.count_open(found.database)
    return Response(metrics.exposition(count, away), content_type=metrics.CONTENT_TYPE)


def _database_faults() -> dict[str, str]:
    try:
        current = services().database.is_current()
    except StoreUnavailable as error:
        return {"database": str(error)}
    return {} if current else {"database": "the schema is not current: run `nextstep migrate`"}


def _engine_faults() -> dict[str, str]:
    found = services()
    check: Callable[[Client], Awaitable[dict[str, str]]] = lambda client: readiness.missing(  # noqa: E731
        client, found.settings.task_queue
    )
    try:
        return found.temporal.call(check, _SECONDS)
    except EngineUnavailable as error:
        return {"temporal": str(error)}


def _json(status: int, value: object) -> Response:
    return Response(write(value), status, content_type="application/json")
