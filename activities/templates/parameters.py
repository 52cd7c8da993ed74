"""Which parameters a template's operation takes: a person is to read all of what is signed, and as it is signed."""

from collections.abc import Iterable, Mapping

from config import plain_decimal
from config.definitions.attribute_slots import AMOUNTS
from config.definitions.templates import OperationTemplate, TemplateTexts
from config.printable import unprintable
from locales.parameters import unfilled


class ParameterRefused(ValueError):
    """`place` names the parameter, `why` says what is wrong; neither has its value."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


def check(template: OperationTemplate, texts: Iterable[TemplateTexts], parameters: Mapping[str, str | None]) -> None:
    """Raises `ParameterRefused` for the first that is wrong. A null is no parameter. `texts`: those of the type, all languages.

    Names and values have no characters that hide or reorder text, amounts are plain decimal numbers, and all places of the
    data are filled, unless the template allows others.
    """
    present = {name: value for name, value in parameters.items() if value is not None}
    for name, value in present.items():
        if character := unprintable(name):
            raise ParameterRefused("parameters", f"a name has the character {character}")
        if character := unprintable(value, lines=True):
            raise ParameterRefused(f"parameters.{name}", f"has the character {character}")
    for name in _amounts(texts):
        if name in present and not plain_decimal.is_plain_decimal(present[name]):
            raise ParameterRefused(f"parameters.{name}", f"is not {plain_decimal.WORDS}")
    if not template.unfilled_places_allowed:
        for name in unfilled(template.data_template, present):
            raise ParameterRefused(f"parameters.{name}", "is missing: the data of the template has a place for it")


def _amounts(texts: Iterable[TemplateTexts]) -> list[str]:
    """The parameters that are shown as amounts, in whichever language."""
    return [
        attribute.params[slot]
        for words in texts
        for attribute in words.attributes
        for slot in sorted(AMOUNTS.get(attribute.type, ()))
        if slot in attribute.params
    ]
