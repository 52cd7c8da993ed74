"""The form of a web flow's operation, as the phone reads forms (`nextstep.md` §4, `mobile-and-cloud.md` §2)."""

from collections.abc import Iterator
from typing import Any

from babel import Locale

from api.formdata.field_types import KINDS
from api.formdata.fields.banner import alert
from api.formdata.render import Form, localize
from locales.catalogs import Catalogs
from locales.languages import Language
from locales.templates import substitute


def flow_form_data(form: Form | None, data: str, language: Language, catalogs: Catalogs) -> dict[str, Any]:
    """`{"title", "message", "attributes"}` of a stored formData, localized as the Next Step API does.

    The greeting is the message; banners of the page come first. A field that has nothing to show is left out. An operation
    without a form, or whose form has no title, has the texts of a push message: `data` is the operation's.
    """
    texts = catalogs.texts(language.text)
    title = texts["push.confirmOperation"]
    if form is None:
        message = substitute(texts["push.data"], {"operationData": data})
        return {"title": title, "message": message, "attributes": []}
    shown = localize(form, language, catalogs)
    return {
        "title": _words(shown["title"], title),
        "message": _words(shown["greeting"], ""),
        "attributes": [*_page_banners(shown), *_fields(shown, language.locale)],
    }


def _words(part: Form | None, other: str) -> str:
    text: str | None = None if part is None else part["message"]
    return other if text is None else text


def _page_banners(form: Form) -> Iterator[dict[str, Any]]:
    for index, banner in enumerate(form["banners"]):
        # Published apps lose an attribute without an id; the bank's own text has none.
        yield alert(banner["id"] or f"banner.{index}", banner)


def _fields(form: Form, locale: Locale) -> Iterator[dict[str, Any]]:
    for field in form["parameters"]:
        found = KINDS[field["type"]].render_for_phone(field, form["userInput"], locale)
        if found is not None:
            yield found
