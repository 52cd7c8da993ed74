"""The form of an operation from a template (`mobile-and-cloud.md` §2)."""

from collections.abc import Mapping
from typing import Any

from babel import Locale

from activities.templates.shown_parameters import fill_text, present_values
from api.formdata.attributes import attribute
from config.definitions.templates import TemplateTexts


def form_data(texts: TemplateTexts, parameters: Mapping[str, str | None] | None, locale: Locale) -> dict[str, Any]:
    """`{"title", "message", "attributes", "resultTexts"?}`.

    Texts have raw values in their places, attributes formatted ones; an attribute whose parameters are missing is left out.
    """
    values = present_values(parameters)
    found = (attribute(template, values, locale) for template in texts.attributes)
    form: dict[str, Any] = {
        "title": fill_text(texts.title, parameters),
        "message": fill_text(texts.message, parameters),
        "attributes": [each for each in found if each is not None],
    }
    if texts.result_texts:
        form["resultTexts"] = {end: fill_text(text, parameters) for end, text in texts.result_texts.items()}
    return form
