"""Which language `Accept-Language` asks for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.languages import chosen, negotiate
from tests.rows import each_row

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
        # The first that there are texts for, though others are named without a region.
        ("de-CH, en;q=0.1", "de", "de_CH"),
        ("de-CH, *;q=0.1", "de", "de_CH"),
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


# A bank's own catalogs, and who reads them: by language, script and region, as CLDR knows what is likely.
BANKS = SHIPPED | {"zh", "zh_Hant", "sr", "sr_Latn", "fi", "fil", "uz_Arab", "uz", "nb", "he", "id", "pt_BR", "pt_PT"}
READERS = [
    *((tag, "zh_Hant") for tag in ("zh-TW", "zh-HK", "zh-MO", "zh-Hant", "zh-Hant-US", "zh_tw", "ZH-HANT-HK")),
    *((tag, "zh") for tag in ("zh", "zh-CN", "zh-SG", "zh-Hans", "zh-Hans-HK", "cmn", "zh-ZZ")),
    *((tag, "sr_Latn") for tag in ("sr-ME", "sr-Latn", "sr-Latn-RS", "sh", "sh-ME")),
    *((tag, "sr") for tag in ("sr", "sr-RS", "sr-BA", "sr-Cyrl-ME")),
    ("fi", "fi"), ("fi-FI", "fi"), ("fil", "fil"), ("fil-PH", "fil"), ("tl", "fil"), ("fit", "en"), ("fin", "fi"),
    ("uz-AF", "uz_Arab"), ("uz", "uz"), ("no", "nb"), ("nb-NO", "nb"), ("iw", "he"), ("in", "id"),
    ("pt", "pt_BR"), ("pt-PT", "pt_PT"), ("pt-BR", "pt_BR"), ("pt-AO", "pt_BR"), ("de-AT", "de"),
]  # fmt: skip


@each_row(("wishes", "text"), READERS)
def test_a_reader_gets_his_language_in_his_letters(wishes, text):
    assert negotiate(wishes, BANKS).text == chosen(wishes, BANKS).text == text


@pytest.mark.parametrize("spelling", ["zh-Hant", "zh_Hant", "zh_TW", "zh-Hant-TW"])
def test_names_of_texts_are_read_as_wishes_are(spelling):
    language = chosen("zh-HK", {"en", "zh", spelling})
    assert (language.text, str(language.locale)) == (spelling, "zh_Hant_HK")


@pytest.mark.parametrize(
    ("wishes", "locale"), [("zh-TW, cs", "zh_Hans"), ("zh-TW", "zh_Hans"), ("zh-SG", "zh_Hans_SG")]
)
def test_other_letters_are_better_than_another_language_and_have_their_own_formats(wishes, locale):
    language = chosen(wishes, {"en", "cs", "zh"})
    assert (language.text, str(language.locale)) == ("zh", locale)


@pytest.mark.parametrize(
    ("wishes", "available", "text"),
    [
        ("fr, cs;q=0.5", {"en", "cs"}, "cs"),
        ("cs;q=0.5, sk;q=0.9", {"en", "cs", "sk"}, "sk"),
        ("fr, *;q=0.1", {"de", "en"}, "en"),
        ("fr, *;q=0.1", {"de", "cs"}, "cs"),
        ("fr", {"de", "cs"}, "cs"),
        ("cs;q=0", {"cs", "en"}, "en"),
        (None, {"cs", "en"}, "en"),
        (None, {"sk", "cs"}, "cs"),
    ],
)
def test_all_wishes_count_then_english_then_the_first_by_name(wishes, available, text):
    assert chosen(wishes, available).text == text


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
    ("header", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("fr-FR, it;q=0.9", "fr_FR"),
        # A region without formats of its own, a variant.
        ("fr-US", "fr"),
        ("fr-FR-oxendict", "fr_FR"),
        # No language: the formats of none.
        ("jp", "root"),
        ("uy-UY", "root"),
        ("!!", "en"),
    ],
)
def test_without_a_match_the_formats_are_those_that_were_wanted_most(header, locale):
    language = chosen(header, SHIPPED)
    assert (language.text, str(language.locale)) == ("en", locale)


@given(
    st.text() | st.from_regex(r"[a-zA-Z]{1,8}([-_][a-zA-Z0-9]{1,8}){0,3}", fullmatch=True),
    st.sampled_from(sorted(BANKS)),
)
def test_whatever_is_wanted_there_is_a_language(wishes, only):
    language = chosen(wishes, {only})
    assert language.text == only
    assert language.locale.decimal_formats[None]
