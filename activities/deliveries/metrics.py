"""What a worker counts of deliveries; told with Temporal's own metrics."""

from datetime import timedelta

from temporalio.common import MetricMeter

from activities.deliveries.destination import Names
from activities.deliveries.sender import DeliveryOutcome


class DeliveryMetrics:
    """Of one process; safe for threads."""

    def __init__(self, meter: MetricMeter = MetricMeter.noop) -> None:
        self._names = Names()
        self._attempts = meter.create_counter("nextstep_delivery_attempts", "Attempts to deliver callbacks and pushes")
        self._seconds = meter.create_histogram_timedelta(
            "nextstep_delivery_attempt_duration", "Time that an attempt to deliver takes", "duration"
        )

    def count(self, kind: str, destination: str, outcome: DeliveryOutcome, seconds: float) -> None:
        """An attempt was made. `destination`: a host, or a provider."""
        labels = {"kind": kind, "destination": self._names.label(destination)}
        self._attempts.add(1, {**labels, "outcome": outcome.lower()})
        self._seconds.record(timedelta(seconds=seconds), labels)
