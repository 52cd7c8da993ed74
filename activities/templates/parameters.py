"""What a template's operation is made of: a person is to be shown it, and to read all of what is signed as it is signed."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from config import plain_decimal
from config.attributes.registry import ATTRIBUTES
from config.definitions.templates import OperationTemplate, TemplateTexts
from config.printable import unprintable
from locales.parameters import unfilled

_CURRENCY: Final = re.compile("[A-Z]{3}")


class ParameterProblem(StrEnum):
    """What may be wrong with the parameters of an operation, for those who say it in other words."""

    NO_TEXTS = "no_texts"
    NAME_CHARACTER = "name_character"
    VALUE_CHARACTER = "value_character"
    AMOUNT = "amount"
    CURRENCY = "currency"
    ABSENCE = "absence"


class ParameterInvalid(ValueError):
    """`place` names the parameter, or the template; `why` says what is wrong. Neither has a value.

    `problem` says the same for a program, `name` of which parameter, `character` which one no text may have.
    """

    def __init__(self, problem: ParameterProblem, why: str, name: str | None = None, character: str = "") -> None:
        whole = "template" if problem is ParameterProblem.NO_TEXTS else "parameters"
        place = whole if name is None else f"{whole}.{name}"
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why
        self.problem, self.name, self.character = problem, name, character


def check(template: OperationTemplate, texts: Sequence[TemplateTexts], parameters: Mapping[str, str | None]) -> None:
    """Raises `ParameterInvalid` for the first that is wrong. A null is no parameter. `texts`: those of the type, all languages.

    There are texts, without which no phone lists the operation. Names and values have no characters that hide or reorder text,
    amounts are plain decimal numbers in a currency, and all places of the data are filled, unless the template allows others.
    """
    if not texts:
        why = f"its operation type {template.operation_type} has no texts to be shown with"
        raise ParameterInvalid(ParameterProblem.NO_TEXTS, why)
    present = {name: value for name, value in parameters.items() if value is not None}
    for name, value in present.items():
        if character := unprintable(name):
            why = f"a name has the character {character}"
            raise ParameterInvalid(ParameterProblem.NAME_CHARACTER, why, character=character)
        if character := unprintable(value, lines=True):
            raise ParameterInvalid(ParameterProblem.VALUE_CHARACTER, f"has the character {character}", name, character)
    for name in amounts(texts):
        if name in present and not plain_decimal.is_plain_decimal(present[name]):
            raise ParameterInvalid(ParameterProblem.AMOUNT, f"is not {plain_decimal.WORDS}", name)
    for name in _filled_by({word: kind.currencies for word, kind in ATTRIBUTES.items()}, texts):
        if name in present and not _CURRENCY.fullmatch(present[name]):
            why = "is not a currency of three capital letters, such as CZK"
            raise ParameterInvalid(ParameterProblem.CURRENCY, why, name)
    if not template.unfilled_places_allowed:
        for name in unfilled(template.data_template, present):
            why = "is missing: the data of the template has a place for it"
            raise ParameterInvalid(ParameterProblem.ABSENCE, why, name)


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
