"""Spans of a test's own process, recorded by the real SDK, and read as they would leave the house."""

from contextlib import contextmanager

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from config import spans
from workflows.temporal.recorder import OpenTelemetryRecorder


class Recording:
    """What is recorded until now."""

    def __init__(self):
        self._exporter = InMemorySpanExporter()
        self.recorder = OpenTelemetryRecorder("test", self._exporter)

    def spans(self):
        self.recorder.provider.force_flush()
        return list(self._exporter.get_finished_spans())

    def named(self, name):
        return [one for one in self.spans() if one.name == name]


@contextmanager
def recording():
    found = Recording()
    spans.record_by(found.recorder)
    try:
        yield found
    finally:
        spans.close()
