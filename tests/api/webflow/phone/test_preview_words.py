"""Whatever is wrong with a template's parameters and texts is said in the language of the page."""

import json

import pytest

from activities.templates.parameters import ParameterProblem
from api.demo.template_preview import Refusal, TextsInvalid, read_texts
from api.webflow.phone.preview_words import refusal_words, text_problem_words
from api.webflow.texts import LANGUAGES
from tests.api.webflow.stand_in import StandIn, application

AMOUNT = {"id": "a", "type": "AMOUNT", "text": "Price"}
# What a schema may say of texts: members that are wrong, each in its way.
WRONG = [
    "{",
    "[]",
    {"title": None},
    {"title": 1},
    {"title": ""},
    {"title": "a\u202eb"},
    {"message": "x" * 5000},
    {"resultTexts": {"other": "x"}},
    {"resultTexts": []},
    {"attributes": {}},
    {"attributes": [1]},
    {"attributes": [{**AMOUNT, "type": "OTHER"}]},
    {"attributes": [AMOUNT]},
    {"attributes": [{**AMOUNT, "params": {"amount": "a", "currency": "b", "other": "c"}}]},
    {"attributes": [{**AMOUNT, "params": {"amount": 1, "currency": "b"}}]},
    {"ui": 1},
    {"ui": {"preApprovalScreens": 1}},
    {"ui": {"preApprovalScreens": [1]}},
    {"ui": {"preApprovalScreens": [{}]}},
    {"ui": {"postApprovalScreen": {"type": "REDIRECT"}}},
]


@pytest.fixture
def at_page(language):
    app = application(StandIn())
    with app.test_request_context("/demo/phone/preview", headers={"Accept-Language": language}):
        app.preprocess_request()
        yield


def invalid(document):
    text = document if isinstance(document, str) else json.dumps({"title": "T", "message": "M", **document})
    with pytest.raises(TextsInvalid) as caught:
        read_texts(text, "payment", "en")
    return caught.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_texts_is_said_in_the_language_of_the_page(at_page, language):
    for document in WRONG:
        error = invalid(document)
        said = text_problem_words(error)
        assert said, document
        assert all(is_ours for _, is_ours in said), said
        assert all(words not in str(error).splitlines() for words, _ in said)


@pytest.mark.parametrize("language", ["cs"])
def test_a_problem_names_its_member_wherever_it_is(at_page):
    assert [words for words, _ in text_problem_words(invalid({"attributes": [AMOUNT]}))] == [
        "attributes[0].params: AMOUNT potřebuje položku amount",
        "attributes[0].params: AMOUNT potřebuje položku currency",
    ]
    [(words, _)] = text_problem_words(invalid({"ui": {"postApprovalScreen": {"type": "REDIRECT"}}}))
    assert words.startswith("ui.postApprovalScreen.type: REDIRECT nezná")


@pytest.mark.parametrize("language", ["de"])
def test_what_the_page_has_no_words_for_is_shown_as_the_server_says_it(at_page):
    assert text_problem_words(TextsInvalid(("title", "Is of a new kind."))) == [("title: Is of a new kind.", False)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_is_said_in_the_language_of_the_page(at_page, language):
    said = {problem: refusal_words(Refusal("", problem, "amount", "U+202E")) for problem in ParameterProblem}
    assert len({*said.values()}) == len(said)
    assert "U+202E" in said[ParameterProblem.VALUE_CHARACTER]
    assert "amount" in said[ParameterProblem.ABSENCE]
    assert not any("MISSING_VALUE" in words for words in said.values())
