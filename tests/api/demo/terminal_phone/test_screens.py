"""What a user of the test phone sees: as published apps show it, of every type, in each language."""

import json

import pytest

from api.demo.mobile_app.attributes import read_attribute
from api.demo.mobile_app.screens import needs_scan, result_text
from api.demo.mobile_app.words import app_words
from api.demo.terminal_phone import screens
from api.demo.terminal_phone.attributes import attribute_lines
from api.mobile.operation_form.operation import operation_json
from config import exact_json
from config.attributes.registry import ATTRIBUTES
from tests.api.mobile.operation_form.shown import PAYMENT, facts, shipped, template, texts

EN = app_words("en")


def operation(language="en", ui=None, **changed):
    """A payment as the server sends it."""
    shown, reader = shipped("authorize_payment", language)
    if ui is not None:
        shown = texts(*shown.attributes, title=shown.title, message=shown.message, ui=json.dumps(ui))
    return json.loads(exact_json.write(operation_json(facts(parameters=PAYMENT, **changed), shown, reader)))


def shown(kind, slots):
    """The lines of an attribute that a template of this type makes."""
    words = texts(template(kind, **{slot: slot for slot in slots}))
    found = json.loads(exact_json.write(operation_json(facts(parameters=slots), words, shipped("login", "en")[1])))
    [attribute] = found["formData"]["attributes"]
    return attribute_lines(read_attribute(attribute, EN))


SLOTS = {
    "AMOUNT": ({"amount": "1234.50", "currency": "CZK"}, ["Label: CZK1,234.50"]),
    "AMOUNT_CONVERSION": (
        {
            "sourceAmount": "1",
            "sourceCurrency": "EUR",
            "targetAmount": "25.10",
            "targetCurrency": "CZK",
            "dynamic": "true",
        },
        ["Label: €1.00 → CZK25.10 (the rate may change)"],
    ),
    "KEY_VALUE": ({"value": "CZ65"}, ["Label: CZ65"]),
    "NOTE": ({"note": "one\ntwo"}, ["Label:", "  one", "  two"]),
    "HEADING": ({"level": "1"}, ["", "# Label"]),
    "ALERT": (
        {"type": "WARNING", "title": "Careful", "message": "Nobody calls you"},
        ["[WARNING] Careful", "[WARNING] Nobody calls you"],
    ),
    "IMAGE": (
        {"thumbnailUrl": "https://a/s.png", "originalUrl": "https://a/l.png"},
        ["Label: [image https://a/s.png] [https://a/l.png]"],
    ),
    "PARTY_INFO": ({"name": "Shop", "description": "Sells"}, ["Label: Shop", "  Sells"]),
}


@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_an_attribute_of_every_type_is_shown(kind):
    slots, lines = SLOTS[kind]
    assert [line.replace("\xa0", " ") for line in shown(kind, slots)] == lines


@pytest.mark.parametrize(
    ("attribute", "why"),
    [
        ({"type": "KEY_VALUE", "id": "a", "label": "L"}, "value is no text"),
        ({"type": "KEY_VALUE", "id": "a", "value": "v"}, "label is no text"),
        ({"type": "KEY_VALUE", "label": "L", "value": "v"}, "id is no text"),
        ({"type": "AMOUNT", "id": "a", "label": "L", "amount": 1}, "no amount in a currency"),
        ({"type": "AMOUNT_CONVERSION", "id": "a", "label": "L", "dynamic": "true"}, "neither true nor false"),
        ({"type": "PARTY_INFO", "id": "a", "label": "L"}, "no partyInfo"),
        ({"type": "PARTY_INFO", "id": "a", "label": "L", "partyInfo": {"name": "n"}}, "description is no text"),
        ({"type": "NEW", "id": "a", "label": "L"}, "known to no app"),
    ],
)
def test_what_an_app_would_drop_is_named(attribute, why):
    [line] = attribute_lines(read_attribute(attribute, EN))
    assert line.startswith("(apps show nothing of the attribute")
    assert why in line


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"valueFormatted": "100 Kč", "amountFormatted": "a", "currencyFormatted": "b"}, "100 Kč"),
        ({"amountFormatted": "100,00", "currencyFormatted": "Kč", "amount": 1, "currency": "CZK"}, "100,00 Kč"),
        ({"amount": 100.5, "currency": "CZK"}, "100.5 CZK"),
    ],
)
def test_an_amount_is_shown_by_the_best_that_is_there(members, expected):
    assert attribute_lines(read_attribute({"type": "AMOUNT", "id": "a", "label": "L", **members}, EN)) == [
        f"L: {expected}"
    ]


@pytest.mark.parametrize(
    ("language", "title", "buttons", "result"),
    [
        ("en", "Confirm Payment", "[ Reject ]  [ Approve ]  Valid until 14:48:17 UTC", "The payment of 1234.50 CZK"),
        ("cs", "Potvrzení platby", "[ Odmítnout ]  [ Schválit ]  Platí do", "Platba 1234.50 CZK byla potvrzena."),
        ("sk", "Potvrdenie platby", "[ Odmietnuť ]  [ Schváliť ]  Platí do", "Platba 1234.50 CZK bola potvrdená."),
        ("de", "Zahlung bestätigen", "[ Ablehnen ]  [ Freigeben ]  Gültig bis", "Die Zahlung"),
    ],
)
def test_a_payment_is_shown_in_each_language(language, title, buttons, result):
    payment, words = operation(language), app_words(language)
    before = "\n".join(screens.before_approval(payment, words))
    assert title in before
    assert buttons in before
    assert result in "\n".join(screens.after_approval(payment, words))


def test_time_left_follows_the_servers_clock():
    lines = screens.before_approval(operation(), EN, "2018-07-02T14:47:00+0000")
    assert "14:48:17 UTC (1:17)" in lines[-2]
    assert "(0:00)" in screens.before_approval(operation(), EN, "2019-07-02T14:47:00+0000")[-2]


CONTROLS = {"flip": True, "decline": {"type": "REJECT"}, "approve": {"type": "BUTTON", "text": "Go on", "counter": 5}}
BEFORE = {"type": "WARNING", "heading": "Watch out", "message": "Is it you?", "items": ["Nobody asks for a PIN"]}


@pytest.mark.parametrize(
    ("ui", "expected"),
    [
        (
            {"preApprovalScreen": BEFORE},
            ["+- WARNING", "Watch out", "• Nobody asks for a PIN", "[ Back ]  [ Continue ]"],
        ),
        ({"preApprovalScreen": BEFORE | {"approvalType": "SLIDER"}}, ["[ Back ]  [ Slide to continue → ]"]),
        (
            {
                "preApprovalScreen": {**BEFORE, "heading": "The older"},
                "preApprovalScreens": [
                    BEFORE | {"controls": CONTROLS},
                    {"type": "INFO", "heading": "Second", "message": "m"},
                ],
            },
            ["[ Go on ] (5 s)  [ Reject ]", "+- INFO", "Second"],
        ),
        ({"flipButtons": True}, ["[ Approve ]  [ Reject ]"]),
        ({"blockApprovalOnCall": True}, ["(Not during a phone call)"]),
    ],
)
def test_screens_before_the_form_are_shown(ui, expected):
    found = "\n".join(screens.before_approval(operation(ui=ui), EN))
    assert [text for text in expected if text not in found] == []
    assert "The older" not in found


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        (
            {
                "type": "REVIEW",
                "payload": {"attributes": [{"type": "KEY_VALUE", "id": "a", "label": "L", "value": "v"}]},
            },
            ["+- REVIEW", "Done", "L: v"],
        ),
        (
            {
                "type": "MERCHANT_REDIRECT",
                "payload": {"redirectText": "Shop", "redirectUrl": "https://a", "countdown": 5},
            },
            ["Redirected in 5 s", "[ Shop ]  https://a"],
        ),
        ({"type": "GENERIC", "payload": {"any": 1}}, ["+- GENERIC", "Done"]),
    ],
)
def test_the_screen_after_an_approval_is_shown(screen, expected):
    ui = {"postApprovalScreen": screen | {"heading": "Done", "message": "It is."}}
    found = "\n".join(screens.after_approval(operation(ui=ui), EN))
    assert [text for text in expected if text not in found] == []


def test_a_template_without_result_texts_has_the_apps_own():
    found = operation(ui={})
    assert "resultTexts" not in found["formData"]
    assert [result_text(found, end, app_words("de")) for end in ("success", "failure", "reject")] == [
        "Freigegeben",
        "Nicht freigegeben",
        "Abgelehnt",
    ]


@pytest.mark.parametrize("proximity", [True, False])
def test_a_scan_comes_before_the_form_where_there_is_something_to_scan(proximity):
    ui = {"preApprovalScreen": {"type": "QR_SCAN", "heading": "Scan", "message": "m"}}
    assert needs_scan(operation(ui=ui, proximity_check=proximity)) is proximity
