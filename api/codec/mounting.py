"""The codec server's addresses in the application."""

from flask import Flask

from api.codec.endpoints import api
from api.codec.origins import preflight, readable


def mount(app: Flask) -> None:
    """Add them, with what browsers ask for before they let the Temporal UI's pages send anything."""
    for endpoint in api.endpoints:
        view = readable(api.dispatch(endpoint))
        for route in endpoint.routes:
            path = api.prefix + route.path
            app.add_url_rule(
                path, f"{api.name}.{endpoint.name}", view, methods=[route.verb], provide_automatic_options=False
            )
            app.add_url_rule(
                path,
                f"{api.name}.{endpoint.name}.preflight",
                preflight,
                methods=["OPTIONS"],
                provide_automatic_options=False,
            )
