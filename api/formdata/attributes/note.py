"""NOTE: a text of several lines."""

from collections.abc import Mapping

from babel import Locale


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, str]:
    """`note` stands below the label, as it came."""
    return {"note": slots["note"]}
