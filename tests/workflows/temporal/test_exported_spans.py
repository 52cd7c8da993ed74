"""Of a span leaves what is nobody's: known attributes, and of errors their kind."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from workflows.temporal.exported_spans import PublicSpans

SECRET = "whsec_of a bank"


@pytest.fixture
def exported():
    """What has left, of a tracer as Temporal's plugin uses one: it records exceptions with their words."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(PublicSpans(exporter)))
    return provider.get_tracer("any"), exporter.get_finished_spans


def test_an_exception_leaves_neither_its_words_nor_its_frames(exported):
    tracer, finished = exported

    @tracer.start_as_current_span("RunActivity:deliver")
    def fail():
        raise RuntimeError(SECRET)

    with pytest.raises(RuntimeError):
        fail()
    [span] = finished()
    assert SECRET not in span.to_json()
    assert (span.status.status_code, span.status.description) == (trace.StatusCode.ERROR, None)
    [event] = span.events
    assert (event.name, dict(event.attributes)) == ("exception", {"exception.type": "RuntimeError"})


def test_attributes_that_nobody_has_allowed_stay(exported):
    tracer, finished = exported
    first = tracer.start_span("first")
    link = trace.Link(first.get_span_context(), {"user": SECRET})
    attributes = {"http.route": "/operation", "url.full": SECRET, "temporalUpdateID": SECRET}
    with tracer.start_as_current_span(
        "second", attributes=attributes, links=[link], kind=trace.SpanKind.SERVER
    ) as span:
        span.add_event("thought", {"of": SECRET})
        inner = tracer.start_span("third")
        inner.end()
    third, second = finished()
    assert SECRET not in second.to_json()
    assert dict(second.attributes) == {"http.route": "/operation"}
    assert (second.name, second.kind, second.links[0].context) == ("second", trace.SpanKind.SERVER, link.context)
    assert third.parent.span_id == second.context.span_id
    assert second.end_time >= second.start_time
