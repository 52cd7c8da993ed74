"""What leaves the house of a span: attributes that are known to be nobody's, and of errors their kind alone.

Temporal's plugin tells exceptions with their words and frames, which may quote the values that they are about.
"""

from collections.abc import Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Status
from opentelemetry.util.types import Attributes

PUBLIC = frozenset(
    {
        "error.type",
        "exception.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "nextstep.api",
        "nextstep.code",
        "nextstep.correlation_id",
        "nextstep.delivery.attempt",
        "nextstep.delivery.id",
        "nextstep.delivery.kind",
        "nextstep.delivery.outcome",
        "nextstep.delivery.reason",
        "nextstep.reason",
        "server.address",
        "temporalActivityID",
        "temporalRunID",
        "temporalWorkflowID",
    }
)


class PublicSpans(SpanExporter):
    """Gives another exporter what may leave."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See `SpanExporter`."""
        return self._exporter.export([public(span) for span in spans])

    def shutdown(self) -> None:
        """See `SpanExporter`."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """See `SpanExporter`."""
        return self._exporter.force_flush(timeout_millis)


def public(span: ReadableSpan) -> ReadableSpan:
    """The same span, without what may be somebody's."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_known(span.attributes),
        events=[Event(event.name, _known(event.attributes), event.timestamp) for event in span.events],
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _known(attributes: Attributes) -> Attributes:
    return {name: value for name, value in (attributes or {}).items() if name in PUBLIC}
