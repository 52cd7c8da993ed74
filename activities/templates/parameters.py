"""What a template's operation is made of: a person is to be shown it, and to read all of what is signed as it is signed."""

from collections.abc import Mapping, Sequence

from config import plain_decimal
from config.definitions.attribute_slots import AMOUNTS
from config.definitions.templates import OperationTemplate, TemplateTexts
from config.printable import unprintable
from locales.parameters import unfilled


class ParameterRefused(ValueError):
    """`place` names the parameter, or the template; `why` says what is wrong. Neither has a value."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


def check(template: OperationTemplate, texts: Sequence[TemplateTexts], parameters: Mapping[str, str | None]) -> None:
    """Raises `ParameterRefused` for the first that is wrong. A null is no parameter. `texts`: those of the type, all languages.

    There are texts, without which no phone lists the operation. Names and values have no characters that hide or reorder text,
    amounts are plain decimal numbers, and all places of the data are filled, unless the template allows others.
    """
    if not texts:
        raise ParameterRefused(
            "template", f"its operation type {template.operation_type} has no texts to be shown with"
        )
    present = {name: value for name, value in parameters.items() if value is not None}
    for name, value in present.items():
        if character := unprintable(name):
            raise ParameterRefused("parameters", f"a name has the character {character}")
        if character := unprintable(value, lines=True):
            raise ParameterRefused(f"parameters.{name}", f"has the character {character}")
    for name in amounts(texts):
        if name in present and not plain_decimal.is_plain_decimal(present[name]):
            raise ParameterRefused(f"parameters.{name}", f"is not {plain_decimal.WORDS}")
    if not template.unfilled_places_allowed:
        for name in unfilled(template.data_template, present):
            raise ParameterRefused(f"parameters.{name}", "is missing: the data of the template has a place for it")


def amounts(texts: Sequence[TemplateTexts]) -> list[str]:
    """The parameters that are shown as amounts, in whichever language."""
    return [
        attribute.params[slot]
        for words in texts
        for attribute in words.attributes
        for slot in sorted(AMOUNTS.get(attribute.type, ()))
        if slot in attribute.params
    ]
