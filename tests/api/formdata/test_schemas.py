"""Forms are read in both dialects, strictly and bounded, and stored in one shape."""

from decimal import Decimal

import pytest
import simplejson
from marshmallow import ValidationError

from api.formdata.schemas import FormDataUpdateSchema, OperationFormDataSchema
from api.http.malformed import find_malformed, flatten

from .forms import document, load, snapshot

EMPTY = {
    "title": None,
    "greeting": None,
    "summary": None,
    "config": [],
    "banners": [],
    "parameters": [],
    "dynamicDataLoaded": False,
    "userInput": {},
}


def text(form):
    return simplejson.dumps(form, use_decimal=True)


def test_a_form_is_stored_with_every_key_in_the_documents_order():
    assert text(load(snapshot("sent"))) == text(snapshot("stored"))


def test_the_documents_form_is_stored_as_its_answer_shows_it():
    stored = load(document())
    answer = document() | {"banners": []}
    assert list(stored) == [
        "title",
        "greeting",
        "summary",
        "config",
        "banners",
        "parameters",
        "dynamicDataLoaded",
        "userInput",
    ]
    for field in stored["parameters"]:
        assert field.pop("formattedValues") == {}
    assert stored == answer
    assert [list(field) for field in stored["parameters"]] == [list(field) for field in answer["parameters"]]


def test_both_dialects_are_read_and_one_is_written():
    assert load(document("value")) == load(document("message"))
    title = {"title": {"id": "a", "value": "Pay"}}
    assert load(title)["title"] == {"id": "a", "message": "Pay"}
    assert load({"title": {"message": "Pay", "value": "Old"}})["title"] == {"id": None, "message": "Pay"}


@pytest.mark.parametrize("sent", [{}, dict.fromkeys(EMPTY), {"chosenAuthMethod": "SMS_KEY", "unknown": {"a": 1}}])
def test_what_is_absent_null_or_unknown_leaves_the_defaults(sent):
    assert load(sent) == EMPTY


def test_a_stored_form_loads_to_itself():
    stored = load(snapshot("sent"))
    assert text(load(stored)) == text(stored)


@pytest.mark.parametrize("name", ["en", "cs"])
def test_a_form_that_was_already_localized_may_be_sent_back(name):
    assert load(snapshot(name)) == snapshot(name)


@pytest.mark.parametrize(
    ("word", "defaults"),
    [
        ("AMOUNT", {"valueFormatType": "AMOUNT", "amount": None, "currency": None, "currencyId": None}),
        ("NOTE", {"valueFormatType": "TEXT", "note": None}),
        ("KEY_VALUE", {"valueFormatType": "TEXT", "value": None}),
        ("HEADING", {"valueFormatType": "TEXT", "value": None}),
        ("BANNER", {"message": None, "bannerType": "BANNER_INFO"}),
        ("BANK_ACCOUNT_CHOICE", {"bankAccounts": [], "enabled": True, "defaultValue": None}),
    ],
)
def test_each_type_has_its_defaults(word, defaults):
    (field,) = load({"parameters": [{"type": word, "id": "a"}]})["parameters"]
    formatted = {"formattedValue": None, "formattedValues": {}} if "valueFormatType" in defaults else {}
    assert field == {"type": word, "id": "a", "label": None} | formatted | defaults


def test_amounts_keep_their_digits():
    stored = load(
        simplejson.loads('{"parameters": [{"type": "AMOUNT", "id": "a", "amount": 100.10}]}', use_decimal=True)
    )
    assert stored["parameters"][0]["amount"] == Decimal("100.10")
    assert '"amount": 100.10' in text(stored)


def parameter(**keys):
    return {"parameters": [{"type": "KEY_VALUE", "id": "a"} | keys]}


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ([], ""),
        ({"title": "Pay"}, "title"),
        ({"title": {"id": [1]}}, "title.id"),
        ({"parameters": {}}, "parameters"),
        ({"parameters": ["AMOUNT"]}, "parameters[0]"),
        ({"parameters": [{"id": "a"}]}, "parameters[0].type"),
        (parameter(type="AMOUNT_CONVERSION"), "parameters[0].type"),
        (parameter(type="amount"), "parameters[0].type"),
        (parameter(type=None), "parameters[0].type"),
        (parameter(type=["AMOUNT"]), "parameters[0].type"),
        (parameter(type={}), "parameters[0].type"),
        (parameter(valueFormatType="MONEY"), "parameters[0].valueFormatType"),
        (parameter(value=True), "parameters[0].value"),
        (parameter(type="AMOUNT", amount="ten"), "parameters[0].amount"),
        (parameter(type="BANK_ACCOUNT_CHOICE", enabled="yes"), "parameters[0].enabled"),
        (
            parameter(type="BANK_ACCOUNT_CHOICE", bankAccounts=[{"usableForPayment": 1}]),
            "parameters[0].bankAccounts[0].usableForPayment",
        ),
        ({"banners": [{"bannerType": "BANNER_LOUD"}]}, "banners[0].bannerType"),
        ({"dynamicDataLoaded": "false"}, "dynamicDataLoaded"),
        ({"userInput": {"a": False}}, "userInput.a"),
        ({"userInput": {"a": {"b": "c"}}}, "userInput.a"),
    ],
)
def test_a_malformed_form_is_told_from_one_with_violations(sent, path):
    with pytest.raises(ValidationError) as caught:
        load(sent)
    found = find_malformed(caught.value.messages)
    assert found is not None
    assert found[0] == path


def test_an_unknown_type_names_the_known_ones():
    with pytest.raises(ValidationError) as caught:
        load(parameter(type="AMOUNT_CONVERSION"))
    _, message = find_malformed(caught.value.messages)
    assert message == "Must be one of: AMOUNT, NOTE, KEY_VALUE, HEADING, BANK_ACCOUNT_CHOICE, BANNER, PARTY_INFO."


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (parameter(id=None), "parameters[0].id"),
        (parameter(id=""), "parameters[0].id"),
        (parameter(id="x" * 257), "parameters[0].id"),
        (parameter(value="x" * 4097), "parameters[0].value"),
        (parameter(type="AMOUNT", amount=Decimal("1E+999999")), "parameters[0].amount"),
        (parameter(type="PARTY_INFO"), "parameters[0].partyInfo"),
        (parameter(type="PARTY_INFO", partyInfo={}), "parameters[0].partyInfo.name"),
        (parameter(type="BANK_ACCOUNT_CHOICE", bankAccounts=[{}] * 101), "parameters[0].bankAccounts"),
        ({"parameters": [{}] * 101}, "parameters"),
        ({"banners": [{}] * 101}, "banners"),
        ({"config": [{"id": "a"}] * 101}, "config"),
        ({"userInput": {str(key): "" for key in range(101)}}, "userInput"),
        ({"userInput": {"a": "x" * 4097}}, "userInput.a"),
        ({"title": {"id": "a", "message": "x" * 4097}}, "title.message"),
    ],
)
def test_everything_is_bounded(sent, path):
    with pytest.raises(ValidationError) as caught:
        load(sent)
    assert find_malformed(caught.value.messages) is None
    assert [where for where, _ in flatten(caught.value.messages)] == [path]


def test_an_update_reads_user_input_alone():
    update = {"title": 7, "parameters": [{"type": "NONE"}], "userInput": {"a": "b"}}
    assert FormDataUpdateSchema().load(update) == {"userInput": {"a": "b"}}
    assert FormDataUpdateSchema().load({}) == {"userInput": {}}


def test_one_schema_serves_many_threads_without_mixing_forms():
    schema = OperationFormDataSchema()
    first, second = schema.load({}), schema.load({})
    first["parameters"].append("x")
    first["userInput"]["a"] = "b"
    assert second == EMPTY


REORDERED = {
    "a title": ({"title": {"message": "a\u202eb"}}, "title.message"),
    "a parameter's value": (
        {"parameters": [{"type": "KEY_VALUE", "id": "a", "value": "a\u2066b"}]},
        "parameters[0].value",
    ),
    "a note": ({"parameters": [{"type": "NOTE", "id": "a", "note": "a\u2028b"}]}, "parameters[0].note"),
}


@pytest.mark.parametrize("name", REORDERED)
def test_no_text_of_a_form_reorders_what_stands_around_it(name):
    sent, path = REORDERED[name]
    with pytest.raises(ValidationError) as refused:
        load(sent)
    [(where, why)] = flatten(refused.value.messages)
    assert (where, why.startswith("Has the character U+")) == (path, True)
