"""What a template's operation is made of: a person is to be shown it, and to read all of what is signed as it is signed."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from config import plain_decimal
from config.attributes.registry import ATTRIBUTES
from config.definitions.templates import OperationTemplate, TemplateTexts
from config.printable import unprintable
from locales.parameters import unfilled

_CURRENCY: Final = re.compile("[A-Z]{3}")


class ParameterInvalid(ValueError):
    """`place` names the parameter, or the template; `why` says what is wrong. Neither has a value."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


def check(template: OperationTemplate, texts: Sequence[TemplateTexts], parameters: Mapping[str, str | None]) -> None:
    """Raises `ParameterInvalid` for the first that is wrong. A null is no parameter. `texts`: those of the type, all languages.

    There are texts, without which no phone lists the operation. Names and values have no characters that hide or reorder text,
    amounts are plain decimal numbers in a currency, and all places of the data are filled, unless the template allows others.
    """
    if not texts:
        raise ParameterInvalid(
            "template", f"its operation type {template.operation_type} has no texts to be shown with"
        )
    present = {name: value for name, value in parameters.items() if value is not None}
    for name, value in present.items():
        if character := unprintable(name):
            raise ParameterInvalid("parameters", f"a name has the character {character}")
        if character := unprintable(value, lines=True):
            raise ParameterInvalid(f"parameters.{name}", f"has the character {character}")
    for name in amounts(texts):
        if name in present and not plain_decimal.is_plain_decimal(present[name]):
            raise ParameterInvalid(f"parameters.{name}", f"is not {plain_decimal.WORDS}")
    for name in _filled_by({word: kind.currencies for word, kind in ATTRIBUTES.items()}, texts):
        if name in present and not _CURRENCY.fullmatch(present[name]):
            raise ParameterInvalid(f"parameters.{name}", "is not a currency of three capital letters, such as CZK")
    if not template.unfilled_places_allowed:
        for name in unfilled(template.data_template, present):
            raise ParameterInvalid(f"parameters.{name}", "is missing: the data of the template has a place for it")


def amounts(texts: Sequence[TemplateTexts]) -> list[str]:
    """The parameters that are shown as amounts, in whichever language."""
    return _filled_by({word: kind.amounts for word, kind in ATTRIBUTES.items()}, texts)


def _filled_by(slots: Mapping[str, frozenset[str]], texts: Sequence[TemplateTexts]) -> list[str]:
    return [
        attribute.params[slot]
        for words in texts
        for attribute in words.attributes
        for slot in sorted(slots.get(attribute.type, ()))
        if slot in attribute.params
    ]
