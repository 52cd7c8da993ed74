"""Which language `Accept-Language` asks for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.languages import negotiate, preferred

SHIPPED = frozenset({"en", "cs", "sk", "de"})


@pytest.mark.parametrize(
    ("header", "text", "locale"),
    [
        ("en", "en", "en"),
        ("cs", "cs", "cs"),
        ("cs-CZ", "cs", "cs_CZ"),
        ("CS-cz", "cs", "cs_CZ"),
        ("cs_CZ", "cs", "cs_CZ"),
        ("de-AT", "de", "de_AT"),
        ("en-GB", "en", "en_GB"),
        ("cs-CZ,cs;q=0.9,en;q=0.8", "cs", "cs_CZ"),
        # The weight decides, then the order.
        ("en;q=0.5, sk;q=0.9, cs;q=0.7", "sk", "sk"),
        ("sk;q=0.7, cs;q=0.7", "sk", "sk"),
        ("en;q=0.5 , de ; q=1.0", "de", "de"),
        ("cs;q=0, sk;q=0.1", "sk", "sk"),
        # What nobody translated is passed over, formats included.
        ("fr-FR, fr;q=0.9, cs;q=0.1", "cs", "cs"),
        ("fr-FR", "en", "en"),
        ("zh-Hant-TW", "en", "en"),
        # A language in a region without formats of its own.
        ("cs-US", "cs", "cs"),
        ("de-DE-1996", "de", "de_DE"),
        ("sk-x-private", "sk", "sk"),
        ("*", "en", "en"),
        ("fr, *;q=0.1", "en", "en"),
        ("cs;q=0.5, *;q=0.1", "cs", "cs"),
        # Garbage.
        (";;;,,,q=", "en", "en"),
        ("cs;q=high", "en", "en"),
        ("cs;q=2", "en", "en"),
        ("\x00\uffff", "en", "en"),
        ("../../etc/passwd", "en", "en"),
        ("%s{0}", "en", "en"),
        ("!!, cs", "cs", "cs"),
        ("čeština, cs", "cs", "cs"),
    ],
)
def test_the_header_picks_texts_and_formats(header, text, locale):
    language = negotiate(header, SHIPPED)
    assert (language.text, str(language.locale)) == (text, locale)


@pytest.mark.parametrize("header", [None, "", "  "])
def test_without_a_header_there_is_no_language(header):
    assert negotiate(header, SHIPPED) is None


@pytest.mark.parametrize(
    ("header", "text"),
    [("de-AT", "de_AT"), ("de", "de"), ("de-CH", "de"), ("pt", "pt_BR"), ("pt-PT", "pt_BR"), ("zh-TW", "zh_Hant")],
)
def test_a_region_may_have_a_catalog_of_its_own(header, text):
    assert negotiate(header, SHIPPED | {"de_AT", "pt_BR", "zh_Hant"}).text == text


def test_a_long_header_is_read_only_so_far():
    assert negotiate("x" * 400 + ", cs", SHIPPED).text == "cs"
    assert negotiate("x" * 600 + ", cs", SHIPPED).text == "en"
    started = time.perf_counter()
    assert negotiate("a-" * 500_000, SHIPPED).text == "en"
    assert time.perf_counter() - started < 1


def test_a_repeated_header_is_answered_from_memory():
    assert negotiate("sk, en;q=0.5", SHIPPED) is negotiate("sk, en;q=0.5", SHIPPED)


@given(st.text() | st.from_regex(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8}){0,3}(;q=[01]\.[0-9])?", fullmatch=True))
def test_no_header_raises(header):
    language = negotiate(header, SHIPPED)
    assert language is None if not header.strip() else language.text in SHIPPED


@pytest.mark.parametrize(
    ("header", "text", "locale"),
    [
        (None, "en", "en"),
        ("", "en", "en"),
        ("*", "en", "en"),
        ("cs", "cs", "cs"),
        ("CS-cz", "cs", "cs_CZ"),
        ("cs;q=0.5, de-AT", "de", "de_AT"),
        # Wanted although nobody translated it; the formats are its own.
        ("fr-FR, cs;q=0.9", "fr", "fr_FR"),
        # A region without formats of its own, a variant.
        ("cs-US", "cs", "cs"),
        ("en-GB-oxendict", "en", "en_GB"),
        # No language: the formats of none.
        ("jp", "jp", "root"),
        ("uy-UY", "uy", "root"),
        ("!!", "en", "en"),
    ],
)
def test_a_phone_gets_the_language_it_wants_most(header, text, locale):
    language = preferred(header)
    assert (language.text, str(language.locale)) == (text, locale)


@given(st.text() | st.from_regex(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8}){0,3}", fullmatch=True))
def test_whatever_a_phone_wants_there_is_a_language(header):
    language = preferred(header)
    assert language.text
    assert language.locale.decimal_formats[None]
