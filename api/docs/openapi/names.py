"""Names of components.

Generators make types of an operation's name, such as `CreateUserRequest` and `CreateUserResponse` of `createUser`. What is sent
is named `...Input` and what is answered `...Result` instead, so that no type has the name of another.
"""

from apispec.ext.marshmallow import resolver
from marshmallow import Schema

_OURS = {"Request": "Input", "Response": "Result"}


def component(schema: type[Schema]) -> str:
    """The name of a schema in the document."""
    plain: str = resolver(schema)
    for ending, ours in _OURS.items():
        if plain.endswith(ending) and plain != ending:
            return plain.removesuffix(ending) + ours
    return plain


def camel(name: str) -> str:
    """A view's `some_name` as an operation's `someName`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
