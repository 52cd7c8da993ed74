"""HEADING: a line above other attributes; its label is the heading."""

import re
from collections.abc import Mapping

from babel import Locale


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, int]:
    """`level` is 0 unless the parameter is a whole number."""
    level = slots.get("level", "")
    return {"level": int(level) if re.fullmatch("[+-]?[0-9]{1,9}", level, re.ASCII) else 0}
