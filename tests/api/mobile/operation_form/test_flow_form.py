"""Forms of web flows on the phone (`nextstep.md` §4, `mobile-and-cloud.md` §2)."""

from decimal import Decimal

import pytest

from api.formdata.money_members import money_members
from api.formdata.render import localize
from api.formdata.schemas import OperationFormDataSchema
from api.mobile.operation_form.flow_form import flow_form_data
from config.attributes.types.party_info import NO_WEBSITE
from locales.languages import chosen

from .shown import CATALOGS

NB = "\u00a0"
ACCOUNTS = [
    {"number": "1/0300", "name": "Mine"},
    {"number": "2/0300", "accountId": "B"},
    {"accountId": "C", "name": "Savings"},
]


def form_data(form, header="en"):
    stored = form if form is None else OperationFormDataSchema().load(form)
    return flow_form_data(stored, "A2*Nx", chosen(header, CATALOGS.languages), CATALOGS)


def attributes(*fields, header="en", **form):
    return form_data({"parameters": [{"id": "operation.note", **field} for field in fields], **form}, header)[
        "attributes"
    ]


@pytest.mark.parametrize(
    ("header", "label", "amount", "currency", "value"),
    [
        ("en", "Amount", "1,234.50", "CZK", "CZK1,234.50"),
        ("cs-CZ", "Částka", f"1{NB}234,50", "Kč", f"1{NB}234,50{NB}Kč"),
        ("sk", "Suma", f"1{NB}234,50", "CZK", f"1{NB}234,50{NB}CZK"),
        ("fr", "Amount", f"1{chr(0x202F)}234,50", "CZK", f"1{chr(0x202F)}234,50{NB}CZK"),
    ],
)
def test_an_amount_is_written_as_that_of_a_template(header, label, amount, currency, value):
    field = {"type": "AMOUNT", "id": "operation.amount", "amount": Decimal("1234.50"), "currency": "CZK"}
    (found,) = attributes(field, header=header)
    assert found == {
        "type": "AMOUNT", "id": "operation.amount", "label": label, "amount": Decimal("1234.50"), "currency": "CZK",
        "amountFormatted": amount, "currencyFormatted": currency, "valueFormatted": value,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            {"type": "AMOUNT", "amount": 5},
            {"amount": 5, "currency": "", "amountFormatted": "5", "currencyFormatted": "", "valueFormatted": "5"},
        ),
        (
            {"type": "AMOUNT", "amount": 5, "currency": "EUR", "valueFormatType": "TEXT"},
            {
                "amount": 5,
                "currency": "EUR",
                "amountFormatted": "5",
                "currencyFormatted": "EUR",
                "valueFormatted": "5 EUR",
            },
        ),
        ({"type": "KEY_VALUE", "value": "2017-06-29", "valueFormatType": "DATE"}, {"value": "Jun 29, 2017"}),
        ({"type": "KEY_VALUE", "value": "login.title", "valueFormatType": "LOCALIZED_TEXT"}, {"value": "Login"}),
        ({"type": "KEY_VALUE", "value": ""}, {"value": ""}),
        ({"type": "NOTE", "note": "1234.5", "valueFormatType": "NUMBER"}, {"note": "1,234.5"}),
        (
            {"type": "PARTY_INFO", "partyInfo": {"name": "Shop", "logoUrl": "https://a.test"}},
            {"partyInfo": {"logoUrl": "https://a.test", "name": "Shop", "description": "", "websiteUrl": NO_WEBSITE}},
        ),
    ],
)
def test_a_field_shows_its_formatted_value(field, expected):
    (found,) = attributes(field)
    assert found == {"type": field["type"], "id": "operation.note", "label": "Note"} | expected


@pytest.mark.parametrize(
    "field",
    [
        {"type": "AMOUNT", "currency": "EUR"},
        {"type": "KEY_VALUE"},
        {"type": "NOTE"},
        {"type": "HEADING"},
        {"type": "BANK_ACCOUNT_CHOICE"},
        {"type": "BANK_ACCOUNT_CHOICE", "bankAccounts": [{}]},
    ],
)
def test_a_field_with_nothing_to_show_is_left_out(field):
    assert attributes(field, {"type": "NOTE", "note": "stays"})[0]["note"] == "stays"


def test_the_value_of_a_heading_is_the_heading():
    (found,) = attributes(
        {"type": "HEADING", "value": "operation.title", "valueFormatType": "LOCALIZED_TEXT", "label": "?"}
    )
    assert found == {"type": "HEADING", "id": "operation.note", "label": "Confirm Payment", "level": 0}


@pytest.mark.parametrize(
    ("banner", "alert"), [("BANNER_INFO", "INFO"), ("BANNER_WARNING", "WARNING"), ("BANNER_ERROR", "ERROR")]
)
def test_a_banner_is_an_alert(banner, alert):
    (found,) = attributes({"type": "BANNER", "id": "operation.timeout", "bannerType": banner}, header="cs")
    assert found == {
        "type": "ALERT", "id": "operation.timeout", "label": "", "alertType": alert,
        "message": "Čas na potvrzení operace vypršel.",
    }  # fmt: skip


def test_banners_of_the_page_come_first():
    banners = [{"message": "Beware", "bannerType": "BANNER_ERROR"}, {"id": "operation.timeout"}, {}]
    found = attributes({"type": "NOTE", "note": "n"}, banners=banners)
    assert [(each["type"], each["id"], each.get("message")) for each in found] == [
        ("ALERT", "banner.0", "Beware"),
        ("ALERT", "operation.timeout", "The operation has timed out."),
        ("ALERT", "banner.2", None),
        ("NOTE", "operation.note", None),
    ]


@pytest.mark.parametrize(
    ("chosen", "default", "value"),
    [
        ("B", "C", "2/0300"),
        ("C", None, "Savings"),
        (None, "B", "2/0300"),
        ("gone", "B", "2/0300"),
        (None, None, "1/0300"),
        ("gone", "gone", "1/0300"),
    ],
)
def test_of_the_accounts_the_chosen_one_is_shown(chosen, default, value):
    field = {"type": "BANK_ACCOUNT_CHOICE", "bankAccounts": ACCOUNTS, "defaultValue": default}
    entered = {"operation.bankAccountChoice": chosen} if chosen else {}
    (found,) = attributes(field | {"id": "operation.bankAccountChoice"}, userInput=entered)
    assert found == {
        "type": "KEY_VALUE", "id": "operation.bankAccountChoice", "label": "From Your Account", "value": value,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("form", "title", "message"),
    [
        (
            {"title": {"id": "operation.title"}, "greeting": {"id": "operation.greeting"}},
            "Potvrzení platby",
            "Dobrý den,\npotvrďte prosím následující platbu:",
        ),
        ({"title": {"message": "Titul"}, "greeting": {"message": "Ahoj {x}"}}, "Titul", "Ahoj {x}"),
        ({}, "Potvrzení operace", ""),
        ({"title": {}, "greeting": {}}, "Potvrzení operace", ""),
        (None, "Potvrzení operace", "Údaje operace: A2*Nx"),
    ],
)
def test_every_form_has_a_title_and_a_message(form, title, message):
    found = form_data(form, "cs")
    assert (found["title"], found["message"]) == (title, message)
    assert found["attributes"] == []


@pytest.mark.parametrize("header", ["en", "cs", "sk", "de", "de-AT", "fr-CH", "sl"])
@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1.005", "KWD"), ("100", "JPY"), ("-0.00", "EUR"), ("-1710.1", "CZK"), ("0.1", "USD"), ("1234.5678", "POINTS")],
)
def test_one_payment_has_one_spelling(header, amount, currency):
    field = {"type": "AMOUNT", "id": "operation.amount", "amount": Decimal(amount), "currency": currency}
    (flow,) = attributes(field, header=header)
    template = money_members(chosen(header, CATALOGS.languages).locale, amount, currency)
    assert {name: value for name, value in flow.items() if name not in ("type", "id", "label")} == template
    form = OperationFormDataSchema().load({"parameters": [field]})
    (web,) = localize(form, chosen(header, CATALOGS.languages), CATALOGS)["parameters"]
    assert web["formattedValues"] == {"amount": flow["amountFormatted"], "currency": flow["currencyFormatted"]}
