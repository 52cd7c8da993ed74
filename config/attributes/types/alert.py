"""ALERT: something to be told before the rest."""

from collections.abc import Mapping
from typing import Any, Final

from config.attributes.kind import AttributeKind, Check, MoneyMembers, is_text
from config.vocabulary import AlertType

_WORDS = frozenset(word.value for word in AlertType)


class _Alert(AttributeKind):
    word = "ALERT"
    optional = frozenset({"type", "title", "message"})
    indispensable = (("alertType",), ("message",))
    remarks = {"type": ", ".join(f"`{word}`" for word in AlertType)}  # noqa: RUF012 - never changed

    def members(self, slots: Mapping[str, str], money: MoneyMembers) -> dict[str, Any]:
        """`alertType` is INFO for a word that is none. Apps show no alert without a message: beside a title alone it is empty."""
        word = slots.get("type", "")
        kind = word if word in _WORDS else AlertType.INFO.value
        found = {"alertType": kind} | {name: slots[name] for name in ("title", "message") if name in slots}
        return {"message": "", **found} if "title" in slots else found

    def checks(self) -> Mapping[str, Check]:
        return {
            "alertType": lambda value: isinstance(value, str) and value in _WORDS,
            "title": is_text,
            "message": is_text,
        }


TYPE: Final = _Alert()
