"""Entity tags: by them a caller says which answer it knows (RFC 9110 §8.8.3, §13.1.2)."""

from typing import Any

from flask import Response, request
from werkzeug.http import generate_etag

from config.exact_json import write


def entity_tag(answer: Any) -> str:
    """The tag of an answer as it is sent, without quotes."""
    return generate_etag(write(answer).encode())


def conditional(response: Response, answer: Any) -> Response:
    """The response with its tag; 304 without content where the caller's `If-None-Match` has it."""
    response.set_etag(entity_tag(answer))
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
