"""Nulls, which published apps do not read."""

from typing import Any


def without_nulls(value: Any) -> Any:
    """`value` without members that are null, at any depth; elements of arrays stay, they have places."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value
