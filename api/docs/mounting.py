"""The addresses of an API's documentation: the OpenAPI document, and Swagger UI with its assets from a package of ours.

The page asks no other host for anything, and its Content-Security-Policy sees to it.
"""

import hashlib
import posixpath
from collections.abc import Callable
from functools import cache
from pathlib import Path
from string import Template

import flask_swagger_ui
from flask import Flask, Response, abort, request

from api.http.blueprint import ApiBlueprint
from config.exact_json import read, write

DOCUMENT = "/openapi.json"
# The same in OpenAPI 3.0.3, for generators that read nothing newer.
DOCUMENT_30 = "/openapi-3.0.json"
ASSETS = "/swagger-ui"

_DIST = Path(flask_swagger_ui.__file__).parent / "dist"
_TYPES = {
    "index.css": "text/css; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-16x16.png": "image/png",
    "favicon-32x32.png": "image/png",
}
_START = "start.js"

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>$title</title>
  <link rel="stylesheet" href="$assets/index.css">
  <link rel="stylesheet" href="$assets/swagger-ui.css">
  <link rel="icon" type="image/png" href="$assets/favicon-32x32.png" sizes="32x32">
  <link rel="icon" type="image/png" href="$assets/favicon-16x16.png" sizes="16x16">
</head>
<body>
  <div id="swagger-ui" data-document="$document" data-sends="$sends"></div>
  <script src="$assets/swagger-ui-bundle.js"></script>
  <script src="$assets/start.js"></script>
</body>
</html>
""")

_SENT = "get post put delete"

# No validator: it would be another host's.
_SCRIPT = """const { document: url, sends } = document.getElementById("swagger-ui").dataset;
window.ui = SwaggerUIBundle({
  url,
  supportedSubmitMethods: sends.split(" "),
  dom_id: "#swagger-ui",
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 4,
  displayRequestDuration: true,
  filter: true,
  // A challenge would open the browser's own dialog over the page.
  requestInterceptor: (request) => {
    request.headers["X-Requested-With"] = "XMLHttpRequest";
    return request;
  },
});
"""

_HEADERS = {
    # Swagger UI sets styles from its script, and draws its icons from data.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def mount(app: Flask, api: ApiBlueprint, base: str = "") -> None:
    """Add the documentation of `api` to the application. The document is made when it is first asked for.

    `base` is where the API is served, if that is not where its documentation is: the page then sends it no requests, which
    browsers would not let it.
    """
    folder = posixpath.dirname(api.documentation)

    def from_page(path: str) -> str:
        return posixpath.relpath(path, folder)

    page = _PAGE.substitute(
        title=f"{api.name}: API documentation",
        assets=from_page(ASSETS),
        document=from_page(DOCUMENT),
        sends="" if base else _SENT,
    )

    @cache
    def document() -> str:
        # apispec and the examples are loaded with the first reader, not with the server.
        from api.docs.document import build

        return write(build(api, base))

    @cache
    def document_30() -> str:
        from api.docs.openapi.openapi30 import downgrade

        return write(downgrade(read(document().encode())))

    def add(path: str, view: Callable[..., Response]) -> None:
        endpoint = f"{api.name}.docs.{path}"
        app.add_url_rule(api.prefix + path, endpoint, view, methods=["GET"], provide_automatic_options=False)

    add(DOCUMENT, lambda: Response(document(), content_type="application/json"))
    add(DOCUMENT_30, lambda: Response(document_30(), content_type="application/json"))
    add(f"{ASSETS}/<name>", _asset)
    add(api.documentation, lambda: Response(page, content_type="text/html; charset=utf-8", headers=_HEADERS))


def _asset(name: str) -> Response:
    if name == _START:
        return Response(_SCRIPT, content_type="text/javascript; charset=utf-8", headers=_HEADERS)
    if name not in _TYPES:
        abort(404)
    content, tag = _content(name)
    response = Response(content, content_type=_TYPES[name], headers={**_HEADERS, "Cache-Control": "no-cache"})
    response.set_etag(tag)
    response.make_conditional(request)
    return response


@cache
def _content(name: str) -> tuple[bytes, str]:
    """An asset and its entity tag: kept once, however many take it, and however slowly."""
    content = (_DIST / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()
