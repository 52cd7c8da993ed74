"""Members of answers that a view writes for itself, as the schemas describe them."""

from typing import Any


def sparse(**members: Any) -> dict[str, Any]:
    """The members that have a value: the others are left out of an answer."""
    return {name: value for name, value in members.items() if value is not None}
