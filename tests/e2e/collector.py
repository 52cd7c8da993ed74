"""A collector, in a thread of the test: takes spans by OTLP over HTTP, as any real one does, and keeps them."""

import gzip
import threading
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.http_server import QuietHandler


@dataclass(frozen=True)
class Received:
    """A span as it came over the wire; ids are hexadecimal, a parent that there is not is empty."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    attributes: dict = field(hash=False)
    text: str = field(hash=False, repr=False)


class Collector:
    """Listens on a free port from the start. `status` is what it answers."""

    def __init__(self, status=200):
        self.spans, self.status = [], status
        collector = self

        class Handler(QuietHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/v1/traces":
                    collector.take(gzip.decompress(raw) if self.headers.get("Content-Encoding") == "gzip" else raw)
                self.send_response(collector.status)
                answer = ExportTraceServiceResponse().SerializeToString()
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def take(self, raw):
        request = ExportTraceServiceRequest.FromString(raw)
        for resource in request.resource_spans:
            [service] = [one.value.string_value for one in resource.resource.attributes if one.key == "service.name"]
            for scope in resource.scope_spans:
                self.spans += [_received(service, span) for span in scope.spans]

    def of(self, trace_id):
        """The spans of a trace."""
        return [one for one in self.spans if one.trace_id == trace_id]

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


def _received(service, span):
    return Received(
        service,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        {one.key: one.value.string_value or one.value.int_value for one in span.attributes},
        str(span),
    )
