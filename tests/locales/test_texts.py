"""The declared ids are all that the engine can show, and the documented commands keep the catalogs in step with them."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from config.definitions.load import load
from config.vocabulary import OperationCancelReason
from locales import texts
from locales.catalogs import SHIPPED, Catalogs
from locales.texts import IDS
from workflows.operation import model

COMMANDS = re.findall(r"^ +(pybabel .+)$", texts.__doc__, re.MULTILINE)


def test_every_reason_of_a_cancelation_has_a_text():
    assert {f"canceled.{reason.lower()}" for reason in OperationCancelReason} <= IDS


def test_every_result_of_the_machine_has_a_text():
    results = {
        value
        for value in vars(model).values()
        if isinstance(value, str) and re.fullmatch(r"(operation|error)\.\w+", value)
    }
    assert len(results) >= 4
    assert results <= IDS


def test_every_name_in_the_shipped_definitions_has_a_text():
    definitions = load()
    keys = {item.display_name_key for item in (*definitions.auth_methods, *definitions.organizations)} - {None}
    assert len(keys) >= 8
    assert keys <= IDS


def test_every_text_of_the_shipped_templates_is_declared_and_every_declared_one_is_used():
    definitions = load()
    named = {
        id for texts in definitions.operation_texts for id in (texts.title, texts.message, *texts.result_texts.values())
    }
    named |= {id for texts in definitions.push_texts for id in (texts.title, texts.summary)}
    labels = {attribute.text for texts in definitions.operation_texts for attribute in texts.attributes}
    assert labels
    assert named | labels <= IDS
    assert named == {id for id in IDS if id.startswith("template.") or re.fullmatch(r"push\.\w+\.(title|summary)", id)}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    shutil.copytree(SHIPPED, tmp_path / "locales", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "locales"


def run(command):
    CommandLineInterface().run(shlex.split(command))


def words(file: Path):
    with file.open("rb") as stream:
        return {message.id: (message.string, message.fuzzy) for message in read_po(stream) if message.id}


def test_the_template_is_what_extract_finds(checkout):
    committed = (checkout / "nextstep.pot").read_text(encoding="utf-8")
    run(COMMANDS[0])
    assert (checkout / "nextstep.pot").read_text(encoding="utf-8") == committed
    assert words(checkout / "nextstep.pot").keys() == IDS


def test_the_translators_notes_reach_them(checkout):
    with (checkout / "nextstep.pot").open("rb") as stream:
        assert all(message.auto_comments for message in read_po(stream) if message.id)


def test_update_brings_a_new_text_into_every_catalog_and_marks_a_removed_one(checkout):
    source = checkout / "texts.py"
    source.write_text(
        source.read_text(encoding="utf-8").replace('_("operation.amount")', '_("operation.amountNew")'),
        encoding="utf-8",
    )
    before = {language: words(checkout / language / "LC_MESSAGES/nextstep.po") for language in Catalogs().languages}
    run(COMMANDS[0])
    run(COMMANDS[1])
    for language, old in before.items():
        file = checkout / language / "LC_MESSAGES/nextstep.po"
        old["operation.amountNew"] = ("", False)
        gone = old.pop("operation.amount")
        assert words(file) == old
        assert f'#~ msgid "operation.amount"\n#~ msgstr "{gone[0]}"' in file.read_text(encoding="utf-8")


def test_compile_makes_what_gettext_reads(checkout):
    run(COMMANDS[2])
    with (checkout / "cs/LC_MESSAGES/nextstep.mo").open("rb") as stream:
        assert read_mo(stream).get("operation.amount").string == "Částka"
