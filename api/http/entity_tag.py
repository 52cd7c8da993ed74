"""Entity tags: by them a caller says which answer it knows (RFC 9110 §8.8.3, §13.1.2).

They are weak. A gateway that compresses an answer sends other bytes, of which a strong tag would not be true: some make the tag
weak themselves, Envoy leaves it out, so that its caller has nothing to say, and Apache writes the coding into it, and never takes
it out again.
"""

import re
from typing import Any

from flask import Response
from werkzeug.datastructures import ETags
from werkzeug.http import generate_etag, parse_etags, quote_etag

from api.http.api_request import current
from config.exact_json import write

_KNOWN = "HTTP_IF_NONE_MATCH"

# In a request's environment: what its caller makes the answer depend on. Werkzeug reads them all, whether they are there or not.
_CONDITIONS = frozenset(
    (
        _KNOWN,
        *(f"HTTP_{name}" for name in ("IF_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "IF_RANGE", "RANGE")),
    )
)

# What a gateway puts behind a tag for the coding that it sends the answer in. Our own tags end in a digit of hexadecimals.
_CODING = re.compile(r'-(?:gzip|deflate|br|zstd)(?=")')


def entity_tag(answer: Any) -> str:
    """The tag of an answer as it is sent, without quotes."""
    return generate_etag(write(answer).encode())


def known_tags() -> ETags:
    """The tags of answers that the caller knows, as they were sent to the gateway through which it has them."""
    return parse_etags(_CODING.sub("", current().environ.get(_KNOWN, "")))


def conditional(response: Response, answer: Any) -> Response:
    """The response with its tag; 304 without content where the caller's `If-None-Match` has it."""
    response.headers.add("ETag", quote_etag(entity_tag(answer), weak=True))
    response.headers.add("Cache-Control", "private, no-cache")
    environ = current().environ
    if not _CONDITIONS.isdisjoint(environ):
        if _KNOWN in environ:
            environ = {**environ, _KNOWN: _CODING.sub("", environ[_KNOWN])}
        response.make_conditional(environ)
    return response
