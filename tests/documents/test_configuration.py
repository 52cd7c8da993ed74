"""The page of settings says what the settings are."""

import re
from collections import Counter
from pathlib import Path

from config.settings import Settings
from tests.documents.configuration import DOCUMENT, descriptions, document, own_names, parts

README = Path(__file__).parents[2] / "README.md"
_NAMED = re.compile("`NEXTSTEP_([A-Z0-9_]+)`")


def test_the_page_of_settings_is_what_the_settings_are():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: make docs"


def test_every_setting_says_below_it_what_it_is():
    silent = [name for part in parts() for name in own_names(part) if not descriptions(part).get(name)]
    assert silent == []


def test_every_setting_has_one_row():
    rows = re.findall(r"^\| (`NEXTSTEP_.*?) \|", document(), re.MULTILINE)
    assert Counter(name.lower() for row in rows for name in _NAMED.findall(row)) == Counter([*Settings.model_fields])


def test_the_readme_names_settings_that_there_are_each_once():
    rows = re.findall(r"^\| (`NEXTSTEP_.*?) \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    named = Counter(name.lower() for row in rows for name in _NAMED.findall(row))
    assert named.keys() <= Settings.model_fields.keys()
    assert {name for name, count in named.items() if count > 1} == set()
