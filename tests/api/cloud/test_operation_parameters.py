"""Parameters with which an operation is refused, before anything is started, on both APIs of PowerAuth Cloud."""

import pytest

PAYMENT = {"amount": "100.00", "currency": "CZK", "iban": "CZ2730300000001165254011"}
TEMPLATE = {
    "operationType": "authorize_payment",
    "dataTemplate": "A1*A${amount}${currency}*I${iban}",
    "signatureType": ["possession_knowledge"],
    "maxFailureCount": 5,
    "expiration": 300,
}
AMOUNT = {"id": "1", "type": "AMOUNT", "text": "Amount", "params": {"amount": "amount", "currency": "currency"}}
TEXTS = {"title": "Payment", "message": "Approve the payment", "attributes": [AMOUNT]}
WRONG = {
    "no parameters": ({}, "parameters.amount: is missing"),
    "a missing amount": ({"currency": "CZK", "iban": "CZ27"}, "parameters.amount: is missing"),
    "a null": (PAYMENT | {"iban": None}, "parameters.iban: is missing"),
    "a misspelt name": ({"amount": "1", "curency": "CZK", "iban": "CZ27"}, "parameters.currency: is missing"),
    "an amount in words": (PAYMENT | {"amount": "ten"}, "parameters.amount: is not a plain decimal number"),
    "an amount that is none": (PAYMENT | {"amount": ""}, "parameters.amount: is not a plain decimal number"),
    "an exponent": (PAYMENT | {"amount": "1e3"}, "parameters.amount: is not a plain decimal number"),
    "not a number": (PAYMENT | {"amount": "NaN"}, "parameters.amount: is not a plain decimal number"),
    "no currency": (PAYMENT | {"currency": ""}, "parameters.currency: is not a currency"),
    "a currency with a space": (PAYMENT | {"currency": "C K"}, "parameters.currency: is not a currency"),
    "a currency with what nobody sees": (PAYMENT | {"currency": "CZK\u200b"}, "parameters.currency: is not a currency"),
    "256 digits": (PAYMENT | {"amount": "9" * 256}, "parameters.amount: is not a plain decimal number"),
    "text from right to left": (PAYMENT | {"iban": "CZ\u202e27"}, "parameters.iban: has the character U+202E"),
    "a separator of lines": (PAYMENT | {"note": "a\u2028b"}, "parameters.note: has the character U+2028"),
    "a control character": (PAYMENT | {"note": "a\x7fb"}, "parameters.note: has the character U+007F"),
    "a name that is reordered": (PAYMENT | {"\u2066note": ""}, "parameters: a name has the character U+2066"),
}


@pytest.fixture(autouse=True)
def payment(admin):
    admin.ok("PUT", "/admin/templates/payment", TEMPLATE)
    admin.ok("PUT", "/admin/templates/texts/authorize_payment/en", TEXTS)


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", ["/v2/operations", "/operations"])
@pytest.mark.parametrize("name", WRONG)
def test_what_nobody_could_read_and_sign_is_refused(bank, path, name):
    parameters, message = WRONG[name]
    request = {"userId": "anybody", "template": "payment", "parameters": parameters}
    code, said = bank.refused("POST", path, request)
    assert (code, message in said) == ("ERROR_REQUEST", True), said


def test_a_template_may_allow_unfilled_places(admin, bank):
    admin.ok("PUT", "/admin/templates/lenient", TEMPLATE | {"unfilledPlacesAllowed": True})
    assert admin.ok("GET", "/admin/templates/lenient")["unfilledPlacesAllowed"] is True
    request = {"userId": "nobody", "template": "lenient", "parameters": {}}
    assert bank.refused("POST", "/v2/operations", request)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    admin.ok("PUT", "/admin/templates/lenient", TEMPLATE)
    assert admin.ok("GET", "/admin/templates/lenient")["unfilledPlacesAllowed"] is False
    assert bank.refused("POST", "/v2/operations", request)[0] == "ERROR_REQUEST"
    admin.ok("DELETE", "/admin/templates/lenient")
