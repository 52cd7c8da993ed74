"""Which of a template's languages a reader gets (reference `mobile-and-cloud.md` §1.8)."""

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
    ],
)
def test_the_wanted_language_then_english_then_any(there_are, wanted, expected):
    assert in_language(texts(*there_are), wanted).language == expected


def test_none_where_there_are_no_texts():
    assert in_language([], "en") is None
