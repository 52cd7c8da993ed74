"""Every route of the PowerAuth Cloud API, as addresses that can be called; their arguments are words."""

import pytest

from api.cloud import api
from tests.rows import each_row

_ROUTES = [
    (endpoint, route.verb, route.path.replace("<", "").replace(">", ""))
    for endpoint in api.endpoints
    for route in endpoint.routes
]
_IDS = [f"{verb} {path}" for _, verb, path in _ROUTES]
of_every_route = pytest.mark.parametrize(("endpoint", "verb", "path"), _ROUTES, ids=_IDS)
# In one test, of what changes nothing.
of_all_routes = each_row(("endpoint", "verb", "path"), _ROUTES, ids=_IDS)
