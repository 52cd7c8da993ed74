"""What the API's schemas have in common: camelCase names on the wire."""

from api.http.lenient_json import Lenient
from api.http.schema import CamelCase


class NextStepSchema(CamelCase, Lenient):
    """`snake_case` attributes are `camelCase` members, and every member is answered."""


class Empty(NextStepSchema):
    """A request without members."""
