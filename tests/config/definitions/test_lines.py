"""The places of keys agree with the text, whatever TOML the bank prefers to write."""

import tomllib

import pytest

from config.definitions.lines import key_lines

TEXT = '''# a comment with = and [brackets]
top = 1
"quoted key" = "a # no comment"

[a.b]
c = """two
lines""" # after
d.e = { f = 1, "g.h" = [ 2,
  3 ] }

[[rows]]
x = 1
[rows.deep]
y = 2026-07-09 12:00:00
[[rows]]
x = ['one', "t]wo", # three
  {z = -1.5e3}]
[[rows.inner]]
v = """a " quote"""
'''

LINES = {
    ("top",): 2,
    ("quoted key",): 3,
    ("a",): 5,
    ("a", "b"): 5,
    ("a", "b", "c"): 6,
    ("a", "b", "d"): 8,
    ("a", "b", "d", "e"): 8,
    ("a", "b", "d", "e", "f"): 8,
    ("a", "b", "d", "e", "g.h"): 8,
    ("a", "b", "d", "e", "g.h", 1): 9,
    ("rows",): 11,
    ("rows", 0): 11,
    ("rows", 0, "x"): 12,
    ("rows", 0, "deep"): 13,
    ("rows", 0, "deep", "y"): 14,
    ("rows", 1): 15,
    ("rows", 1, "x", 1): 16,
    ("rows", 1, "x", 2, "z"): 17,
    ("rows", 1, "inner", 0, "v"): 19,
}


@pytest.mark.parametrize("path", LINES, ids=lambda path: ".".join(map(str, path)))
def test_a_key_is_found_on_its_line(path):
    assert key_lines(TEXT)[path] == LINES[path]


def test_exactly_the_keys_of_the_text_have_places():
    def paths(value, path=()):
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            yield (*path, key)
            yield from paths(inner, (*path, key))

    assert set(key_lines(TEXT)) == set(paths(tomllib.loads(TEXT)))


@pytest.mark.parametrize("text", ["", "# nothing", "\n\n", "a = 1", "a = 1\r\nb = 2\r\n"])
def test_short_texts(text):
    assert list(key_lines(text).values()) == list(range(1, len(tomllib.loads(text)) + 1))
