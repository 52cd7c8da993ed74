"""What is told of a request to whoever operates the server: method and route as they are declared, never what was sent."""

from typing import Final

from flask import request

_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))


def known_method() -> str | None:
    """The current request's method; null: a word of its caller's own."""
    return request.method if request.method in _METHODS else None


def declared_route() -> str | None:
    """The address of the current request as it is declared, without the ids in it; null: it came to no endpoint."""
    return request.url_rule.rule if request.url_rule is not None else None
