"""Characters that no text may have which a person reads and trusts."""

import unicodedata

import pytest

from config.printable import invisible, unprintable

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SEPARATORS = "\u2028\u2029"
CONTROLS = "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc")


@pytest.mark.parametrize("characters", [BIDI, SEPARATORS, CONTROLS])
@pytest.mark.parametrize("lines", [False, True])
def test_controls_separators_and_marks_of_direction_are_named(characters, lines):
    for character in characters:
        expected = None if lines and character == "\n" else f"U+{ord(character):04X}"
        assert unprintable(f"100{character}CZK", lines=lines) == expected


def test_every_character_that_reorders_text_is_refused():
    controls = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    reordering = [chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in controls]
    assert reordering
    assert all(unprintable(character) for character in reordering)


@pytest.mark.parametrize(
    "text", ["", "Žluťoučký kůň", "שלום", "مرحبا", "नमस्ते", "👩\u200d👧", "می\u200cخواهم", "a\u00a0b", "日本語"]
)
def test_words_of_all_scripts_are_printable(text):
    assert unprintable(text) is None


@pytest.mark.parametrize("character", "\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e\u034f\ufe0f\u3164\U000e0041")
def test_what_nobody_sees_is_refused_in_names_only(character):
    assert invisible(f"a{character}b") == f"U+{ord(character):04X}"
    assert unprintable(f"a{character}b") is None
    assert invisible("ab") is None
