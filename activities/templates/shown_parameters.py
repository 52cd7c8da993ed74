"""Parameters of an operation in the texts that are shown of it (`mobile-and-cloud.md` §2)."""

from collections.abc import Mapping

from locales.parameters import PLACE, fill


def present_values(parameters: Mapping[str, str | None] | None) -> dict[str, str]:
    """Those that have a value."""
    return {name: value for name, value in (parameters or {}).items() if value is not None}


def fill_text(text: str, parameters: Mapping[str, str | None] | None) -> str:
    """`text` with its places filled, unescaped; an operation without any parameter shows the text as it is written."""
    return fill(text, present_values(parameters)) if parameters and PLACE in text else text
