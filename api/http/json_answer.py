"""An answer that is written in one go."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response

from api.http.api_request import JSON

_BODILESS = (204, 304)


class JsonAnswer(Response):
    """An answer of JSON. Unlike others of Flask's its fields are sent as they stand: it leads nowhere."""

    def __init__(self, text: str, status: int) -> None:
        body = text.encode()
        super().__init__((body,), status, content_type=JSON)
        self.headers.add("Content-Length", str(len(body)))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Writes the answer; by Werkzeug where it has no body."""
        if environ["REQUEST_METHOD"] == "HEAD" or self.status_code in _BODILESS:
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return self.response  # type: ignore[return-value]
