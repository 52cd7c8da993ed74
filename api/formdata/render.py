"""A stored form as its reader sees it (`nextstep.md` §4.2, §4.3)."""

from collections.abc import Mapping
from typing import Any

from api.formdata.field_types import KINDS
from api.formdata.reader import Reader
from locales.catalogs import Catalogs
from locales.languages import Language
from locales.templates import substitute

Form = Mapping[str, Any]


def render(form: Form | None, language: Language | None, catalogs: Catalogs) -> Form | None:
    """The form in `language`; as stored without one; None for an operation that has no form."""
    return form if form is None or language is None else localize(form, language, catalogs)


def localize(form: Form, language: Language, catalogs: Catalogs) -> dict[str, Any]:
    """A copy of the stored `form` with every label, message and formatted value in `language`.

    A catalog's text wins over one that the bank stored, so that each reader gets his language; the bank's own text wins
    over the literals for what is missing. Never raises on a form that `OperationFormDataSchema` loaded.
    """
    reader = Reader(catalogs.texts(language.text), language.locale)
    values = _raw_values(form)
    return {
        **form,
        "title": _message(form["title"], reader, values),
        "greeting": _message(form["greeting"], reader, values),
        "summary": _message(form["summary"], reader, values),
        "banners": [_message(banner, reader, values) for banner in form["banners"]],
        "parameters": [{**field, **KINDS[field["type"]].render(field, reader)} for field in form["parameters"]],
    }


def _raw_values(form: Form) -> dict[str, str | None]:
    """What the places of titles, greetings, summaries and banners are filled with: raw values, not formatted ones."""
    values: dict[str, str | None] = {}
    for field in form["parameters"]:
        values.update(KINDS[field["type"]].raw(field, form["userInput"]))
    return values


def _message(part: Form | None, reader: Reader, values: Mapping[str, str | None]) -> dict[str, Any] | None:
    if part is None:
        return None
    template = reader.texts.get(part["id"])
    # The bank's own text is final: a brace in it is a brace.
    text = reader.text(part["id"], part["message"]) if template is None else substitute(template, values)
    return {**part, "message": text}
