"""Temporal's own lines go our way, and its metrics never stand in the way of work."""

import asyncio
import socket
import time
import urllib.request
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryFilter

from activities.deliveries.metrics import DeliveryMetrics
from activities.deliveries.sender import DeliveryOutcome
from tests.e2e.processes import free_port
from workflows.temporal import telemetry
from workflows.temporal.telemetry import runtime


def test_metrics_are_told_at_their_address():
    address = f"127.0.0.1:{free_port()}"
    found = runtime(address)
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=60) as answer:
        assert answer.status == 200
    assert isinstance(found, Runtime)


def test_metrics_are_called_as_prometheus_calls_them():
    address = f"127.0.0.1:{free_port()}"
    kept = runtime(address)  # what it tells, it tells for as long as it is there
    meter = kept.metric_meter
    meter.create_counter("nextstep_things").add(3, {"kind": "one"})
    DeliveryMetrics(meter).count("callback", "bank.example", DeliveryOutcome.RETRY, 0.03)
    waits = meter.create_histogram_timedelta("temporal_activity_schedule_to_start_latency", unit="duration")
    waits.record(timedelta(milliseconds=30))
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=60) as answer:
        found = list(text_string_to_metric_families(answer.read().decode()))
    samples = {
        (sample.name, *(sample.labels.get(name) for name in ("kind", "destination", "outcome", "le"))): sample.value
        for family in found
        for sample in family.samples
    }
    assert samples["nextstep_things_total", "one", None, None, None] == 3
    assert samples["nextstep_delivery_attempts_total", "callback", "bank.example", "retry", None] == 1
    for le, value in (("0.025", 0), ("0.05", 1), ("90", 1)):
        name = "nextstep_delivery_attempt_duration_seconds_bucket"
        assert samples[name, "callback", "bank.example", None, le] == value
    for le, value in (("0.025", 0), ("0.05", 1), ("60", 1)):
        assert samples["temporal_activity_schedule_to_start_latency_seconds_bucket", None, None, None, le] == value


def test_where_somebody_else_listens_there_is_a_warning_and_a_runtime(caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        found = runtime(address)
    assert isinstance(found, Runtime)
    [record] = caplog.records
    assert (record.levelname, record.name) == ("WARNING", "workflows.temporal.telemetry")
    assert record.getMessage().startswith(f"no metrics are told at {address}: ")


def test_what_the_core_says_is_a_record_of_ours(caplog, monkeypatch):
    """Of a connection that fails, the core speaks at levels that are usually off."""
    everything = TelemetryFilter(core_level="TRACE", other_level="TRACE")
    monkeypatch.setattr(telemetry, "_LOGGING", replace(telemetry._LOGGING, filter=everything))

    async def failing():
        client = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True, runtime=runtime())
        with pytest.raises(RuntimeError):
            await client.count_workflows()
        # The core hands its lines over in a thread of its own.
        until = time.monotonic() + 60
        while not is_told() and time.monotonic() < until:
            await asyncio.sleep(0.1)

    def is_told():
        return "temporalio.core" in {record.name for record in caplog.records}

    with caplog.at_level(1):
        asyncio.run(failing())
    assert is_told()
