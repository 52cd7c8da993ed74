"""The OpenAPI document of an API."""

from typing import Any

from api.docs.cloud import MATERIAL as CLOUD
from api.docs.mobile import MATERIAL as MOBILE
from api.docs.nextstep import MATERIAL as NEXTSTEP
from api.docs.openapi import errors
from api.docs.openapi.material import Material
from api.docs.openapi.operations import OperationWriter, path_of
from api.docs.openapi.schemas import OPENAPI, Schemas
from api.http.blueprint import ApiBlueprint
from api.http.endpoint import Endpoint
from config.release import version

# An API that has no material of its own is documented by its declarations alone.
_MATERIAL = {"nextstep": NEXTSTEP, "cloud": CLOUD, "mobile": MOBILE}

_CORRELATION = """
**Correlation**: every answer has an `X-Correlation-ID`: the caller's, where it sent 8 to 1,024 letters, digits and dashes
(128 of them are kept), else a new one. Logs and audit have it too.
"""

_GENERATORS = """
**Generators**: this document is OpenAPI 3.1 at [openapi.json]({prefix}/openapi.json). The same in OpenAPI 3.0.3, which all
generators of clients read, is at [openapi-3.0.json]({prefix}/openapi-3.0.json).
"""


def material_of(api: ApiBlueprint) -> Material:
    """What is said of an API beyond its declarations."""
    return _MATERIAL.get(api.name, Material(title=api.name))


def build(api: ApiBlueprint, base: str = "") -> dict[str, Any]:
    """The whole document; a few tens of milliseconds of work. Addresses in it name no host, unless `base` does.

    `base` is where the API is served, if that is not where the document is.
    """
    material = material_of(api)
    endpoints = _sort_endpoints(api, material)
    schemas = Schemas(
        material,
        [
            schema
            for endpoint in endpoints
            for schema in (endpoint.request, endpoint.raw)
            if schema is not None and any(route.verb != "GET" for route in endpoint.routes)
        ],
        [e.answer for e in endpoints if e.answer is not None],
    )
    writer = OperationWriter(api, schemas, material)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        for route in endpoint.routes:
            paths.setdefault(path_of(route), {})[route.verb.lower()] = writer.operation(endpoint, route)
    return {
        "openapi": OPENAPI,
        "info": {"title": material.title, "version": version(), "description": _introduction(api, material)},
        "servers": [{"url": base + api.prefix}],
        "tags": [_tag(name, material) for name in dict.fromkeys(endpoint.tag for endpoint in endpoints)],
        "paths": paths,
        **({"webhooks": dict(material.webhooks)} if material.webhooks else {}),
        "components": {
            "schemas": {**writer.envelopes.components, **schemas.components, **material.components},
            "responses": errors.everywhere(api),
            **({"securitySchemes": dict(material.security)} if material.security else {}),
        },
    }


def _introduction(api: ApiBlueprint, material: Material) -> str:
    return material.description + _CORRELATION + _GENERATORS.format(prefix=api.prefix)


def _sort_endpoints(api: ApiBlueprint, material: Material) -> list[Endpoint]:
    """Endpoints are declared in the order of their modules' imports, which says nothing to a reader."""
    place = {module: index for index, module in enumerate(material.modules)}
    return sorted(api.endpoints, key=lambda endpoint: place.get(endpoint.view.__module__, len(place)))


def _tag(name: str, material: Material) -> dict[str, str]:
    return {"name": name} | ({"description": material.tags[name]} if name in material.tags else {})
