"""Every route of the PowerAuth Cloud API, as addresses that can be called; their arguments are words."""

import pytest

from api.cloud import api

_ROUTES = [
    (endpoint, route.verb, route.path.replace("<", "").replace(">", ""))
    for endpoint in api.endpoints
    for route in endpoint.routes
]
of_every_route = pytest.mark.parametrize(
    ("endpoint", "verb", "path"), _ROUTES, ids=[f"{verb} {path}" for _, verb, path in _ROUTES]
)
