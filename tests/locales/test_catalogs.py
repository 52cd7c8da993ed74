"""Texts by language and id, and a bank's own folder on top."""

import pytest

from locales.catalogs import Catalogs
from locales.texts import IDS

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def entry(id, text):
    return f'msgid "{id}"\nmsgstr "{text}"\n\n'


@pytest.fixture
def bank(tmp_path):
    def write(language, *entries, file="bank.po"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(HEADER + "".join(entries), encoding="utf-8")

    write.folder = tmp_path
    return write


def test_every_shipped_language_has_every_text():
    catalogs = Catalogs()
    assert catalogs.languages == {"en", "cs", "sk", "de"}
    for language in catalogs.languages:
        assert catalogs.texts(language).keys() == IDS


@pytest.mark.parametrize(
    ("language", "id", "expected"),
    [
        ("en", "operation.title", "Confirm Payment"),
        ("en", "operation.greeting", "Hello,\nplease confirm following payment:"),
        ("en", "operation.bankAccountChoice", "From Your Account"),
        ("cs", "operation.currency", "Měna"),
        ("cs_CZ", "operation.amount", "Částka"),
        ("fr", "operation.amount", "Amount"),
        ("", "operation.amount", "Amount"),
        ("en", "operation.unheardOf", None),
        ("en", "", None),
    ],
)
def test_a_text_is_found_by_region_language_or_in_english(language, id, expected):
    assert Catalogs().text(language, id) == expected


def test_a_bank_overrides_extends_and_adds_languages(bank):
    bank("cs", entry("operation.title", "Potvrďte platbu"), entry("acme.fee", "Poplatek"))
    bank("en", entry("acme.fee", "Fee"), entry("acme.only", "Only English"))
    bank("pl", entry("operation.title", "Potwierdzenie płatności"))
    bank("de-AT", entry("operation.title", "Zahlung freigeben"))
    catalogs = Catalogs(bank.folder)
    assert catalogs.languages == {"en", "cs", "sk", "de", "pl", "de_AT"}
    assert catalogs.text("cs", "operation.title") == "Potvrďte platbu"
    assert catalogs.text("cs", "operation.amount") == "Částka"
    assert catalogs.text("cs", "acme.fee") == "Poplatek"
    assert catalogs.text("cs", "acme.only") == "Only English"
    assert catalogs.text("pl", "operation.title") == "Potwierdzenie płatności"
    assert catalogs.text("pl", "operation.amount") == "Amount"
    assert catalogs.text("de_AT", "operation.title") == "Zahlung freigeben"
    assert catalogs.text("de_AT", "operation.amount") == "Betrag"
    assert catalogs.text("de", "operation.title") == "Zahlung bestätigen"
    assert Catalogs().text("cs", "operation.title") == "Potvrzení platby"


def test_files_of_a_language_are_read_in_the_order_of_their_names(bank):
    bank("en", entry("a", "first"), entry("b", "kept"), file="1.po")
    bank("en", entry("a", "second"), file="2.po")
    assert Catalogs(bank.folder).text("en", "a") == "second"
    assert Catalogs(bank.folder).text("en", "b") == "kept"


def test_fuzzy_obsolete_and_empty_entries_are_not_shown(bank):
    bank(
        "cs",
        "#, fuzzy\n" + entry("operation.title", "Snad platba"),
        entry("operation.amount", ""),
        '#~ msgid "operation.note"\n#~ msgstr "Stará"\n',
    )
    catalogs = Catalogs(bank.folder)
    assert catalogs.text("cs", "operation.title") == "Potvrzení platby"
    assert catalogs.text("cs", "operation.amount") == "Částka"
    assert catalogs.text("cs", "operation.note") == "Poznámka"


def test_a_file_that_cannot_be_read_is_logged_and_left_out(bank, caplog):
    bank("cs", entry("operation.title", "Jiná platba"), file="good.po")
    bank("cs", "garbage\n", file="broken.po")
    assert Catalogs(bank.folder).text("cs", "operation.title") == "Jiná platba"
    assert "broken.po:5" in caplog.text


def test_a_folder_that_is_not_there_changes_nothing(tmp_path):
    assert Catalogs(tmp_path / "nowhere").texts("cs") == Catalogs().texts("cs")
