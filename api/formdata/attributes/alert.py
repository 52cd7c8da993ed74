"""ALERT: something to be told before the rest."""

from collections.abc import Mapping

from babel import Locale

from config.vocabulary import AlertType

_WORDS = frozenset(word.value for word in AlertType)


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, str]:
    """`alertType` is INFO for a word that is none. Apps show no alert without a message: beside a title alone it is empty."""
    word = slots.get("type", "")
    kind = word if word in _WORDS else AlertType.INFO.value
    found = {"alertType": kind} | {name: slots[name] for name in ("title", "message") if name in slots}
    return {"message": "", **found} if "title" in slots else found
