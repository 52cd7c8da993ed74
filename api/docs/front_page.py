"""`GET /`: where everything is, as a page for people who come by a browser and as JSON for everybody else."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from string import Template

from flask import Flask, Response, request

from api.docs import mounting
from api.http.blueprint import ApiBlueprint
from config.exact_json import write
from config.settings import Settings

_HTML, _JSON = "text/html", "application/json"

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.25rem; }
p, ul { margin: 0; padding: 0; }
li { list-style: none; padding: 0.25rem 0; }
"""

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Next Step</title>
  <link rel="icon" href="data:,">
  <style>$style</style>
</head>
<body>
<main>
  <h1>Next Step</h1>
  <p>Durable authentication flows.</p>
$sections
</main>
</body>
</html>
""")

_SECTION = Template("""  <section aria-labelledby="$id">
    <h2 id="$id">$heading</h2>
    <ul>
$links
    </ul>
  </section>""")

_LINK = Template("""      <li><a href="$address">$text</a>$note</li>""")

_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-cache",
    "Vary": "Accept",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True, slots=True)
class _Documented:
    """An API: what it is called, and the paths of its documentation."""

    name: str
    title: str
    page: str
    document: str


def mount(app: Flask, apis: Sequence[ApiBlueprint], settings: Settings) -> None:
    """Add the page of an application that serves `apis`."""

    @cache
    def describe_apis() -> tuple[_Documented, ...]:
        # What is said of APIs is loaded with the first reader, not with the server.
        from api.docs.document import material_of

        return tuple(
            _Documented(
                api.name,
                material_of(api).title,
                api.prefix + api.documentation,
                api.prefix + mounting.DOCUMENT,
            )
            for api in apis
        )

    def view() -> Response:
        # Whoever has no preference is a program.
        if request.accept_mimetypes.best_match([_JSON, _HTML]) == _HTML:
            body, content_type = _page(describe_apis(), settings.temporal_ui), f"{_HTML}; charset=utf-8"
        else:
            body, content_type = write(_addresses(describe_apis(), settings)), _JSON
        return Response(body, content_type=content_type, headers=_HEADERS)

    app.add_url_rule("/", "/", view, methods=["GET"], provide_automatic_options=False)


def _page(apis: Sequence[_Documented], temporal_ui: str) -> str:
    """Links are relative: they hold behind a gateway that serves this page under a path of its own."""
    running = [
        _link("health/ready", "Health: ready to serve"),
        _link("health/live", "Health: process alive"),
        _link("metrics", "Metrics"),
    ]
    if temporal_ui:
        running.append(_link(temporal_ui, "Temporal UI"))
    sections = [
        _section("documentation", "API documentation", [_link(d.page[1:], d.title, d.document[1:]) for d in apis]),
        _section("running", "This server", running),
    ]
    return _PAGE.substitute(style=_STYLE, sections="\n".join(sections))


def _section(name: str, heading: str, links: Sequence[str]) -> str:
    return _SECTION.substitute(id=name, heading=escape(heading), links="\n".join(links))


def _link(address: str, text: str, document: str = "") -> str:
    note = f'<br><a href="{escape(document)}">OpenAPI of {escape(text)}</a>' if document else ""
    return _LINK.substitute(address=escape(address), text=escape(text), note=note)


def _addresses(apis: Sequence[_Documented], settings: Settings) -> dict[str, object]:
    """Addresses begin with the public URL where there is one and it leads here; else they are paths of this server."""
    base = "" if settings.management_address else settings.public_url
    found: dict[str, object] = {
        "documentation": [
            {"door": d.name, "title": d.title, "page": base + d.page, "openapi": base + d.document} for d in apis
        ],
        "health": {"live": f"{base}/health/live", "ready": f"{base}/health/ready"},
        "metrics": f"{base}/metrics",
    }
    return found | ({"temporalUi": settings.temporal_ui} if settings.temporal_ui else {})
