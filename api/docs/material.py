"""What the documentation of a door says beyond its declarations: introductions and examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# As apispec's converter wants it: (converter, marshmallow field, *, ret) -> members of the field's JSON schema.
AttributeFunction = Callable[..., dict[str, Any]]

# Example values by name, without the door's envelope.
Examples = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Material:
    """One door's words. Endpoints are named by their views, error codes as in the door's table."""

    title: str
    # Markdown, above the endpoints.
    description: str = ""
    # The modules of its endpoints in the order in which they are read.
    modules: tuple[str, ...] = ()
    # What a tag is about.
    tags: Mapping[str, str] = field(default_factory=dict)
    # Endpoints that recognise a repeated request by its `Idempotency-Key`.
    repeatable: frozenset[str] = frozenset()
    # Whole examples by endpoint, where those made of the members' values would not be enough.
    requests: Mapping[str, Examples] = field(default_factory=dict)
    answers: Mapping[str, Examples] = field(default_factory=dict)
    # A value by member, `userId`, or by schema and member, `OrganizationRequest.organizationId`, which comes first.
    members: Mapping[str, Any] = field(default_factory=dict)
    # A reason by error code, for the place in the code's text.
    reasons: Mapping[str, str] = field(default_factory=dict)
    # Schemas that answers localize: an endpoint that answers one of them takes `Accept-Language`.
    localized: frozenset[str] = frozenset()
    # OpenAPI security schemes by name; any of them lets a caller in, at every endpoint.
    security: Mapping[str, Any] = field(default_factory=dict)
    # For fields of the door's own types.
    describe: tuple[AttributeFunction, ...] = ()
