"""Each word that a delivery's last error can be has a sentence."""

import re
from pathlib import Path

import pytest

import activities
from activities.deliveries.words import in_words

_ACTIVITIES = Path(activities.__file__).parent
_PLACES = ("callbacks", "deliveries", "push")
# How words are given in code: to an exception, as an outcome's reason, as a constant of a module.
_GIVEN = re.compile(
    r'(?:NoAnswer|DestinationRefused|Outcome\.[A-Z_]+,|return)\(?\s*"([A-Z]+(?:_[A-Z]+)+)"|'
    r'^[A-Z_]+ = "([A-Z]+(?:_[A-Z]+)+|BUSY)"',
    re.MULTILINE,
)
# Of the protocols of providers, and of failures as Temporal has them.
_OTHERS = {"INVALID_ARGUMENT"}


def words():
    for place in _PLACES:
        for file in (_ACTIVITIES / place).glob("*.py"):
            for one in _GIVEN.findall(file.read_text()):
                yield "".join(one)


def test_every_word_has_a_sentence():
    found = {*words()} - _OTHERS
    assert {"TIMED_OUT", "NO_PROVIDER", "ADDRESS_REFUSED", "CALLBACK_REMOVED", "TOKEN_GONE", "BUSY"} <= found
    assert {word for word in found if in_words(word) == word} == set()


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("HTTP_503", "the receiver answered 503 Service Unavailable"),
        ("HTTP_799", "the receiver answered 799"),
        ("HTTP_", "HTTP_"),
        ("SOMETHING_NEW", "SOMETHING_NEW"),
    ],
)
def test_answers_of_receivers_are_told_by_their_status(word, sentence):
    assert in_words(word) == sentence
