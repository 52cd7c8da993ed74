"""A module in its package is all that a new type takes: forms, APIs, definitions and documents follow."""

import json
import subprocess
import sys

import pytest

from config.declared import load_types


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What a program makes that has two types more, each a module (`added`)."""
    program = [sys.executable, "-m", "tests.api.formdata.added.program", str(tmp_path_factory.mktemp("definitions"))]
    return json.loads(subprocess.run(program, check=True, capture_output=True, timeout=120).stdout)


@pytest.mark.exhaustive
def test_a_new_parameter_is_in_web_forms(made):
    assert made["web"] == [{"type": "RATING", "id": "operation.amount", "label": "Amount", "stars": 4}]
    assert "stars" in made["web refuses"]


@pytest.mark.exhaustive
def test_a_new_parameter_is_in_the_forms_of_phones(made):
    assert made["phone"] == [{"type": "KEY_VALUE", "id": "operation.amount", "label": "Amount", "value": "4 / 5"}]


@pytest.mark.exhaustive
def test_a_new_parameter_is_in_the_documents(made):
    assert list(made["parameter"].items())[-1] == ("RATING", "#/components/schemas/RatingField")
    assert made["members"]["description"] == "How many stars of five."


@pytest.mark.exhaustive
def test_a_new_attribute_is_taken_from_administrators(made):
    assert made["administrators write"]["params"] == {"stars": "given"}
    assert "STARS has no slot moons; it has of, stars." in made["administrators are refused"]
    assert made["numbers"] == ["given"]


@pytest.mark.exhaustive
def test_a_new_attribute_is_taken_from_definitions(made):
    assert made["definitions"] == [["STARS", {"stars": "given"}]]
    assert "is missing: STARS needs it" in made["definitions are refused"]


@pytest.mark.exhaustive
def test_a_new_attribute_is_in_the_forms_of_phones(made):
    shown = {"type": "STARS", "id": "rating", "label": "Rating"}
    assert made["template on phones"] == [shown | {"stars": 4}]
    assert made["review screens"] == [shown | {"stars": 3}, None]


@pytest.mark.exhaustive
def test_a_new_attribute_is_in_the_documents(made):
    assert made["words"][-1] == "STARS"
    assert made["slots"].endswith("\n- `STARS`: `stars`*, `of` (how many there are at most)")


def test_of_two_modules_that_declare_one_word_none_wins_in_silence(tmp_path, monkeypatch):
    package = tmp_path / "twice"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in ("one", "other"):
        (package / f"{name}.py").write_text("class TYPE:\n    word = 'SAME'\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="twice declares SAME twice"):
        load_types("twice", first=())
