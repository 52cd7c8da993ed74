"""Temporal's own runtime in a process of ours: its lines go to our log, its metrics to Prometheus where that is wanted."""

import logging
import os

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

log = logging.getLogger(__name__)

_LOGGING = LoggingConfig(
    filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
    forwarding=LogForwardingConfig(logger=logging.getLogger("temporalio.core"), append_target_to_name=False),
)

# Seconds. Temporal's own begin at 0.1, which is what people notice already.
_WAITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_ATTEMPTS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 90)


# By the id of the process. What a fork inherits is kept: its threads are elsewhere, and to drop it would wait for them.
_OF_PROCESSES: dict[int, Runtime] = {}


def runtime_of_process() -> Runtime:
    """The one that is shared by all clients and replays of this process, made when first asked for.

    The SDK's own default stays with the process that first used it, before a fork. One for each client would stay for ever:
    the descriptors of a runtime that hands its log over are not given back (`findings/temporal-runtimes-keep-descriptors.sh`).
    """
    pid = os.getpid()
    return _OF_PROCESSES.get(pid) or _OF_PROCESSES.setdefault(pid, runtime())


def runtime(metrics: str = "") -> Runtime:
    """A new one, which belongs to the process that makes it. `metrics` is the address at which they are told.

    Where somebody else listens there, a warning says so: work matters more than its metrics.
    """
    if metrics:
        try:
            return Runtime(telemetry=TelemetryConfig(logging=_LOGGING, metrics=_prometheus(metrics)))
        except ValueError as error:
            log.warning("no metrics are told at %s: %s", metrics, error)
    return Runtime(telemetry=TelemetryConfig(logging=_LOGGING))


def _prometheus(address: str) -> PrometheusConfig:
    """By Prometheus' conventions: `_total` behind what only grows, durations in seconds and so called."""
    return PrometheusConfig(
        bind_address=address,
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides={
            "schedule_to_start_latency": _WAITS,
            "nextstep_delivery_attempt_duration": _ATTEMPTS,
        },
    )
