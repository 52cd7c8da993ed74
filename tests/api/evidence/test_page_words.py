"""What a form's fields show beside their labels, of phones' forms and of web flows' as they are rendered for their readers."""

import pytest

from api.evidence.page_words import form_of
from api.formdata.attributes import attribute
from api.formdata.render import localize
from api.formdata.schemas import OperationFormDataSchema
from config.definitions.templates import AttributeTemplate
from locales.catalogs import Catalogs
from locales.languages import chosen
from tests.api.mobile.flow_forms import FORM

CATALOGS = Catalogs()
CZECH = chosen("cs", CATALOGS.languages)

FIELDS = [
    ({"type": "AMOUNT", "amount": 100, "currency": "CZK", "currencyId": "operation.currency"}, "100,00 Kč"),
    ({"type": "KEY_VALUE", "value": "238400856/0300", "valueFormatType": "ACCOUNT"}, "238400856/0300"),
    ({"type": "NOTE", "note": "for rent", "valueFormatType": "TEXT"}, "for rent"),
    ({"type": "PARTY_INFO", "partyInfo": {"name": "ACME", "description": "a shop"}}, "ACME"),
    ({"type": "BANNER", "bannerType": "BANNER_INFO", "message": "careful"}, "careful"),
    ({"type": "HEADING", "value": "Payee", "valueFormatType": "TEXT"}, "Payee"),
    ({"type": "BANK_ACCOUNT_CHOICE", "bankAccounts": [], "enabled": True}, "CZ65"),
]


@pytest.mark.parametrize(("field", "seen"), FIELDS, ids=lambda value: value["type"] if isinstance(value, dict) else "")
def test_of_a_web_flows_field_its_value_is_told_as_the_page_showed_it(field, seen):
    stored = {**FORM, "parameters": [{"id": "field", **field}], "userInput": {"field": "CZ65"}}
    shown = localize(OperationFormDataSchema().load(stored), CZECH, CATALOGS)
    [(_, value)] = form_of(shown)["fields"]
    assert str(value).replace("\u00a0", " ") == seen
    assert form_of(shown)["title"] == "Potvrzení platby"


ATTRIBUTES = [
    ("AMOUNT", {"amount": "100", "currency": "CZK"}, "100,00 Kč"),
    ("KEY_VALUE", {"value": "CZ65"}, "CZ65"),
    ("NOTE", {"note": "for rent"}, "for rent"),
    ("HEADING", {"level": "1"}, ""),
    ("PARTY_INFO", {"name": "ACME"}, "ACME"),
    (
        "AMOUNT_CONVERSION",
        {"sourceAmount": "1", "sourceCurrency": "EUR", "targetAmount": "25", "targetCurrency": "CZK"},
        "1,00 € → 25,00 Kč",
    ),
]


@pytest.mark.parametrize(("kind", "values", "seen"), ATTRIBUTES, ids=[kind for kind, _, _ in ATTRIBUTES])
def test_of_a_phones_attribute_its_value_is_told_as_the_phone_was_given_it(kind, values, seen):
    template = AttributeTemplate("id", kind, "Label", {slot: slot for slot in values})
    shown = attribute(template, values, CZECH.locale)
    [(label, value)] = form_of({"title": "", "message": "", "attributes": [shown]})["fields"]
    assert (label, str(value).replace("\u00a0", " ")) == ("Label", seen)
