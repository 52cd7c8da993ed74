"""The whole operation (`mobile-and-cloud.md` §1.5), and the shipped ones in every language."""

from pathlib import Path

import pytest
import simplejson

from activities.templates.mode import factors_of_mode
from api.formdata.schemas import OperationFormDataSchema
from api.mobile.operation_form.allowed_signature import allowed_signature_type
from api.mobile.operation_form.operation import flow_operation_json, operation_json
from api.mobile.times import instant
from config.definitions.load import load
from locales.languages import chosen

from .shown import BOTH, CATALOGS, PAYMENT, facts, shipped, texts

SNAPSHOTS = Path(__file__).parent / "snapshots"
TWO = {"type": "2FA", "variants": [*BOTH]}


def dumped(value):
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("header", ["en", "cs", "sk", "de"])
@pytest.mark.parametrize(
    ("kind", "data", "parameters"),
    [("login", "A2", {}), ("authorize_payment", "A1*A1234.50CZK*ICZ2730300000001165254011", PAYMENT)],
)
def test_a_shipped_operation_in_each_language(kind, data, parameters, header):
    words, language = shipped(kind, header)
    operation = operation_json(facts(operation_type=kind, data=data, parameters=parameters), words, language)
    assert dumped(operation) == (SNAPSHOTS / f"{kind}.{header}.json").read_text(encoding="utf-8")


def test_members_stand_in_the_documents_order_and_nothing_is_null():
    words = texts(ui='{"flipButtons": true}')
    assert [*operation_json(facts(status_reason="PREARRANGED_REASON"), words, chosen("en", CATALOGS.languages))] == [
        "id", "name", "data", "status", "statusReason", "operationCreated", "operationExpires", "allowedSignatureType", "ui",
        "formData",
    ]  # fmt: skip
    bare = operation_json(facts(), texts(), chosen("en", CATALOGS.languages))
    assert not {"statusReason", "ui"} & bare.keys()
    assert bare["formData"] == {"title": "Title", "message": "Message", "attributes": []}


def test_the_name_is_the_type_and_the_data_stay_as_they_are():
    found = operation_json(facts(data="A1*A100CZK\\*"), texts(), chosen("en", CATALOGS.languages))
    assert (found["name"], found["data"]) == ("authorize_payment", "A1*A100CZK\\*")


def test_a_warning_shows_the_operations_own_title_and_message():
    words = texts(title="Pay ${amount}", message="Now")
    found = operation_json(facts(risk_flags="F", parameters={"amount": "1"}), words, chosen("en", CATALOGS.languages))
    screen = found["ui"]["preApprovalScreen"]
    assert (screen["heading"], screen["message"], screen["items"]) == ("Pay 1", "Now", [])


def test_an_operation_of_a_web_flow_looks_the_same():
    form = OperationFormDataSchema().load(
        {"title": {"id": "operation.title"}, "greeting": {"id": "operation.greeting"}}
    )
    found = flow_operation_json(facts(), form, chosen("en", CATALOGS.languages), CATALOGS)
    words, language = shipped("authorize_payment", "en")
    assert found["formData"]["title"] == "Confirm Payment"
    assert found["formData"]["message"] == "Hello,\nplease confirm following payment:"
    pinned_template = operation_json(facts(), words, language)
    assert {name: value for name, value in found.items() if name != "formData"} == {
        name: value for name, value in pinned_template.items() if name != "formData"
    }


@pytest.mark.parametrize(
    ("ms", "expected"),
    [
        (0, "1970-01-01T00:00:00+0000"),
        (1530542593000, "2018-07-02T14:43:13+0000"),
        (1530542593999, "2018-07-02T14:43:13+0000"),
    ],
)
def test_an_instant_is_in_utc_to_the_second(ms, expected):
    assert instant(ms) == expected


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        (BOTH, TWO),
        (BOTH[::-1], TWO),
        (BOTH[:1], {"type": "2FA", "variants": ["possession_knowledge"]}),
        (BOTH[1:], {"type": "2FA", "variants": ["possession_biometry"]}),
        (("possession",), {"type": "1FA", "variants": []}),
        ((*BOTH, "possession"), {"type": "1FA", "variants": []}),
        (("possession_knowledge_biometry",), {"type": "2FA", "variants": []}),
        ((), {"type": "2FA", "variants": []}),
    ],
)
def test_possession_is_enough_where_it_is_allowed(factors, expected):
    assert allowed_signature_type(factors) == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ('{"type":"2FA","variants":["possession_biometry","possession_knowledge"]}', BOTH),
        ('{"type":"2FA","variants":["possession_biometry"]}', BOTH[1:]),
        ('{"type":"1FA"}', ("possession",)),
        # Never less than the mode asks for.
        ('{"type":"2FA"}', BOTH),
        ('{"type":"2FA","variants":[]}', BOTH),
        ('{"type":"2FA","variants":"possession_biometry"}', BOTH),
        ('{"type":"ECDSA"}', BOTH),
        ("{}", BOTH),
        ("[]", BOTH),
        ("", BOTH),
    ],
)
def test_a_flows_mode_says_who_may_approve(mode, expected):
    assert factors_of_mode(mode) == expected


def test_every_shipped_mode_asks_for_two_factors():
    assert {factors_of_mode(operation.mobile_token_mode) for operation in load().operations} == {BOTH}
