"""Where a page leads that came of a form: its address answers no browser that only reads."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException

START = "/demo"


def readable_path() -> str:
    """The path of this page, or of the nearest page above it that can be read; else of the first page."""
    path = request.path
    while path.startswith(f"{START}/"):
        if _is_page(path):
            return path
        path = path.rpartition("/")[0]
    return START


def readable_address() -> str:
    """The same with its query, where this page has one: that a phone is left out, or to which flow one goes back."""
    path, query = readable_path(), request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query and path == request.path else path


def _is_page(path: str) -> bool:
    try:
        rule, _ = current_app.url_map.bind_to_environ(request.environ).match(path, method="GET", return_rule=True)
    except HTTPException:
        return False
    # An id may have slashes: what a form was sent to can look like a page of another one.
    return path != request.path or request.url_rule is None or rule.rule == request.url_rule.rule
