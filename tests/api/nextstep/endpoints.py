"""Every way to reach the API, from its own declarations."""

from api.nextstep import api

ROUTES = [(route.verb, route.path) for endpoint in api.endpoints for route in endpoint.routes]
WITH_BODY = [(verb, path) for verb, path in ROUTES if verb != "GET"]
WITH_QUERY = [(verb, path) for verb, path in ROUTES if verb == "GET"]


def members(path):
    """The names of the members that some endpoint at `path` reads."""
    return sorted(
        {
            field.data_key or name
            for endpoint in api.endpoints
            if endpoint.request is not None and any(route.path == path for route in endpoint.routes)
            for name, field in endpoint.request.fields.items()
        }
    )
