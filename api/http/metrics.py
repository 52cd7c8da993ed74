"""What Prometheus is told (`/metrics`): requests and operations of this server's processes, and how many operations are open."""

import os
from collections.abc import Mapping
from functools import lru_cache

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("nextstep_requests", "Requests answered", ["door", "endpoint", "code"])
SECONDS = Histogram("nextstep_request_seconds", "Time to answer", ["door", "endpoint"], buckets=_BUCKETS)
STARTED = Counter("nextstep_operations_started", "Operations created", ["operation"])
REFUSALS = Counter("nextstep_refusals", "Requests that the HTTP server refused by itself", ["code"])
KEPT_OUT = Counter("nextstep_callers_refused", "Callers that an API did not let in", ["door", "scheme", "reason"])
CONNECTIONS = Gauge("nextstep_connections", "Open connections", multiprocess_mode="livesum")
# With a label, since a gauge without one is told as 0 where there is no certificate.
CERTIFICATE_EXPIRES = Gauge(
    "nextstep_certificate_expires_seconds",
    "When the certificate that callers are shown ends, in seconds of the epoch",
    ["address"],
    multiprocess_mode="livemin",
)
FINISHED = Counter("nextstep_operations_finished", "Operations that ended", ["operation", "result"])


def count_request(api: str, endpoint: str, status: int, seconds: float) -> None:
    """A request was answered with an HTTP status."""
    _requests(api, endpoint, status).inc()
    _seconds(api, endpoint).observe(seconds)


def count_refusal(status: int) -> None:
    """The HTTP server has answered a request with an HTTP status, and no API has seen it."""
    REFUSALS.labels(str(status)).inc()


def count_kept_out(api: str, scheme: str, reason: str) -> None:
    """An API has not let a caller in, who showed this; `reason` is a constant."""
    KEPT_OUT.labels(api, scheme, reason).inc()


# Looking a child up takes longer than counting; there are as many as endpoints and statuses.
@lru_cache(None)
def _requests(api: str, endpoint: str, status: int) -> Counter:
    return REQUESTS.labels(api, endpoint, str(status))


@lru_cache(None)
def _seconds(api: str, endpoint: str) -> Histogram:
    return SECONDS.labels(api, endpoint)


def count_started_operation(operation_name: str) -> None:
    """An operation was created."""
    STARTED.labels(operation_name).inc()


def count_finished_operation(operation_name: str, result: str) -> None:
    """An operation ended, and this process was the one to write it down."""
    FINISHED.labels(operation_name, result).inc()


def exposition(open_operations: int | None, open_circuits: Mapping[str, int]) -> bytes:
    """The metrics of all processes of this server. `open_operations` is left out where the database is away.

    `open_circuits`: receivers of deliveries that do not answer, by kind.
    """
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    shown = generate_latest(registry)
    if open_operations is not None:
        now = CollectorRegistry()
        Gauge("nextstep_operations_open", "Operations that wait for somebody", registry=now).set(open_operations)
        away = Gauge(
            "nextstep_circuits_open", "Receivers that do not answer and are left alone", ["kind"], registry=now
        )
        for kind in {"callback": 0, **open_circuits}:
            away.labels(kind).set(open_circuits.get(kind, 0))
        shown += generate_latest(now)
    return shown
