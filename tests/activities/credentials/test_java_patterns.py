"""Regular expressions that were written for Java match here what they matched there, or are refused."""

import re

import pytest

from activities.credentials.patterns import pattern, probe
from tests.rows import each_row

# What Java's `Pattern.matches` says of a text, by its documentation.
MATCHES = [
    ("[a-zA-Z0-9_]+", "Name_1", "name-1"),
    (r"\d{4,8}", "12345", "١٢٣٤٥"),
    (r"\w+", "name", "naïve"),
    (r"[^\w]+", "ï-!", "a"),
    (r"\S+", "a\N{NO-BREAK SPACE}b", "a b"),
    (r"[\S]+", "ab", "a\tb"),
    (r"\D\W", "a!", "1!"),
    (r"(?=.*[A-Z])(?=.*\d)[A-Za-z\d@$!%*?&]{8,}", "Passw0rd", "password"),
    (r"^(?=.*[0-9])(?=\S+$).{8,}$", "passw0rd", "passw0r "),
    ("a.c", "abc", "a\rc"),
    ("a.c", "a\tc", "a\u2028c"),
    ("(?s)a.c", "a\u2028c", "abbc"),
    ("a$", "a", "a\n"),
    (r"a\Z", "a", "b"),
    (r"\Aa\z", "a", "ab"),
    (r"\p{Lower}+", "abc", "ébc"),
    (r"[\p{Alpha}\p{Digit}]+", "a1", "é1"),
    (r"\p{Punct}+", "$+<=>^`|~!", "§"),
    (r"\P{Upper}", "a", "A"),
    (r"\p{L}+", "žluťoučký", "a1"),
    (r"\pL\p{IsLu}", "aÁ", "aá"),
    (r"[\p{Lu}\P{L}]+", "Á1", "á"),
    ("(?i)[a-z]+", "ABC", "\N{LATIN SMALL LETTER LONG S}"),
    ("[a-c-e]+", "a-e", "d"),
    (r"[\w-.]+", "a-.", "a/"),
    ("[-a]+", "-a", "b"),
    ("[a-]+", "-a", "b"),
    (r"[\]\[]+", "[]", "a"),
    (r"[a\-c]+", "a-c", "b"),
    ("[a^]+", "^a", "b"),
    ("[ #]+", " #", "a"),
    ("[a|b~&]+", "a|~&", "c"),
    (r"\x41\x{1F600}\u0042", "A😀B", "AB"),
    (r"\.\-\@\#\ ", ".-@# ", "a-@# "),
    (r"(?<word>a|b)\1", "aa", "ab"),
    ("(?:ab){2}", "abab", "ab"),
    ("(?>a+)b", "aab", "aa"),
    ("a++b", "aab", "aa"),
    ("(?<!a)b|ab", "ab", "bb"),
    ("é+", "éé", "e"),
]


@each_row(("expression", "text", "other"), MATCHES, ids=[one[0] for one in MATCHES])
def test_what_matched_in_java_matches_here(expression, text, other):
    found = pattern(expression)
    assert found.matches(text)
    assert not found.matches(other)
    probe(expression)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u0085", "\u2029"])
def test_a_text_ends_before_its_last_end_of_line(ending):
    for expression in ("a$", r"a\Z"):
        assert pattern(expression).finds(f"a{ending}")
        assert not pattern(expression).finds(f"a{ending}b")
    assert not pattern(r"a\z").finds(f"a{ending}")


@each_row(
    ("expression", "why"),
    [
        ("[a-z&&[^b]]", "intersection"),
        ("[a[bc]]", "brackets within brackets"),
        ("[[:alpha:]]", "brackets within brackets"),
        ("[]a]", r"\]"),
        ("[a", "without an end"),
        ("[z-a]", "ends before it begins"),
        (r"[a-\d]", r"\d"),
        ("[a-[b]]", "does not end in a character"),
        (r"[\P{Lower}]", "within brackets"),
        (r"[\b]", r"\b"),
        (r"\Qa.b\E", r"\Q"),
        (r"\h", r"\h"),
        (r"\v", r"\v"),
        (r"\R", r"\R"),
        (r"\G", r"\G"),
        (r"\cA", r"\c"),
        (r"\012", r"\0"),
        (r"(a)\10", r"\1"),
        (r"\k<word>", r"\k"),
        (r"\N{DIGIT ONE}", r"\N"),
        (r"\p{IsLatin}", "IsLatin"),
        (r"\p{javaLowerCase}", "javaLowerCase"),
        (r"\p", r"\p"),
        (r"(?i)\p{L}", "(?i)"),
        (r"\b\p{L}", r"\b"),
        (r"\uD83D", "D83D"),
        (r"\x{110000}", "110000"),
        ("a(?i)b", "(?i)"),
        ("(?x)a b", "(?x)"),
        ("(?m)^a$", "(?m)"),
        ("(?#comment)a", "(?#c"),
        ("(?P<word>a)", "(?P<"),
        ("(?|a|b)", "(?|a"),
        ("(*FAIL)", "(*FA"),
        ("(?<a>a)(?<a>b)", "two groups"),
        ("a{,3}", "{"),
        ("a{e<=1}", "{"),
        ("{", "{"),
        ("a{1001}", "1000"),
        ("(?:a{100}){100}", "1000"),
        ("(a", "no regular expression"),
        ("a)", "no regular expression"),
        ("a**", "no regular expression"),
        ("a\\", "backslash"),
        (r"(a)\2", "no regular expression"),
        ("(" * 500, "no regular expression"),
    ],
)
def test_what_is_not_read_alike_is_refused_with_the_reason(expression, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        pattern(expression)


@pytest.mark.exhaustive
@pytest.mark.parametrize("expression", ["(a|aa)+b", "(x|xx)+y", r"(\w|\w\w)+\s$"])
def test_an_expression_that_backtracks_for_ever_is_refused(expression):
    assert pattern(expression).matches("a") is not None
    with pytest.raises(ValueError, match="takes too long"):
        probe(expression)
