"""What a reader sees of a form, in each language (`nextstep.md` §4.2, §4.3)."""

import copy
from decimal import Decimal

import pytest
import simplejson
from hypothesis import given, settings
from hypothesis import strategies as st

from api.formdata.field_types import KINDS
from api.formdata.render import localize, render
from config.vocabulary import BannerType, ValueFormatType
from locales.catalogs import Catalogs
from tests.examples import examples

from .forms import CATALOGS, document, language, load, snapshot


def shown(form, header="en", catalogs=CATALOGS):
    return localize(load(form), language(header), catalogs)


def field(header="en", stored=None, **keys):
    (found,) = shown({"parameters": [{"id": "operation.note"} | keys], "userInput": stored or {}}, header)["parameters"]
    return found


@pytest.mark.parametrize("name", ["en", "cs", "sk", "de"])
def test_a_whole_form_in_each_language(name):
    form = shown(snapshot("sent"), name)
    expected = snapshot(name)
    assert form == expected
    assert simplejson.dumps(form, use_decimal=True) == simplejson.dumps(expected, use_decimal=True)


def test_the_documents_form_in_english_is_the_documents_own():
    form = document()
    form["parameters"].append(
        {"type": "HEADING", "id": "operation.heading", "valueFormatType": "LOCALIZED_TEXT", "value": "operation.title"}
    )
    form = shown(form)
    assert [form[part]["message"] for part in ("title", "greeting", "summary")] == [
        "Confirm Payment",
        "Hello,\nplease confirm following payment:",
        "Hello, please confirm payment 100 CZK to account 238400856/0300.",
    ]
    assert [(item["label"], item["formattedValue"]) for item in form["parameters"]] == [
        ("Amount", "100.00 CZK"),
        ("To Account", "238400856/0300"),
        ("Due Date", "Jun 29, 2017"),
        ("Note", "Utility Bill Payment - 05/2017"),
        (None, "Confirm Payment"),
    ]
    assert [item["formattedValues"] for item in form["parameters"]] == [
        {"amount": "100.00", "currency": "CZK"},
        {"value": "238400856/0300"},
        {"value": "Jun 29, 2017"},
        {"value": "Utility Bill Payment - 05/2017"},
        {"value": "Confirm Payment"},
    ]


def test_the_documents_form_in_czech():
    form = shown(document(), "cs-CZ")
    assert [item["formattedValue"] for item in form["parameters"][:3]] == ["100,00 Kč", "238400856/0300", "29. 6. 2017"]


def test_without_a_language_the_form_is_as_stored_and_no_form_stays_none():
    stored = load(document())
    assert render(stored, None, CATALOGS) == stored
    assert render(None, language("cs"), CATALOGS) is None
    assert render(stored, language("cs"), CATALOGS) == localize(stored, language("cs"), CATALOGS)


def test_the_stored_form_is_left_as_it_is():
    stored = load(snapshot("sent"))
    before = copy.deepcopy(stored)
    localize(stored, language("cs"), CATALOGS)
    assert stored == before


@pytest.mark.parametrize(
    ("keys", "formatted", "parts"),
    [
        ({"value": "x"}, "x", {"value": "x"}),
        ({"value": None}, None, {"value": None}),
        ({"value": "1/0300", "valueFormatType": "ACCOUNT"}, "1/0300", {"value": "1/0300"}),
        ({"value": "2017-06-29", "valueFormatType": "DATE"}, "Jun 29, 2017", {"value": "Jun 29, 2017"}),
        ({"value": "2017-13-01", "valueFormatType": "DATE"}, "2017-13-01", {"value": "2017-13-01"}),
        ({"value": None, "valueFormatType": "DATE"}, "", {"value": ""}),
        ({"value": "1234.5", "valueFormatType": "NUMBER"}, "1,234.5", {"value": "1,234.5"}),
        ({"value": "1234.5", "valueFormatType": "AMOUNT"}, "1,234.5", {"value": "1,234.5"}),
        ({"value": "1.0005", "valueFormatType": "AMOUNT"}, "1.0005", {"value": "1.0005"}),
        ({"value": None, "valueFormatType": "AMOUNT"}, None, {"value": None}),
        ({"value": "many", "valueFormatType": "NUMBER"}, "many", {"value": "many"}),
        ({"value": None, "valueFormatType": "NUMBER"}, None, {"value": None}),
        ({"value": "method.smsKey", "valueFormatType": "LOCALIZED_TEXT"}, "SMS Code", {"value": "SMS Code"}),
        (
            {"value": "acme.none", "valueFormatType": "LOCALIZED_TEXT"},
            "MISSING_LOCALIZATION_FOR_FIELD: acme.none",
            {"value": "MISSING_LOCALIZATION_FOR_FIELD: acme.none"},
        ),
        (
            {"value": "acme.none", "valueFormatType": "LOCALIZED_TEXT", "formattedValue": "Ours"},
            "Ours",
            {"value": "Ours"},
        ),
        ({"value": None, "valueFormatType": "LOCALIZED_TEXT"}, None, {"value": None}),
        # What the bank formatted is formatted again: the value is the truth.
        ({"value": "x", "formattedValue": "y", "formattedValues": {"value": "y"}}, "x", {"value": "x"}),
    ],
)
def test_a_value_is_shown_as_its_type_of_format_says(keys, formatted, parts):
    for word in ("KEY_VALUE", "HEADING"):
        found = field(type=word, **keys)
        assert (found["formattedValue"], found["formattedValues"]) == (formatted, parts)
    note = {"note" if key == "value" else key: value for key, value in keys.items()}
    found = field(type="NOTE", **note)
    assert (found["formattedValue"], found["formattedValues"]) == (formatted, parts)


@pytest.mark.parametrize(
    ("keys", "formatted", "parts"),
    [
        ({"amount": Decimal("1234.5"), "currency": "EUR"}, "€1,234.50", {"amount": "1,234.50", "currency": "€"}),
        ({"amount": Decimal("1.005"), "currency": "KWD"}, "1.005 KWD", {"amount": "1.005", "currency": "KWD"}),
        ({"amount": Decimal("0.125"), "currency": "CZK"}, "0.125 CZK", {"amount": "0.125", "currency": "CZK"}),
        ({"amount": 100, "currency": "JPY"}, "¥100", {"amount": "100", "currency": "¥"}),
        ({"amount": Decimal("-0.00"), "currency": "CZK"}, "0.00 CZK", {"amount": "0.00", "currency": "CZK"}),
        (
            {"amount": Decimal("1.0005"), "currency": "POINTS"},
            "1.0005 POINTS",
            {"amount": "1.0005", "currency": "POINTS"},
        ),
        ({"amount": 5}, "5", {"amount": "5", "currency": ""}),
        ({"amount": 5, "currency": "POINTS"}, "5 POINTS", {"amount": "5", "currency": "POINTS"}),
        ({"currency": "EUR"}, None, {}),
        ({"amount": 1234, "currency": "EUR", "valueFormatType": "NUMBER"}, "1234 EUR", {"value": "1234 EUR"}),
        (
            {"amount": Decimal("1234.50"), "currency": "EUR", "valueFormatType": "TEXT"},
            "1234.50 EUR",
            {"value": "1234.50 EUR"},
        ),
        ({"valueFormatType": "TEXT"}, None, {"value": None}),
        ({"valueFormatType": "DATE"}, "", {"value": ""}),
    ],
)
def test_an_amount_is_shown_whole_and_in_parts(keys, formatted, parts):
    found = field(type="AMOUNT", **keys)
    assert (found["formattedValue"], found["formattedValues"]) == (formatted, parts)


@pytest.mark.parametrize(
    ("template", "sent", "expected"),
    [
        # Raw values, not formatted ones.
        (
            "{a} {c}",
            {"type": "AMOUNT", "id": "a", "amount": Decimal("1234.50"), "currency": "CZK", "currencyId": "c"},
            "1234.50 CZK",
        ),
        ("{a}", {"type": "AMOUNT", "id": "a"}, "MISSING_VALUE_FOR_FIELD: a"),
        ("{a}", {"type": "NOTE", "id": "a", "note": "Thanks {a}"}, "Thanks {a}"),
        ("{a}", {"type": "KEY_VALUE", "id": "a", "value": "2017-06-29", "valueFormatType": "DATE"}, "2017-06-29"),
        ("{a}", {"type": "HEADING", "id": "a", "value": "x"}, "x"),
        ("{a}", {"type": "PARTY_INFO", "id": "a", "partyInfo": {"name": "Power Company"}}, "Power Company"),
        ("{a}", {"type": "BANK_ACCOUNT_CHOICE", "id": "a"}, "CZ40"),
        ("{a}", {"type": "BANNER", "id": "a", "message": "x"}, "MISSING_VALUE_FOR_FIELD: a"),
        ("{b}", {"type": "NOTE", "id": "a", "note": "x"}, "MISSING_VALUE_FOR_FIELD: b"),
    ],
)
def test_titles_and_banners_are_filled_with_the_parameters_values(tmp_path, template, sent, expected):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "bank.po").write_text(f'msgid "acme.text"\nmsgstr "{template}"\n', encoding="utf-8")
    text = {"id": "acme.text"}
    banner = {"type": "BANNER", "id": "acme.text"}
    form = shown(
        {
            "title": text,
            "greeting": text,
            "summary": text,
            "banners": [text],
            "parameters": [sent, banner],
            "userInput": {"operation.bankAccountChoice": "CZ40"},
        },
        catalogs=Catalogs(tmp_path),
    )
    filled = [form["title"], form["greeting"], form["summary"], *form["banners"]]
    assert [part["message"] for part in filled] == [expected] * 4
    # A banner among the parameters is taken as it is.
    assert form["parameters"][1]["message"] == template


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        # The catalog wins, so that each reader gets his language.
        ({"id": "operation.title", "message": "Confirm Payment"}, "Potvrzení platby"),
        # Without an entry, what the bank wrote, as it wrote it.
        ({"id": "acme.title", "message": "Pay {amount}"}, "Pay {amount}"),
        ({"message": "Pay"}, "Pay"),
        ({"id": "acme.title", "message": ""}, ""),
        # Neither.
        ({"id": "acme.title"}, "MISSING_LOCALIZATION_FOR_FIELD: acme.title"),
        ({}, None),
    ],
)
def test_a_text_comes_from_the_catalog_or_else_from_the_bank(sent, expected):
    form = shown({"title": sent, "banners": [sent]}, "cs")
    assert form["title"]["message"] == expected
    assert form["banners"][0]["message"] == expected
    if sent.get("id"):
        banner = shown({"parameters": [sent | {"type": "BANNER"}]}, "cs")["parameters"][0]
        assert banner["message"] == expected
        label = {"type": "NOTE", "id": sent["id"], "label": sent.get("message")}
        assert shown({"parameters": [label]}, "cs")["parameters"][0]["label"] == expected


@pytest.mark.parametrize("word", ["HEADING", "BANNER"])
def test_headings_and_banners_keep_their_labels(word):
    assert field(type=word)["label"] is None
    assert field(type=word, label="As sent")["label"] == "As sent"


def test_a_form_without_texts_stays_without_them():
    form = shown({})
    assert (form["title"], form["greeting"], form["summary"]) == (None, None, None)


def optional(**strategies):
    return st.fixed_dictionaries({}, optional=strategies)


WORDS = st.text(max_size=12).map(lambda text: text.replace("\0", "")).filter(
    lambda text: text.isprintable()
) | st.sampled_from(["operation.amount", "{operation.amount}", "{", "}", "CZK", "2017-06-29", "1e60", "1234.5"])
IDS = st.sampled_from(["operation.amount", "operation.title", "acme.fee", "x"])
AMOUNTS = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
) | st.sampled_from([0, 10**37, Decimal("1E+30"), Decimal("1E-30"), Decimal("9" * 38), Decimal("-0.0")])
PARAMETER = st.builds(
    lambda required, rest: rest | required,
    st.fixed_dictionaries({"type": st.sampled_from([*KINDS]), "id": IDS, "partyInfo": st.just({"name": "A"})}),
    optional(
        label=WORDS | st.none(),
        valueFormatType=st.sampled_from([*ValueFormatType]) | st.none(),
        formattedValue=WORDS | st.none(),
        amount=AMOUNTS | st.none(),
        currency=WORDS | st.none(),
        currencyId=WORDS | st.none(),
        value=WORDS | st.none(),
        note=WORDS | st.none(),
        message=WORDS | st.none(),
        bannerType=st.sampled_from([*BannerType]) | st.none(),
        bankAccounts=st.lists(optional(balance=AMOUNTS, name=WORDS), max_size=2) | st.none(),
    ),
)
TEXT = st.none() | optional(id=IDS, message=WORDS | st.none(), value=WORDS)
FORM = optional(
    title=TEXT,
    greeting=TEXT,
    summary=TEXT,
    banners=st.lists(optional(id=IDS, message=WORDS), max_size=2),
    parameters=st.lists(PARAMETER, max_size=5),
    userInput=st.dictionaries(st.just("operation.bankAccountChoice"), WORDS),
)


@settings(max_examples=examples(200), deadline=None)
@given(FORM, st.sampled_from(["en", "cs-CZ", "sk", "de-AT"]))
def test_every_form_that_loads_is_shown_and_travels_as_json(form, header):
    stored = load(form)
    localized = localize(stored, language(header), CATALOGS)
    text = simplejson.dumps(localized, use_decimal=True, allow_nan=False)
    assert simplejson.loads(text, use_decimal=True) == localized
    assert len(text) < 50_000
    assert list(localized) == list(stored)
    assert [list(item) for item in localized["parameters"]] == [list(item) for item in stored["parameters"]]
