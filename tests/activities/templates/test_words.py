"""Definitions in the words of the catalogs, and what pushes say."""

import json
from dataclasses import replace

import pytest

from activities.templates.language import in_language
from activities.templates.push import title_and_summary
from activities.templates.words import TextsMissing, operation_texts, push_texts
from config.definitions.load import load
from locales.catalogs import Catalogs

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def bank(tmp_path):
    def write(language, **texts):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        entries = "".join(f'msgid "{id.replace("_", ".")}"\nmsgstr "{text}"\n\n' for id, text in texts.items())
        (folder / "bank.po").write_text(HEADER + entries, encoding="utf-8")
        return Catalogs(tmp_path)

    return write


def test_every_template_speaks_every_shipped_language():
    spoken = [(texts.operation_type, texts.language) for texts in operation_texts(load(), Catalogs())]
    assert spoken == [
        (kind, language) for kind in ("login", "authorize_payment") for language in ("cs", "de", "en", "sk")
    ]
    pushed = [(texts.template_name, texts.language) for texts in push_texts(load(), Catalogs())]
    assert pushed == [(name, language) for name in ("login", "payment") for language in ("cs", "de", "en", "sk")]


def test_a_bank_adds_a_language_and_changes_words(bank):
    catalogs = bank("pl", template_login_title="Logowanie")
    texts = {texts.language: texts for texts in operation_texts(load(), catalogs) if texts.operation_type == "login"}
    assert texts["pl"].title == "Logowanie"
    assert texts["pl"].result_texts == texts["en"].result_texts


@pytest.mark.parametrize(("catalog", "reader"), [("de_AT", "de-AT"), ("zh_Hant", "zh-TW"), ("sr-Latn", "sr-ME")])
def test_a_catalog_of_a_region_or_a_script_has_texts_of_its_own(bank, catalog, reader):
    texts = operation_texts(load(), bank(catalog, template_login_title="Einloggen"))
    found, _ = in_language([one for one in texts if one.operation_type == "login"], reader)
    assert (found.language, found.title) == (catalog.replace("_", "-"), "Einloggen")


def test_words_of_screens_may_be_ids_or_stand_as_they_are():
    definitions = load()
    ui = {"preApprovalScreen": {"heading": "template.login.title", "items": ["Is it you?"], "n": 1}, "templates": None}
    (login, *_) = definitions.operation_texts
    changed = replace(definitions, operation_texts=(replace(login, ui=json.dumps(ui)),))
    found, _ = in_language(operation_texts(changed, Catalogs()), "cs")
    ui["preApprovalScreen"]["heading"] = "Potvrzení přihlášení"
    assert json.loads(found.ui) == ui


def test_a_text_that_no_catalog_has_is_named_with_its_place():
    definitions = load()
    (login, payment) = definitions.operation_texts
    broken = replace(login, message="template.login.massage", result_texts={"success": "gone"})
    with pytest.raises(TextsMissing) as caught:
        operation_texts(replace(definitions, operation_texts=(broken, payment)), Catalogs())
    assert str(caught.value).splitlines() == [
        "operation_texts.login.message: no catalog has the text template.login.massage",
        "operation_texts.login.result_texts.success: no catalog has the text gone",
    ]
    (push, _) = definitions.push_texts
    with pytest.raises(TextsMissing, match=r"^push_texts\.login\.summary: no catalog has the text gone$"):
        push_texts(replace(definitions, push_texts=(replace(push, summary="gone"),)), Catalogs())


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("en", "Please confirm the payment of 13.7 EUR to account AT48."),
        ("cs", "Potvrďte prosím platbu 13.7 EUR na účet AT48."),
        ("sk", "Potvrďte, prosím, platbu 13.7 EUR na účet AT48."),
        ("de", "Bitte bestätigen Sie die Zahlung von 13.7 EUR auf das Konto AT48."),
    ],
)
def test_a_push_says_what_is_to_be_approved(language, summary):
    payment = [texts for texts in push_texts(load(), Catalogs()) if texts.template_name == "payment"]
    parameters = {"amount": "13.7", "currency": "EUR", "iban": "AT48"}
    assert title_and_summary(in_language(payment, language)[0], parameters)[1] == summary
