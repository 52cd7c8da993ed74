"""The types of attributes: the published cases of `mobile-and-cloud.md` §2.3, and what lies around them."""

import base64
from decimal import Decimal

import pytest
from babel import Locale

from api.mobile.operation_form.template_form import form_data
from config.attributes.registry import ATTRIBUTES
from config.attributes.types.party_info import NO_LOGO, NO_WEBSITE, party
from config.definitions.templates import AttributeTemplate

from . import ios
from .shown import members, template, texts

NB = "\u00a0"
EUR = {"currency": "EUR", "currencyFormatted": "€"}
TARGET = {
    "targetAmount": Decimal("1710.98"),
    "targetCurrency": "USD",
    "targetAmountFormatted": "1,710.98",
    "targetCurrencyFormatted": "$",
    "targetValueFormatted": "$1,710.98",
}


@pytest.mark.parametrize(
    ("kind", "slots", "expected"),
    [
        (
            "AMOUNT",
            {"amount": "13.7", "currency": "EUR"},
            {"amount": Decimal("13.7"), **EUR, "amountFormatted": "13.70", "valueFormatted": "€13.70"},
        ),
        (
            "AMOUNT",
            {"amount": "not a number", "currency": "CZK"},
            {
                "currency": "CZK",
                "currencyFormatted": "CZK",
                "amountFormatted": "not a number",
                "valueFormatted": "not a number CZK",
            },
        ),
        (
            "AMOUNT_CONVERSION",
            {
                "dynamic": "true",
                "sourceAmount": "1.26",
                "sourceCurrency": "ETH",
                "targetAmount": "1710.98",
                "targetCurrency": "USD",
            },
            {
                "dynamic": True,
                "sourceAmount": Decimal("1.26"),
                "sourceCurrency": "ETH",
                "sourceAmountFormatted": "1.26",
                "sourceCurrencyFormatted": "ETH",
                "sourceValueFormatted": f"1.26{NB}ETH",
                **TARGET,
            },
        ),
        (
            "AMOUNT_CONVERSION",
            {
                "sourceAmount": "source not a number",
                "sourceCurrency": "EUR",
                "targetAmount": "1710.98",
                "targetCurrency": "USD",
            },
            {
                "dynamic": False,
                "sourceCurrency": "EUR",
                "sourceAmountFormatted": "source not a number",
                "sourceCurrencyFormatted": "€",
                "sourceValueFormatted": "source not a number EUR",
                **TARGET,
            },
        ),
        (
            "AMOUNT_CONVERSION",
            {
                "dynamic": "TRUE",
                "sourceAmount": "1710.98",
                "sourceCurrency": "USD",
                "targetAmount": "target not a number",
                "targetCurrency": "EUR",
            },
            {
                "dynamic": True,
                **{name.replace("target", "source"): value for name, value in TARGET.items()},
                "targetCurrency": "EUR",
                "targetAmountFormatted": "target not a number",
                "targetCurrencyFormatted": "€",
                "targetValueFormatted": "target not a number EUR",
            },
        ),
        ("KEY_VALUE", {"value": "238400856/0300"}, {"value": "238400856/0300"}),
        ("KEY_VALUE", {"value": ""}, {"value": ""}),
        ("NOTE", {"note": "one\ntwo"}, {"note": "one\ntwo"}),
        ("HEADING", {}, {"level": 0}),
        ("HEADING", {"level": "3"}, {"level": 3}),
        ("HEADING", {"level": "three"}, {"level": 0}),
        ("HEADING", {"level": "9" * 5000}, {"level": 0}),
        ("IMAGE", {"thumbnailUrl": "https://a.test/t"}, {"thumbnailUrl": "https://a.test/t"}),
        (
            "IMAGE",
            {"thumbnailUrl": "https://a.test/t", "originalUrl": "https://a.test/o"},
            {"thumbnailUrl": "https://a.test/t", "originalUrl": "https://a.test/o"},
        ),
        (
            "ALERT",
            {"type": "WARNING", "title": "Insufficient Balance", "message": "You have only $1.00."},
            {"alertType": "WARNING", "title": "Insufficient Balance", "message": "You have only $1.00."},
        ),
        ("ALERT", {"type": "SUCCESS"}, {"alertType": "SUCCESS"}),
        ("ALERT", {"type": "ERROR"}, {"alertType": "ERROR"}),
        ("ALERT", {"type": "PANIC", "title": "!"}, {"alertType": "INFO", "title": "!", "message": ""}),
        ("ALERT", {}, {"alertType": "INFO"}),
        # All four, always (`mobile-and-cloud.md` §9, rule 6).
        (
            "PARTY_INFO",
            {},
            {"partyInfo": {"logoUrl": NO_LOGO, "name": "", "description": "", "websiteUrl": NO_WEBSITE}},
        ),
        (
            "PARTY_INFO",
            {"name": "Shop", "websiteUrl": "https://a.test"},
            {"partyInfo": {"logoUrl": NO_LOGO, "name": "Shop", "description": "", "websiteUrl": "https://a.test"}},
        ),
    ],
)
def test_a_type_shows_the_values_of_its_slots(kind, slots, expected):
    found = members(kind, slots)
    assert found.pop("type") == kind
    assert found == expected


def test_the_raw_amount_keeps_the_decimals_that_it_came_with():
    assert str(members("AMOUNT", {"amount": "100.00", "currency": "JPY"})["amount"]) == "100.00"


def test_amounts_are_written_in_the_readers_locale():
    found = members("AMOUNT", {"amount": "2199.40", "currency": "CZK"}, "cs_CZ")
    assert (found["amountFormatted"], found["currencyFormatted"]) == (f"2{NB}199,40", "Kč")
    assert found["valueFormatted"] == f"2{NB}199,40{NB}Kč"


@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_an_attribute_is_left_out_when_a_value_it_needs_is_missing(kind):
    slots = ATTRIBUTES[kind]
    every = dict.fromkeys(slots.slots, "1")
    assert members(kind, every)["type"] == kind
    for slot in slots.required:
        assert members(kind, every | {slot: None}) is None
        assert members(kind, {name: value for name, value in every.items() if name != slot}) is None
    for slot in slots.optional:
        assert members(kind, every | {slot: None})["type"] == kind


def test_the_attribute_beside_one_that_is_left_out_stays():
    form = form_data(
        texts(template("KEY_VALUE", value="iban"), template("AMOUNT", amount="amount", currency="currency")),
        {"iban": None, "amount": "1", "currency": "EUR"},
        Locale("en"),
    )
    assert [attribute["type"] for attribute in form["attributes"]] == ["AMOUNT"]


@pytest.mark.parametrize("parameters", [None, {}])
def test_without_parameters_only_what_needs_none_is_shown(parameters):
    every = [template(word, **{slot: slot for slot in kind.slots}) for word, kind in ATTRIBUTES.items()]
    form = form_data(texts(*every), parameters, Locale("en"))
    assert [attribute["type"] for attribute in form["attributes"]] == ["HEADING", "ALERT", "PARTY_INFO"]


def test_an_unknown_type_is_a_key_and_a_value(caplog):
    assert members("RATING", {"value": "5 of 5"}) == {"type": "KEY_VALUE", "value": "5 of 5"}
    assert "RATING" in caplog.text
    assert members("RATING", {"stars": "5"}) is None


def test_a_label_has_no_places():
    heading = AttributeTemplate(id="i", type="HEADING", text="To ${a}", params={})
    assert form_data(texts(heading), {"a": "1"}, Locale("en"))["attributes"][0]["label"] == "To ${a}"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("https://shop.test/logo.png?a=%20b#c", None),
        ("http://[2001:db8::1]:8080/logo.png", None),
        ("www.shop.test", None),
        ("https://obchod.test/žluté logo.png", "https://obchod.test/%C5%BElut%C3%A9%20logo.png"),
        (" https://shop.test ", "https://shop.test"),
        ("", NO_WEBSITE),
        (" ", NO_WEBSITE),
        ("https://shop.test/#a#b", NO_WEBSITE),
        ("https://shop.test:port/\u0000", NO_WEBSITE),
        (None, NO_WEBSITE),
        (7, NO_WEBSITE),
    ],
)
def test_an_address_of_a_party_is_one_that_every_app_reads(sent, shown):
    found = party({"name": "Shop", "websiteUrl": sent})
    assert found["websiteUrl"] == (sent if shown is None else shown)
    ios.party(found)


def test_a_party_without_a_logo_has_an_image_of_one_transparent_pixel():
    head, _, data = NO_LOGO.partition(",")
    assert head == "data:image/gif;base64"
    pixel = base64.b64decode(data, validate=True)
    assert pixel.startswith(b"GIF89a" + bytes([1, 0, 1, 0]))
    assert pixel.endswith(b";")
