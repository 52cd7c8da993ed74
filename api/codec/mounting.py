"""What the application has of the codec server beside its endpoints."""

from flask import Flask

from api.codec.endpoints import api
from api.codec.origins import preflight


def mount_preflights(app: Flask) -> None:
    """Add what browsers ask for before they let the Temporal UI's pages send anything."""
    for path in dict.fromkeys(api.prefix + route.path for endpoint in api.endpoints for route in endpoint.routes):
        name = f"{api.name}.preflight{path}"
        app.add_url_rule(path, name, preflight, methods=["OPTIONS"], provide_automatic_options=False)
