"""Characters that no text may have which a person reads and trusts."""

import unicodedata

import pytest

from config.printable import clean, invisible, is_blank, line, marked, reordering, unprintable

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SEPARATORS = "\u2028\u2029"
CONTROLS = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)))


@pytest.mark.parametrize("characters", [BIDI, SEPARATORS, CONTROLS])
@pytest.mark.parametrize("lines", [False, True])
def test_controls_separators_and_marks_of_direction_are_named(characters, lines):
    for character in characters:
        expected = None if lines and character == "\n" else f"U+{ord(character):04X}"
        assert unprintable(f"100{character}CZK", lines=lines) == expected


def test_there_are_no_other_controls():
    assert "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc") == CONTROLS


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


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", " \u2060\ufeff ", "\u3164", "\u00ad\u034f", "\u202e"])
def test_a_text_of_which_nobody_sees_anything_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " \u200ba", "\u00adž", "👩\u200d👧", "."])
def test_a_text_of_which_somebody_sees_something_is_not_blank(text):
    assert not is_blank(text)


def test_a_form_may_have_marks_of_direction_and_lines_and_nothing_that_reorders_others():
    assert reordering("\u200fשלום\u200e\tline\r\nline") is None
    assert [reordering(f"a{one}b") for one in "\u202e\u2066\u2028"] == ["U+202E", "U+2066", "U+2028"]


def test_a_cleaned_name_has_nothing_that_no_text_may_have():
    assert clean("Roman\u202e's\n phone") == "Roman's phone"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("100\u202e001", "100⟨U+202E⟩001"),
        ("a\u200bb\u00adc\ufeff", "a⟨U+200B⟩b⟨U+00AD⟩c⟨U+FEFF⟩"),
        ("a\x00b\x1bc\r", "a⟨U+0000⟩b⟨U+001B⟩c⟨U+000D⟩"),
        ("a\u2028b\ud800c", "a⟨U+2028⟩b⟨U+D800⟩c"),
        ("lines\nand\ttabs, Žluťoučký kůň, שלום, 日本語, 👩", "lines\nand\ttabs, Žluťoučký kůň, שלום, 日本語, 👩"),
    ],
)
def test_what_nobody_sees_is_marked_by_its_code(text, seen):
    assert marked(text) == seen


def test_in_one_line_nothing_ends_it():
    assert line("one\ntwo\tthree\u202e, Žluťoučký") == "one⟨U+000A⟩two⟨U+0009⟩three⟨U+202E⟩, Žluťoučký"
