"""Spans by OpenTelemetry's SDK: sampled, kept and sent as its own variables say (`OTEL_...`), by OTLP over HTTP.

Spans are sent in batches by a thread of the SDK; what a collector that is away cannot take in time is dropped.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags
from temporalio.contrib.opentelemetry import create_tracer_provider

from config import spans
from config.release import version
from config.spans import Span, SpanKind, Value
from workflows.temporal.exported_spans import PublicSpans

_KINDS = {
    SpanKind.SERVER: trace.SpanKind.SERVER,
    SpanKind.CLIENT: trace.SpanKind.CLIENT,
    SpanKind.INTERNAL: trace.SpanKind.INTERNAL,
}


class OpenTelemetryRecorder:
    """The `Recorder` of a process. Temporal's plugin records by `provider`, where that is OpenTelemetry's global one."""

    def __init__(self, process: str, exporter: SpanExporter | None = None) -> None:
        """`exporter`: who sends, in the place of OTLP."""
        self.provider = create_tracer_provider(resource=_resource(process), shutdown_on_exit=False)
        self.provider.add_span_processor(BatchSpanProcessor(PublicSpans(exporter or OTLPSpanExporter())))
        self._tracer = self.provider.get_tracer("nextstep", version())

    def span(
        self, name: str, kind: SpanKind, parent: str | None, attributes: Mapping[str, Value] | None
    ) -> AbstractContextManager[Span]:
        """See `config.spans.span`."""
        return _CurrentSpan(self._tracer.start_span(name, _context_of(parent), _KINDS[kind], attributes))

    @contextmanager
    def within(self, parent: str) -> Iterator[None]:
        """See `config.spans.within`."""
        found = _context_of(parent)
        if found is None:
            yield
            return
        token = context.attach(found)
        try:
            yield
        finally:
            context.detach(token)

    def current(self) -> str | None:
        """See `config.spans.current`."""
        found = trace.get_current_span().get_span_context()
        if not found.is_valid:
            return None
        return f"00-{found.trace_id:032x}-{found.span_id:016x}-{found.trace_flags:02x}"

    def close(self, seconds: float) -> None:
        """See `Recorder.close`. The SDK may wait for its collector for longer: it does so in a thread that nobody waits for."""
        closing = threading.Thread(target=self.provider.shutdown, name="spans", daemon=True)
        closing.start()
        closing.join(seconds)


class _CurrentSpan:
    """A span that is current within, and ends there. The SDK's own way there is of generators, and takes longer."""

    __slots__ = ("_otel_span", "_token")

    def __init__(self, otel_span: trace.Span) -> None:
        self._otel_span = otel_span

    def __enter__(self) -> Span:
        self._token = context.attach(trace.set_span_in_context(self._otel_span))
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        context.detach(self._token)
        if isinstance(error, Exception):
            self.fail(type(error).__name__)
        self._otel_span.end()

    def set(self, name: str, value: Value) -> None:
        """See `Span`."""
        self._otel_span.set_attribute(name, value)

    def fail(self, word: str) -> None:
        """See `Span`."""
        self._otel_span.set_attribute("error.type", word)
        self._otel_span.set_status(Status(StatusCode.ERROR))


def _context_of(parent: str | None) -> Context | None:
    """Null: what is current. A parent that is none is passed over."""
    if parent is None or not spans.is_traceparent(parent):
        return None
    _, trace_id, span_id, flags = parent.split("-")
    remote = SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16) & 1)
    )
    return trace.set_span_in_context(NonRecordingSpan(remote), Context())


def _resource(process: str) -> Resource:
    ours = {"service.version": version(), "service.namespace": "nextstep"}
    named = os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    if not os.environ.get("OTEL_SERVICE_NAME") and "service.name=" not in named:
        ours["service.name"] = f"nextstep-{process}"
    return Resource.create({**ours, "process.pid": os.getpid()})
