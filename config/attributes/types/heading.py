"""HEADING: a line above other attributes; its label is the heading."""

import re
from collections.abc import Mapping
from typing import Any, Final

from config.attributes.kind import AttributeKind, Check, MoneyMembers


class _Heading(AttributeKind):
    word = "HEADING"
    optional = frozenset({"level"})
    remarks = {"level": "a whole number"}  # noqa: RUF012 - never changed

    def members(self, slots: Mapping[str, str], money: MoneyMembers) -> dict[str, Any]:
        """`level` is 0 unless the parameter is a whole number."""
        level = slots.get("level", "")
        return {"level": int(level) if re.fullmatch("[+-]?[0-9]{1,9}", level, re.ASCII) else 0}

    def checks(self) -> Mapping[str, Check]:
        return {}


TYPE: Final = _Heading()
