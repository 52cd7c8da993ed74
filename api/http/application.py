"""Flask as these APIs use it: a request costs what it needs of Flask, and not what only other applications need.

Everything here is Flask's own hook, and answers what Flask's would.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, request_tearing_down
from flask.typing import ResponseReturnValue
from werkzeug.routing import Map, MapAdapter
from werkzeug.wsgi import get_host

from api.http.api_request import ApiRequest
from api.http.rule import ReadRule

# Of names that callers call the server by.
_NAMES, _LONGEST_NAME = 64, 255


class ApiApplication(Flask):
    """An application whose routes know neither hosts nor subdomains, and whose views are functions, without sessions."""

    request_class = ApiRequest
    url_rule_class = ReadRule

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds the request's route. Werkzeug works on the name that the server was called by each time anew."""
        if request is None:
            return super().create_url_adapter(request)
        environ = request.environ
        path, query, named = environ.get("PATH_INFO"), environ.get("QUERY_STRING"), environ.get("HTTP_HOST")
        if (
            path is None
            or query is None
            or not (path.isascii() and query.isascii())
            or not named
            or len(named) > _LONGEST_NAME
            or environ.get("SCRIPT_NAME")
            or "HTTP_UPGRADE" in environ
        ):
            return super().create_url_adapter(request)
        scheme = environ["wsgi.url_scheme"]
        request.host, server_name = _names(scheme, named)
        return MapAdapter(self.url_map, server_name, "/", "", scheme, path, environ["REQUEST_METHOD"], query)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none is a coroutine."""
        return func

    def preprocess_request(self) -> ResponseReturnValue | None:
        """What the functions that are called before a request say."""
        if self.before_request_funcs or self.url_value_preprocessors:
            return super().preprocess_request()
        return None

    def process_response(self, response: Response) -> Response:
        """The response, after what functions say that are called after a request; `flask.after_this_request` calls none here."""
        if self.after_request_funcs or self.config["SECRET_KEY"] is not None:
            return super().process_response(response)
        return response

    def do_teardown_request(self, *error: BaseException | None) -> None:
        """Calls the functions that are called when a request is over."""
        if self.teardown_request_funcs or request_tearing_down.receivers:
            super().do_teardown_request(*error)


@lru_cache(_NAMES)
def _names(scheme: str, host: str) -> tuple[str, str]:
    """The host of a request, and the same as Werkzeug binds routes to it. Raises Werkzeug's for a name that cannot be one."""
    known = get_host({"wsgi.url_scheme": scheme, "HTTP_HOST": host})
    return known, Map().bind(known.lower()).server_name
