"""Ids of users that look equal are equal."""

import pytest

from config.user_ids import find_problem


@pytest.mark.parametrize(
    "user_id",
    [
        "roman",
        "a b",
        "jana.nováková@bank.example",
        "Žluťoučký kůň",
        "שלום",
        "مرحبا",
        "日本語",
        "12345/cs",
        "👩",
        "x" * 256,
    ],
)
def test_ids_in_all_scripts_are_taken(user_id):
    assert find_problem(user_id) is None


@pytest.mark.parametrize(
    ("user_id", "character"),
    [
        ("ro\nman", "U+000A"),
        ("roman\x00", "U+0000"),
        ("roman\x7f", "U+007F"),
        ("roman\x85", "U+0085"),
        ("ro\u202eman", "U+202E"),
        ("ro\u2066man", "U+2066"),
        ("\u200froman", "U+200F"),
        ("ro\u2028man", "U+2028"),
        ("ro\u200bman", "U+200B"),
        ("ro\u200dman", "U+200D"),
        ("roman\ufeff", "U+FEFF"),
        ("ro\u00adman", "U+00AD"),
        ("roman\ufe0f", "U+FE0F"),
        ("roman\u3164", "U+3164"),
        ("roman\U000e0041", "U+E0041"),
    ],
)
def test_characters_that_nobody_sees_or_that_move_others_are_named(user_id, character):
    assert find_problem(user_id) == f"Has the character {character}."


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000"])
@pytest.mark.parametrize("form", ["{}roman", "roman{}", "{}"])
def test_spaces_stand_only_within(space, form):
    assert find_problem(form.format(space)) == "Has a space at its beginning or end."


@pytest.mark.parametrize("user_id", ["noe\u0308l", "\u212bngstro\u0308m", "\u1100\u1161"])
def test_an_id_has_one_spelling(user_id):
    assert find_problem(user_id) == "Is not in Unicode's normal form C."
