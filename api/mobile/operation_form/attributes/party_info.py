"""PARTY_INFO: the company or person on the other side."""

from collections.abc import Mapping
from typing import Any

from babel import Locale


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, Any]:
    """Always all four of them: published apps fail on one that is missing when they show it."""
    return {"partyInfo": party(slots)}


def party(known: Mapping[str, Any]) -> dict[str, str]:
    """The four members of a `partyInfo`, empty where `known` has no text."""
    found = {name: known.get(name) for name in ("logoUrl", "name", "description", "websiteUrl")}
    return {name: value if isinstance(value, str) else "" for name, value in found.items()}
