"""What a schema found wrong, told apart: what is malformed, and what breaks a rule."""

from collections.abc import Iterable, Iterator, Mapping


class Malformed(str):
    """An error message that says: this is not the JSON type, or not one of the words, that belongs here."""

    __slots__ = ()


def find_malformed(messages: object, path: str = "") -> tuple[str, str] | None:
    """The first malformed value in `ValidationError.messages`, as (path, message); None when there is none.

    Paths look like the reference's bean paths: `formData.parameters[0].type`.
    """
    return next(((where, text) for where, text in flatten(messages, path) if isinstance(text, Malformed)), None)


def flatten(messages: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every (path, message) of `ValidationError.messages`, flat, in the order of the schema's fields."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            # Faults of a whole object stand under "_schema": the path is the object's own.
            yield from flatten(inner, path if key == "_schema" else _step(path, key))
    elif isinstance(messages, str):
        yield path, messages
    elif isinstance(messages, Iterable):
        for inner in messages:
            yield from flatten(inner, path)


def _step(path: str, key: object) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)
