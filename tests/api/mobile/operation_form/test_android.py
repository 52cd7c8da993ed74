"""Whatever a bank sends and stores, published apps can read the operation (`mobile-and-cloud.md` §9)."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.templates.operation_data import operation_data
from api.formdata.field_types import KINDS
from api.formdata.schemas import OperationFormDataSchema
from api.mobile.operation_form.operation import flow_operation_json, operation_json
from config.attributes.registry import ATTRIBUTES as TYPES
from config.definitions.templates import AttributeTemplate
from config.exact_json import write
from config.vocabulary import BannerType, ValueFormatType
from locales.languages import chosen

from . import android, ios
from .shown import BOTH, CATALOGS, facts, shipped, texts

TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.just("\n"), max_size=20)
NAMES = ["amount", "currency", "iban", "a", "b"]
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str) | st.integers().map(str)
VALUES = TEXT | NUMBERS | st.sampled_from(["EUR", "CZK", "true", "WARNING", "1e30", "${a}", '"', "\\"])
PARAMETERS = st.dictionaries(st.sampled_from(NAMES), st.none() | VALUES)
LANGUAGES = st.sampled_from(["en", "cs-CZ", "sk", "de-CH", "jp", "ar", "hi-IN"])
SLOTS = [
    "amount", "currency", "value", "note", "level", "type", "title", "message", "thumbnailUrl", "originalUrl", "name", "logoUrl",
    "description", "websiteUrl", "dynamic", "sourceAmount", "sourceCurrency", "targetAmount", "targetCurrency",
]  # fmt: skip
ATTRIBUTES = st.builds(
    AttributeTemplate,
    id=TEXT,
    type=st.sampled_from([*TYPES, "UNHEARD_OF"]),
    text=TEXT,
    params=st.dictionaries(st.sampled_from(SLOTS), st.sampled_from(NAMES), min_size=12),
)
PLACES = st.sampled_from(["${a}", "${b:-c}", "a ${iban} b", "$${a}"])
LEAVES = st.none() | st.booleans() | st.integers() | TEXT | PLACES
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)
SCREEN_TYPES = st.sampled_from(["WARNING", "INFO", "QR_SCAN", "REVIEW", "MERCHANT_REDIRECT", "GENERIC", "NEW"])
OWN_ATTRIBUTES = st.fixed_dictionaries(
    {"type": st.sampled_from([*TYPES]), "id": TEXT, "label": TEXT | st.none()},
    optional={
        "value": JSON,
        "partyInfo": JSON | st.dictionaries(st.sampled_from(android.PARTY), LEAVES),
        "amount": JSON,
        **dict.fromkeys(
            ("note", "amountFormatted", "currency", "dynamic", "thumbnailUrl", "alertType", "message"), LEAVES
        ),
    },
)
PAYLOADS = JSON | st.fixed_dictionaries(
    {},
    optional={
        "attributes": JSON | st.lists(OWN_ATTRIBUTES, max_size=3),
        "redirectText": TEXT | st.none(),
        "redirectUrl": TEXT,
        "countdown": JSON | st.integers(),
    },
)
SCREENS = JSON | st.fixed_dictionaries(
    {"type": SCREEN_TYPES},
    optional={
        "heading": LEAVES,
        "message": LEAVES,
        "items": JSON | st.lists(LEAVES),
        "approvalType": st.sampled_from(["SLIDER", "BUTTON", None]),
        "payload": PAYLOADS,
    },
)
CONTROLS = JSON | st.fixed_dictionaries(
    {},
    optional={
        "flip": LEAVES,
        "axis": st.sampled_from(["VERTICAL", "DIAGONAL", None]),
        "decline": JSON | st.fixed_dictionaries({"type": st.sampled_from(["BACK", "NEW"])}, optional={"text": LEAVES}),
        "approve": JSON | st.fixed_dictionaries({"type": st.just("SLIDER")}, optional={"counter": LEAVES}),
    },
)
CHAINED = st.fixed_dictionaries(
    {"type": SCREEN_TYPES},
    optional={
        "heading": LEAVES,
        "message": LEAVES,
        "id": LEAVES,
        "backButton": LEAVES,
        "elements": JSON | st.lists(JSON | st.fixed_dictionaries({"type": LEAVES}, optional={"text": LEAVES})),
        "controls": CONTROLS,
    },
)
UI = st.fixed_dictionaries(
    {},
    optional={
        "flipButtons": LEAVES,
        "blockApprovalOnCall": LEAVES,
        "preApprovalScreen": SCREENS,
        "preApprovalScreens": JSON | st.lists(CHAINED | JSON, max_size=3),
        "postApprovalScreen": SCREENS,
        "templates": JSON,
    },
)


def written(operation):
    """As the phone gets it, whatever its system."""
    found = android.read(write(operation))
    ios.read(found)
    return found


@given(
    parameters=st.none() | PARAMETERS,
    attributes=st.lists(ATTRIBUTES, max_size=4),
    ui=st.none() | st.just("") | UI.map(json.dumps),
    flags=st.none() | st.text("XCFBQ", max_size=4),
    proximity=st.booleans(),
    language=LANGUAGES,
    status=st.sampled_from(sorted(android.STATUSES)),
    reason=st.none() | TEXT,
    factors=st.sets(st.sampled_from([*BOTH, "possession", "possession_knowledge_biometry"])),
)
def test_an_operation_of_any_template(parameters, attributes, ui, flags, proximity, language, status, reason, factors):
    shown = facts(
        parameters=parameters, risk_flags=flags, proximity_check=proximity, status=status, status_reason=reason,
        signature_type=factors,
    )  # fmt: skip
    words = texts(*attributes, title="${a}", message="${b:-c}", result_texts={"success": "${iban}"}, ui=ui)
    operation = written(operation_json(shown, words, chosen(language, CATALOGS.languages)))
    screens = operation.get("ui", {})
    before = [screens.get("preApprovalScreen", {}), *screens.get("preApprovalScreens", [])]
    assert proximity or "QR_SCAN" not in [screen.get("type") for screen in before]


@given(parameters=PARAMETERS, header=LANGUAGES, kind=st.sampled_from(["login", "authorize_payment"]))
def test_an_operation_of_a_shipped_template(parameters, header, kind):
    words, language = shipped(kind, header)
    data = operation_data("A1*A${amount}${currency}*I${iban}", parameters)
    operation = written(operation_json(facts(parameters=parameters, data=data), words, language))
    assert operation["data"] == data


FIELDS = st.fixed_dictionaries(
    {"type": st.sampled_from([*KINDS]), "id": TEXT.filter(bool), "partyInfo": st.just({"name": "Shop"})},
    optional={
        "label": TEXT,
        "value": TEXT | st.none(),
        "note": TEXT,
        "message": TEXT,
        "bannerType": st.sampled_from([*BannerType]),
        "valueFormatType": st.sampled_from([*ValueFormatType]),
        "amount": st.none() | st.integers(0, 10**12) | st.just(Decimal("1E+30")) | st.just(Decimal("0.10")),
        "currency": st.sampled_from(["EUR", "JPY", "POINTS", ""]) | st.none(),
        "bankAccounts": st.lists(
            st.fixed_dictionaries({}, optional={"number": TEXT, "accountId": TEXT, "name": TEXT}), max_size=2
        ),
        "defaultValue": TEXT,
    },
)
MESSAGES = st.none() | st.fixed_dictionaries({}, optional={"id": TEXT.filter(bool), "message": TEXT})
FORMS = st.fixed_dictionaries(
    {},
    optional={
        "title": MESSAGES,
        "greeting": MESSAGES,
        "banners": st.lists(MESSAGES.filter(bool), max_size=2),
        "parameters": st.lists(FIELDS, max_size=5),
        "userInput": st.dictionaries(st.just("operation.bankAccountChoice"), TEXT),
    },
)


@given(form=FORMS, header=LANGUAGES, flags=st.none() | st.text("XCF"))
def test_an_operation_of_a_web_flow(form, header, flags):
    stored = OperationFormDataSchema().load(form)
    operation = written(
        flow_operation_json(facts(risk_flags=flags), stored, chosen(header, CATALOGS.languages), CATALOGS)
    )
    assert len(operation["formData"]["attributes"]) <= len(stored["parameters"]) + len(stored["banners"])


class TestTheReader:
    """The tests above can fail: what apps cannot read is refused."""

    SOUND = operation_json(
        facts(status_reason="WHY"), replace(texts(), ui='{"flipButtons": true}'), chosen("en", CATALOGS.languages)
    )
    KEY_VALUE = '{"type":"KEY_VALUE","id":"i","label":"l","value":"v"}'
    PARTY = '"partyInfo":{"logoUrl":"","name":"n","description":"","websiteUrl":""}'

    def broken(self, replaced, by):
        text = write(self.SOUND).replace('"attributes":[]', f'"attributes":[{self.KEY_VALUE}]')
        assert android.read(text)
        assert replaced in text
        return text.replace(replaced, by)

    @pytest.mark.parametrize(
        ("replaced", "by"),
        [
            ("+0000", "-0500"),
            ("+0000", ""),
            ('"status":"PENDING"', '"status":"NEW"'),
            ('"status":"PENDING",', ""),
            ('"statusReason":"WHY"', '"statusReason":null'),
            (',"variants":["possession_knowledge","possession_biometry"]', ""),
            ('"possession_biometry"', '"possession_face"'),
            ('"type":"2FA"', '"type":"3FA"'),
            ('"title":"Title",', ""),
            ('"message":"Message"', '"message":null'),
            (',"attributes":[' + KEY_VALUE + "]", ""),
            (KEY_VALUE, KEY_VALUE.replace('"v"', "null")),
            (KEY_VALUE, KEY_VALUE.replace('"v"', '["v"]')),
            (KEY_VALUE, KEY_VALUE.replace('"l"', "1")),
            (KEY_VALUE, KEY_VALUE.replace('"v"', '"v","more":{}')),
            (KEY_VALUE, KEY_VALUE.replace('"type":"KEY_VALUE",', "").replace("}", ',"type":"KEY_VALUE"}')),
            (KEY_VALUE, "{" + PARTY + ',"type":"PARTY_INFO","id":"i","label":"l"}'),
            (KEY_VALUE, '{"type":"PARTY_INFO","id":"i","label":"l",' + PARTY.replace('"n"', "null") + "}"),
            (KEY_VALUE, '{"type":"PARTY_INFO","id":"i","label":"l",' + PARTY.replace('"name":"n",', "") + "}"),
            (KEY_VALUE, '{"type":"AMOUNT","id":"i","label":"l","amount":NaN}'),
            ('"flipButtons":true', '"preApprovalScreen":{"type":"WARNING"}'),
            ('"flipButtons":true', '"flipButtons":null'),
        ],
    )
    def test_refuses_what_apps_cannot_read(self, replaced, by):
        with pytest.raises((AssertionError, KeyError)):
            android.read(self.broken(replaced, by))
