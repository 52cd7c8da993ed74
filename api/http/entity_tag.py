"""Entity tags: by them a caller says which answer it knows (RFC 9110 §8.8.3, §13.1.2)."""

from typing import Any

from flask import Response
from werkzeug.http import generate_etag, quote_etag

from api.http.api_request import current
from config.exact_json import write

# In a request's environment: what its caller makes the answer depend on. Werkzeug reads them all, whether they are there or not.
_CONDITIONS = frozenset(
    f"HTTP_{name}"
    for name in ("IF_MATCH", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "IF_RANGE", "RANGE")
)


def entity_tag(answer: Any) -> str:
    """The tag of an answer as it is sent, without quotes."""
    return generate_etag(write(answer).encode())


def conditional(response: Response, answer: Any) -> Response:
    """The response with its tag; 304 without content where the caller's `If-None-Match` has it."""
    response.headers.add("ETag", quote_etag(entity_tag(answer)))
    response.headers.add("Cache-Control", "private, no-cache")
    asked = current()
    if not _CONDITIONS.isdisjoint(asked.environ):
        response.make_conditional(asked)
    return response
