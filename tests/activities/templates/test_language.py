"""Which of a template's languages a reader gets (`mobile-and-cloud.md` §1.8)."""

import pytest

from activities.templates.language import in_language
from config.definitions.templates import PushTexts


def texts(*languages):
    return [PushTexts("login", language, "title", "summary") for language in languages]


@pytest.mark.parametrize(
    ("there_are", "wanted", "expected"),
    [
        (["cs", "en", "de"], "cs", "cs"),
        (["cs", "en", "de"], "fr", "en"),
        (["sk", "de", "cs"], "fr", "cs"),
        (["sk", "de", "cs"], "en", "cs"),
        (["de"], "de", "de"),
        (["en", "fi", "fil"], "fil", "fil"),
        (["en", "zh", "zh-Hant"], "zh_TW", "zh-Hant"),
        (["en", "cs", "sk"], "fr, sk;q=0.9", "sk"),
        (["en", "cs"], None, "en"),
    ],
)
def test_the_wanted_language_then_english_then_any(there_are, wanted, expected):
    found, language = in_language(texts(*there_are), wanted)
    assert found.language == language.text == expected


def test_none_where_there_are_no_texts():
    assert in_language([], "en") is None
