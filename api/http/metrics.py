"""What the processes of this server count, and tell to Prometheus together (`/metrics`)."""

import os
from functools import lru_cache

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_BUCKETS_OF_PEOPLE = (1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800)

REQUESTS = Counter("nextstep_requests", "Requests answered", ["api", "endpoint", "code"])
SECONDS = Histogram(
    "nextstep_request_duration_seconds", "Time to answer a request", ["api", "endpoint"], buckets=_BUCKETS
)
STARTED = Counter("nextstep_operations_started", "Operations created", ["operation"])
REFUSALS = Counter("nextstep_refusals", "Requests that the HTTP server refused by itself", ["code"])
KEPT_OUT = Counter("nextstep_callers_refused", "Callers that an API did not let in", ["api", "scheme", "reason"])
CONNECTIONS = Gauge("nextstep_connections", "Open connections", multiprocess_mode="livesum")
# With a label, since a gauge without one is told as 0 where there is no certificate.
CERTIFICATE_EXPIRES = Gauge(
    "nextstep_certificate_expiry_timestamp_seconds",
    "When the certificate that callers are shown ends, in seconds of the epoch",
    ["address"],
    multiprocess_mode="livemin",
)
FINISHED = Counter("nextstep_operations_finished", "Operations that ended", ["operation", "status"])
STEPS = Histogram(
    "nextstep_step_duration_seconds",
    "Time from the offer of a step until it was taken",
    ["method", "result"],
    buckets=_BUCKETS_OF_PEOPLE,
)


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


def count_started_operation(operation_name: str) -> None:
    """An operation was created."""
    _started(operation_name).inc()


def count_finished_operation(operation_name: str, status: str) -> None:
    """An operation ended, and this process was the one to write it down."""
    _finished(operation_name, status).inc()


def count_step(method: str, result: str, milliseconds: int) -> None:
    """A step was taken, so long after it was offered."""
    _steps(method, result).observe(milliseconds / 1000)


# Looking a child up takes longer than counting. Prometheus keeps each of them too, so there are no fewer without this.
@lru_cache(None)
def _requests(api: str, endpoint: str, status: int) -> Counter:
    return REQUESTS.labels(api, endpoint, str(status))


@lru_cache(None)
def _seconds(api: str, endpoint: str) -> Histogram:
    return SECONDS.labels(api, endpoint)


@lru_cache(None)
def _steps(method: str, result: str) -> Histogram:
    return STEPS.labels(method, result)


@lru_cache(None)
def _started(operation_name: str) -> Counter:
    return STARTED.labels(operation_name)


@lru_cache(None)
def _finished(operation_name: str, status: str) -> Counter:
    return FINISHED.labels(operation_name, status)


def exposition() -> bytes:
    """The metrics of all processes of this server."""
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
