"""What the phone does around the form (`mobile-and-cloud.md` §1.6, §2.3; §7, item 31)."""

import json
from typing import Any

import pytest

from activities.store.template_columns import TextsDamaged
from api.mobile.operation_form.screens import user_interface
from config.attributes.types.party_info import NO_LOGO, NO_WEBSITE

WARNING = {"type": "WARNING", "heading": "Title", "message": "Message", "items": [], "approvalType": "SLIDER"}


def interface(ui=None, *, flags=None, proximity=False, **parameters):
    return user_interface(
        ui=ui if ui is None or isinstance(ui, str) else json.dumps(ui),
        risk_flags=flags,
        parameters=parameters,
        proximity_check=proximity,
        title="Title",
        message="Message",
    )


def before(screen, **keys):
    return interface({"preApprovalScreen": screen}, **keys).get("preApprovalScreen")


def after(screen, **keys):
    return interface({"postApprovalScreen": screen}, **keys).get("postApprovalScreen")


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (None, None),
        ("", None),
        (" ", None),
        ("X", {"flipButtons": True}),
        ("C", {"blockApprovalOnCall": True}),
        ("F", {"preApprovalScreen": WARNING}),
        ("XCF", {"flipButtons": True, "blockApprovalOnCall": True, "preApprovalScreen": WARNING}),
        ("FCX", {"flipButtons": True, "blockApprovalOnCall": True, "preApprovalScreen": WARNING}),
        ("Z", {}),
    ],
)
@pytest.mark.parametrize("blank", [None, "", " \n"])
def test_risk_flags_count_where_the_template_has_no_screens(blank, flags, expected):
    assert interface(blank, flags=flags) == expected


def test_screens_of_the_template_win_over_every_risk_flag():
    assert interface({"blockApprovalOnCall": False}, flags="XCF") == {"blockApprovalOnCall": False}
    assert interface({}, flags="C") == {}


def test_a_scan_needs_a_one_time_password():
    ui = {"flipButtons": True, "preApprovalScreen": {"type": "QR_SCAN", "heading": "Scan", "message": "The code"}}
    assert interface(ui) == {"flipButtons": True}
    assert interface(ui, proximity=True)["preApprovalScreen"] == {
        "type": "QR_SCAN", "heading": "Scan", "message": "The code", "items": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        ({"type": "WARNING", "approvalType": "SLIDER"}, WARNING),
        (
            {"type": "INFO", "heading": "H", "message": "M", "items": ["a", None, 1, "b"]},
            {"type": "INFO", "heading": "H", "message": "M", "items": ["a", "b"]},
        ),
        (
            {"type": "NEW", "heading": None, "message": 1, "items": "a", "approvalType": "BUTTON", "other": 1},
            {"type": "NEW", "heading": "Title", "message": "Message", "items": []},
        ),
        ({"heading": "H", "message": "M"}, None),
        ("WARNING", None),
        (None, None),
    ],
)
def test_a_screen_before_the_form_has_all_that_apps_need(screen, expected):
    assert before(screen) == expected


@pytest.mark.parametrize(
    ("screen", "payload"),
    [
        ({"type": "GENERIC", "payload": {"a": {"b": None, "c": [None, 1.50]}, "d": None}}, {"a": {"c": [None, 1.5]}}),
        ({"type": "GENERIC"}, {}),
        ({"type": "NEW", "payload": {"a": 1}}, {"a": 1}),
        ({"type": "REVIEW"}, {"attributes": []}),
        ({"type": "REVIEW", "payload": {"attributes": {"a": 1}}}, {"attributes": []}),
        (
            {
                "type": "REVIEW",
                "payload": {
                    "attributes": [
                        {"label": "L", "id": "i", "value": "v", "nothing": None, "list": [1], "type": "KEY_VALUE"},
                        {"id": "p", "label": "P", "partyInfo": {"name": "Shop", "logoUrl": None}, "type": "PARTY_INFO"},
                        {"id": "p", "label": "P", "type": "PARTY_INFO"},
                        # The iOS app would lose all of them over one of these.
                        {"id": "x", "label": "X", "type": "KEY_VALUE", "partyInfo": {"name": "no"}},
                        {"id": "x", "label": "X", "type": "KEY_VALUE", "value": 1},
                        {"id": "x", "label": "X", "type": "AMOUNT", "amount": 1},
                        {"id": "x", "label": "X", "type": "AMOUNT", "amount": "1", "currency": "EUR"},
                        {
                            "id": "x",
                            "label": "X",
                            "type": "AMOUNT_CONVERSION",
                            "sourceAmount": 1,
                            "sourceCurrency": "EUR",
                        },
                        {"id": "x", "label": "X", "type": "IMAGE", "originalUrl": "https://a.test"},
                        {"id": "x", "label": "X", "type": "ALERT", "alertType": "PANIC", "message": "m"},
                        {"id": "without label", "type": "NOTE"},
                        "no attribute",
                    ]
                },
            },
            {
                "attributes": [
                    {"type": "KEY_VALUE", "id": "i", "label": "L", "value": "v"},
                    {
                        "type": "PARTY_INFO",
                        "id": "p",
                        "label": "P",
                        "partyInfo": {"logoUrl": NO_LOGO, "name": "Shop", "description": "", "websiteUrl": NO_WEBSITE},
                    },
                    {
                        "type": "PARTY_INFO",
                        "id": "p",
                        "label": "P",
                        "partyInfo": {"logoUrl": NO_LOGO, "name": "", "description": "", "websiteUrl": NO_WEBSITE},
                    },
                ]
            },
        ),
        (
            {
                "type": "MERCHANT_REDIRECT",
                "payload": {"redirectText": "Back", "redirectUrl": "app://x", "countdown": 5},
            },
            {"redirectText": "Back", "redirectUrl": "app://x", "countdown": 5},
        ),
        (
            {
                "type": "MERCHANT_REDIRECT",
                "payload": {"redirectText": "", "redirectUrl": "${url}", "countdown": "${n}"},
            },
            {"redirectText": "", "redirectUrl": "app://y", "countdown": 7},
        ),
    ],
)
def test_a_screen_after_the_approval_has_all_that_apps_need(screen, payload):
    found = after(screen, url="app://y", n="7")
    assert found == {"type": screen["type"], "heading": "Title", "message": "Message", "payload": payload}
    for attribute in found["payload"].get("attributes", []):
        assert [*attribute][:3] == ["type", "id", "label"]


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {"redirectText": "Back", "redirectUrl": "app://x"},
        {"redirectText": "Back", "redirectUrl": "app://x", "countdown": True},
        {"redirectText": "Back", "redirectUrl": "app://x", "countdown": "soon"},
        {"redirectText": "Back", "countdown": 5},
        {"redirectUrl": "app://x", "countdown": 5},
    ],
)
def test_a_redirect_that_leads_nowhere_is_no_screen(payload):
    assert after({"type": "MERCHANT_REDIRECT", "payload": payload}) is None


def test_layouts_are_passed_on_with_their_nulls():
    templates = {"list": {"style": "POSITIVE", "header": None, "image": [None, {"a": None}]}, "detail": None}
    assert interface({"templates": templates}) == {"templates": templates}


def test_what_no_app_knows_is_left_out():
    assert interface({"flipButtons": "yes", "templates": [], "other": 1, "blockApprovalOnCall": None}) == {}


@pytest.mark.parametrize("value", ['"', "\\", '","injected":"', "a\nb", "žluť 🐴", "${other}", "</script>"])
def test_a_value_stays_inside_the_text_in_which_its_place_stands(value):
    screen = {"type": "GENERIC", "payload": {"a": "${message}", "b": "[${message}]"}}
    assert after(screen, message=value, other="never")["payload"] == {"a": value, "b": f"[{value}]"}


def test_without_parameters_places_stay_visible():
    assert after({"type": "GENERIC", "payload": {"a": "${message:-b}"}})["payload"] == {"a": "${message:-b}"}


def test_a_place_may_be_a_number():
    ui = '{"postApprovalScreen": {"type": "GENERIC", "payload": {"n": ${n}}}}'
    assert interface(ui, n="12")["postApprovalScreen"]["payload"] == {"n": 12}


@pytest.mark.parametrize(
    "ui", ["{", "[]", "1", "null", '{"n": ${n}}', '{"a": 1, "a": 2}', '{"a":' * 50 + "1" + "}" * 50]
)
def test_screens_that_are_no_json_are_a_fault_of_the_installation(ui):
    with pytest.raises(TextsDamaged, match=r"^ui: "):
        interface(ui, n="no number")


CHAIN: list[dict[str, Any]] = [
    {
        "type": "WARNING",
        "heading": "Is somebody on the phone?",
        "message": "Banks never ask for this.",
        "id": "call",
        "backButton": True,
        "image": "phone",
        "elements": [
            {"type": "LISTITEM", "icon": "warning", "text": "Nobody may see your screen.", "style": "DANGER"},
            {"type": "LIST_ITEM", "text": "For ${payee}"},
            {"type": "BUTTON", "action": "PHONE", "href": "tel:+420123456789", "text": "Call us"},
        ],
        "controls": {
            "flip": True,
            "axis": "VERTICAL",
            "decline": {"type": "REJECT", "text": "Stop"},
            "approve": {"type": "SLIDER", "text": "Go on", "counter": 5},
        },
    },
    {"type": "INFO", "heading": "H", "message": "M", "newer": {"than": ["we"]}},
]


def chain(*screens, **keys):
    return interface({"preApprovalScreens": [*screens]}, **keys).get("preApprovalScreens")


def test_screens_one_after_another_are_passed_on_as_the_bank_wrote_them():
    [first, second] = chain(*CHAIN, payee="Shop")
    row, _, button = CHAIN[0]["elements"]
    assert first == {**CHAIN[0], "elements": [row, {"type": "LIST_ITEM", "text": "For Shop"}, button]}
    assert second == CHAIN[1]


def test_the_one_screen_of_older_apps_stays_beside_them():
    ui = {"preApprovalScreen": {"type": "WARNING", "approvalType": "SLIDER"}, "preApprovalScreens": CHAIN}
    found = interface(ui)
    assert found["preApprovalScreen"] == WARNING
    assert len(found["preApprovalScreens"]) == 2


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        ({"type": "INFO", "heading": None}, {"heading": "Title", "message": "Message"}),
        (
            {"type": "INFO", "elements": [None, "text", {"text": "t"}, {"type": "ALERT", "icon": None}]},
            {"elements": [{"type": "ALERT"}]},
        ),
        ({"type": "INFO", "elements": {}}, {}),
        ({"type": "INFO", "controls": "none"}, {}),
        ({"type": "INFO", "controls": {"axis": "DIAGONAL", "flip": 1, "new": 1}}, {"controls": {"new": 1}}),
        ({"type": "INFO", "controls": {"decline": {"text": "No"}, "approve": {"type": "WAVE"}}}, {"controls": {}}),
        (
            {"type": "INFO", "controls": {"approve": {"type": "BUTTON", "counter": "5", "text": 1}}},
            {"controls": {"approve": {"type": "BUTTON"}}},
        ),
        (
            {"type": "INFO", "controls": {"approve": {"type": "BUTTON", "counter": 2.5}}},
            {"controls": {"approve": {"type": "BUTTON"}}},
        ),
    ],
)  # fmt: skip
def test_what_would_cost_more_than_itself_is_left_out(screen, expected):
    [found] = chain(screen)
    assert found == {"type": "INFO", "heading": "Title", "message": "Message", **expected}


def test_what_is_no_screen_is_left_out_and_nothing_else():
    assert chain(None, "INFO", {"heading": "H"}, {"type": 1}, CHAIN[1]) == [CHAIN[1]]
    assert chain({"heading": "H"}) is None
    assert chain() is None
    assert interface({"preApprovalScreens": {"type": "INFO"}}) == {}


def test_a_scan_among_several_needs_a_one_time_password():
    scan = {"type": "QR_SCAN", "heading": "Scan", "message": "The code"}
    assert chain(scan, CHAIN[1]) == [CHAIN[1]]
    assert chain(scan, CHAIN[1], proximity=True) == [scan, CHAIN[1]]
