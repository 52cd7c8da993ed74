"""Answers that carry a form speak the reader's language when one is asked for, and stay as stored otherwise."""

import pytest

from tests.api.nextstep.samples import form, request, sample
from tests.e2e.client import unique

# The contract's own examples, and the rest of the document's form beside them.
CZECH = {
    "title": "Potvrzení platby",
    "greeting": "Dobrý den,\npotvrďte prosím následující platbu:",
    "summary": "Dobrý den, potvrďte prosím platbu 100 CZK na účet 238400856/0300.",
    "labels": ["Částka", "Na účet", "Datum splatnosti", "Poznámka"],
    "values": ["100,00 Kč", "238400856/0300", "29. 6. 2017", "Utility Bill Payment - 05/2017"],
    "amount": {"amount": "100,00", "currency": "Kč"},
}


@pytest.fixture
def payment(nextstep):
    """The id of a new payment with the document's form."""
    return nextstep.ok("POST", "/operation", request("create"))["operationId"]


def speaking(language):
    return {"Accept-Language": language}


def texts(found):
    return {
        **{name: found[name]["message"] for name in ("title", "greeting", "summary")},
        "labels": [one["label"] for one in found["parameters"]],
        "values": [one["formattedValue"] for one in found["parameters"]],
        "amount": found["parameters"][0]["formattedValues"],
    }


def test_english_is_the_documents(nextstep, payment):
    found = nextstep.detail(payment, headers=speaking("en"))["formData"]
    documented = sample("form_data.localized")["formData"]
    for name in ("title", "greeting", "summary"):
        assert found[name] == documented[name]
    for one, expected in zip(found["parameters"], documented["parameters"], strict=False):
        formatted = one.pop("formattedValues")
        assert one == expected
        assert " ".join(formatted.values()) == expected["formattedValue"]


def test_czech(nextstep, payment):
    found = nextstep.detail(payment, headers=speaking("cs"))["formData"]
    assert texts(found) == CZECH


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("cs-CZ,cs;q=0.9,en;q=0.8", "Potvrzení platby"),
        ("en-GB;q=0.2, cs;q=0.1", "Confirm Payment"),
        ("xx, cs;q=0.5", "Potvrzení platby"),
        ("CS", "Potvrzení platby"),
    ],
)
def test_the_language_is_negotiated(nextstep, payment, header, title):
    assert nextstep.detail(payment, headers=speaking(header))["formData"]["title"]["message"] == title


def test_without_a_language_nothing_is_filled_in(nextstep, payment):
    found = nextstep.detail(payment)["formData"]
    assert found == form(request("create")["formData"])


def test_every_answer_with_a_form_is_localized(nextstep):
    user_id = unique()
    headers = speaking("cs")
    created = nextstep.ok("POST", "/operation", request("create", externalTransactionId=user_id), headers=headers)
    operation_id = created["operationId"]
    step = {"operationId": operation_id, "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "CONFIRMED"}
    updated = nextstep.ok("PUT", "/operation", {**step, "userId": user_id}, headers=headers)
    [listed] = nextstep.ok("POST", "/user/operation/list", {"userId": user_id}, headers=headers)
    external = {"externalTransactionId": user_id}
    [found] = nextstep.ok("POST", "/operation/lookup/external", external, headers=headers)["operations"]
    for one in (created, updated, listed, found):
        assert texts(one["formData"]) == CZECH


HOSTILE = ["*", "", ";", ",,,", "cs;q=nonsense", "cs;q=-1", "../../etc/passwd", "cs\tde", "a" * 4000, "cs;q=1" * 500]


@pytest.mark.parametrize("header", [*HOSTILE, b"\xff\xfe", "č".encode()], ids=range(len(HOSTILE) + 2))
def test_no_header_breaks_the_answer(nextstep, payment, header):
    found = nextstep.detail(payment, headers=speaking(header))
    assert found["operationId"] == payment


def test_every_kind_of_field_is_shown(nextstep):
    parameters = [
        {"type": "AMOUNT", "id": "operation.amount", "amount": 1234.5, "currency": "EUR", "currencyId": "c"},
        {"type": "HEADING", "id": "operation.heading", "value": "x"},
        {"type": "BANNER", "id": "banner.info", "bannerType": "BANNER_WARNING"},
        {"type": "PARTY_INFO", "id": "operation.partyInfo", "partyInfo": {"name": "Shop", "logoUrl": None}},
        {"type": "KEY_VALUE", "id": "operation.number", "valueFormatType": "NUMBER", "value": "1234567.891"},
        {"type": "KEY_VALUE", "id": "operation.word", "valueFormatType": "LOCALIZED_TEXT", "value": "operation.title"},
        sample("update_form_data.unwrapped_request")["formData"]["parameters"][-1],
    ]
    body = request("create")
    body["formData"] = {**body["formData"], "parameters": parameters}
    operation_id = nextstep.ok("POST", "/operation", body)["operationId"]
    plain = nextstep.detail(operation_id)["formData"]["parameters"]
    assert [one["type"] for one in plain] == [one["type"] for one in parameters]
    assert plain[0]["amount"] == 1234.5
    assert plain[-1]["bankAccounts"] == parameters[-1]["bankAccounts"]
    shown = nextstep.detail(operation_id, headers=speaking("en"))["formData"]["parameters"]
    assert shown[0]["formattedValue"] == "€1,234.50"
    assert shown[4]["formattedValue"] == "1,234,567.891"
    assert shown[5]["formattedValue"] == "Confirm Payment"
