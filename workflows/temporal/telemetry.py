"""Temporal's own runtime in a process of ours: its lines go to our log, its metrics to Prometheus where that is wanted."""

import logging

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


def runtime(metrics: str = "") -> Runtime:
    """A new one, which belongs to the process that makes it. `metrics` is the address at which they are told.

    Where somebody else listens there, a warning says so: work matters more than its metrics.
    """
    if metrics:
        try:
            return Runtime(telemetry=TelemetryConfig(logging=_LOGGING, metrics=PrometheusConfig(bind_address=metrics)))
        except ValueError as error:
            log.warning("no metrics are told at %s: %s", metrics, error)
    return Runtime(telemetry=TelemetryConfig(logging=_LOGGING))
