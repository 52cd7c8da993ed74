"""What the documentation of an API says beyond its declarations: introductions and examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from api.http.endpoint import Endpoint

# As apispec's converter wants it: (converter, marshmallow field, *, ret) -> members of the field's JSON schema.
AttributeFunction = Callable[..., dict[str, Any]]

# Example values by name, without the API's envelope.
Examples = Mapping[str, Any]
Said = TypeVar("Said")
# What lets a caller in: any one of these, each the names of the security schemes that it takes together. None: anybody.
Requirements = list[dict[str, list[str]]]


def merged(*parts: Mapping[str, Said]) -> dict[str, Said]:
    """What several files say together. Raises `ValueError` where two say one thing: one of them would be heard by nobody."""
    found: dict[str, Said] = {}
    for part in parts:
        if twice := found.keys() & part.keys():
            raise ValueError(f"said twice: {', '.join(sorted(twice))}")
        found |= part
    return found


def anybody(_: Endpoint) -> Requirements:
    """An API that asks nobody who he is."""
    return []


@dataclass(frozen=True, slots=True)
class Material:
    """One API's words. Endpoints are named by their views, error codes as in the API's table."""

    title: str
    # Markdown, above the endpoints.
    description: str = ""
    # The modules of its endpoints in the order in which they are read.
    modules: tuple[str, ...] = ()
    # What a tag is about.
    tags: Mapping[str, str] = field(default_factory=dict)
    # Whole examples by endpoint, where those made of the members' values would not be enough.
    requests: Mapping[str, Examples] = field(default_factory=dict)
    answers: Mapping[str, Examples] = field(default_factory=dict)
    # A value by member, `userId`, or by schema and member, `OrganizationRequest.organizationId`, which comes first; or by schema.
    members: Mapping[str, Any] = field(default_factory=dict)
    # A reason by error code, for the place in the code's text.
    reasons: Mapping[str, str] = field(default_factory=dict)
    # What `Accept-Language` does at the endpoints that are localized.
    languages: str = ""
    # What a member or a parameter means, by the same keys as `members`; a description in a field's metadata comes first.
    words: Mapping[str, str] = field(default_factory=dict)
    # OpenAPI security schemes by name, and which of them an endpoint asks for.
    security: Mapping[str, Any] = field(default_factory=dict)
    requirements: Callable[[Endpoint], Requirements] = anybody
    # Requests that the server sends, as OpenAPI describes webhooks, and the schemas that they name.
    webhooks: Mapping[str, Any] = field(default_factory=dict)
    components: Mapping[str, Any] = field(default_factory=dict)
    # For fields of the API's own types.
    describe: tuple[AttributeFunction, ...] = ()
