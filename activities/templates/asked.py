"""What a template asks of whoever creates its operations: its parameters."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.templates.parameters import amounts
from config.definitions.templates import OperationTemplate, PushTexts, TemplateTexts
from locales.parameters import places, unfilled


@dataclass(frozen=True, slots=True)
class Parameter:
    """`required`: without it the operation is refused. `amount`: it is a plain decimal number."""

    name: str
    required: bool
    amount: bool


def parameters_of(
    template: OperationTemplate, texts: Sequence[TemplateTexts], push_texts: Sequence[PushTexts]
) -> list[Parameter]:
    """The parameters that the data, the form or its texts have a place for, in this order; `texts` in every language."""
    names = places(template.data_template)
    for words in texts:
        names += [name for attribute in words.attributes for name in attribute.params.values()]
        for text in (words.title, words.message, *words.result_texts.values(), words.ui or ""):
            names += places(text)
    for words_pushed in push_texts:
        names += places(f"{words_pushed.title} {words_pushed.summary}")
    required = () if template.unfilled_places_allowed else unfilled(template.data_template, ())
    numbers = amounts(texts)
    return [Parameter(name, name in required, name in numbers) for name in dict.fromkeys(names)]
