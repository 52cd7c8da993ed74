"""What a phone would show of a template's operation, before there is one: of texts that are put, or that are not put yet."""

from typing import TYPE_CHECKING, Any

from flask import render_template, request

from api.demo.mobile_app import screens
from api.demo.mobile_app.words import app_words
from api.webflow.front import front
from api.webflow.phone.bank import bank
from api.webflow.phone.blueprint import phone_pages
from api.webflow.phone.pairs import EXAMPLE, pairs
from api.webflow.phone.preview_words import refusal_words, text_problem_words
from api.webflow.phone.problems import PhoneProblem
from api.webflow.texts import language
from config import exact_json
from config.path_segment import segment
from locales.catalogs import FALLBACK

if TYPE_CHECKING:
    from api.demo.template_preview import PreviewSource


@phone_pages.get("/preview")
def preview_form() -> str:
    """Which template, and with which parameters: a payment is filled in."""
    return _form({"template": "payment", "parameters": EXAMPLE})


@phone_pages.post("/preview")
def preview() -> Any:
    """All screens, and how each end is told."""
    # What the server makes of a template is its own code, and takes long to load.
    from api.demo.template_preview import NoTexts, TextsInvalid, find_refusal, preview_document

    inputs = request.form
    try:
        parameters = pairs(inputs.get("parameters", ""))
        source = _source(inputs)
        document, refusal = preview_document(source, parameters, language()), find_refusal(source, parameters)
    except PhoneProblem as problem:
        return _form(inputs, problem), problem.status
    except NoTexts:
        return _form(inputs, PhoneProblem("phone.preview.no_texts")), 422
    except TextsInvalid as error:
        return _form(inputs, problems=text_problem_words(error)), 422
    operation, words = document["operation"], app_words(language())
    return _form(
        inputs,
        document=document,
        refusal=refusal and refusal_words(refusal),
        words=words,
        before=screens.screens_before(operation, words),
        form=screens.form(operation, words),
        ends=[
            ("phone.preview.approved", screens.screen_after(operation, words), True),
            ("phone.preview.failed", screens.result(operation, "failure", words), False),
            ("phone.preview.rejected", screens.result(operation, "reject", words), False),
        ],
    )


def _form(inputs: Any, problem: PhoneProblem | None = None, **context: Any) -> str:
    templates = (bank().administered("/templates") or {}).get("templates", [])
    names = [one["templateName"] for one in templates]
    return render_template("phone/preview.html", names=names, inputs=inputs, problem=problem, **context)


def _source(inputs: Any) -> "PreviewSource":
    """The template as the server has it, and its texts: typed ones, else the server's, else its English ones."""
    from api.demo.template_preview import PreviewSource, read_template, read_texts

    name = inputs.get("template", "")
    document = bank().administered(f"/templates/{segment(name)}") if name else None
    if document is None:
        raise PhoneProblem("phone.preview.unknown")
    template = read_template(document)
    if text := inputs.get("texts", "").strip():
        texts = [read_texts(text, template.operation_type, language())]
    else:
        kept = {one: _texts(template.operation_type, one) for one in dict.fromkeys((language(), FALLBACK))}
        texts = [
            read_texts(exact_json.write(found), template.operation_type, one) for one, found in kept.items() if found
        ]
    return PreviewSource(front().installation.api, template, texts)


def _texts(operation_type: str, reader: str) -> dict[str, Any] | None:
    return bank().administered(f"/templates/texts/{segment(operation_type)}/{reader}")
