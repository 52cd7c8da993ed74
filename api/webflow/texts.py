"""The words of the pages, in the reader's language: catalogs of this package on top of the shipped ones."""

from pathlib import Path

from flask import g, request
from markupsafe import Markup, escape

from locales.catalogs import Catalogs
from locales.languages import negotiate
from locales.templates import substitute

FOLDER = Path(__file__).parent / "locales"
CATALOGS = Catalogs(FOLDER)
# Values of texts.
_SAID_IN_ENGLISH = ("why", "answer")
# As each calls itself.
LANGUAGES = {"en": "English", "cs": "Čeština", "sk": "Slovenčina", "de": "Deutsch"}


def language() -> str:
    """The reader's language: what was chosen on a page, else what the browser asks for, else English."""
    chosen: str | None = g.session.language
    if chosen is not None:
        return chosen
    found = negotiate(request.headers.get("Accept-Language"), frozenset(LANGUAGES))
    return found.text if found else "en"


def wishes() -> str:
    """`Accept-Language` for the APIs, which then write labels and values as the page writes its words."""
    header = request.headers.get("Accept-Language", "")
    # A browser's header is passed on; what is no header of any browser's cannot be.
    is_passed_on = header and header.isascii() and header.isprintable() and not g.session.language
    return header if is_passed_on else language()


def text(id: str, **values: object) -> str:
    """The text of an id. Raises `KeyError` for one that no catalog has: a page is tested in each language."""
    template = CATALOGS.texts(language())[id]
    return substitute(template, {name: str(value) for name, value in values.items()})


def reason(id: str) -> str:
    """The text of a reason that an API gives; where there is none, that there is one is all that is said."""
    return CATALOGS.texts(language()).get(id, "")


def text_with_answer(id: str, **values: object) -> Markup:
    """The same where a value may be what a server or a program has said, which is English: screen readers are told so."""
    template = escape(CATALOGS.texts(language())[id])
    marked = {name: str(_marked(name, value)) for name, value in values.items()}
    return Markup(substitute(str(template), marked))  # noqa: S704 (all of it is escaped)


def _marked(name: str, value: object) -> Markup:
    if name in _SAID_IN_ENGLISH and language() != "en":
        return Markup('<span lang="en">{}</span>').format(str(value))
    return escape(str(value))
