"""KEY_VALUE: any labelled value, an account or a date among them."""

from collections.abc import Mapping

from babel import Locale


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, str]:
    """`value` stands next to the label, as it came."""
    return {"value": slots["value"]}
