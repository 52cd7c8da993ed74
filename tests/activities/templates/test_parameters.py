"""Which parameters a template's operation takes."""

from dataclasses import replace

import pytest

from activities.templates.parameters import ParameterInvalid, check
from config.definitions.templates import AttributeTemplate, OperationTemplate, TemplateTexts
from tests.rows import each_row

TEMPLATE = OperationTemplate(
    template_name="payment",
    operation_type="authorize_payment",
    data_template="A1*A${amount}${currency}*I${iban}*N${note:-}",
    signature_type=("possession_knowledge",),
    max_failure_count=5,
    expiration=300,
    risk_flags="",
    proximity_check_enabled=False,
    unfilled_places_allowed=False,
)
PARAMETERS = {"amount": "100.00", "currency": "CZK", "iban": "CZ2730300000001165254011"}


def texts(language="en", **params):
    """Texts with an AMOUNT of `amount` and an AMOUNT_CONVERSION of `sold` and `bought`, among others."""
    attributes = (
        AttributeTemplate("1", "KEY_VALUE", "Note", {"value": "note"}),
        AttributeTemplate("2", "AMOUNT", "Amount", {"amount": "amount", "currency": "currency", **params}),
        AttributeTemplate("3", "AMOUNT_CONVERSION", "Exchange", {"sourceAmount": "sold", "targetAmount": "bought"}),
        AttributeTemplate("4", "OF_A_LATER_TIME", "?", {"amount": "note"}),
    )
    return TemplateTexts("authorize_payment", language, "Payment", "Approve", {}, attributes, None)


def refusal(parameters, template=TEMPLATE, words=None):
    with pytest.raises(ParameterInvalid) as caught:
        check(template, words or [texts()], parameters)
    return str(caught.value)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "amount"),
        ({"amount": "1", "currency": "CZK"}, "iban"),
        ({**PARAMETERS, "iban": None}, "iban"),
        # Misspelt.
        ({"amount": "1", "currrency": "CZK", "iban": "CZ27"}, "currency"),
    ],
)
def test_a_place_of_the_data_that_nothing_fills_is_named(parameters, name):
    assert refusal(parameters).startswith(f"parameters.{name}: is missing")


def test_an_unfilled_place_is_taken_where_the_template_allows_it():
    check(replace(TEMPLATE, unfilled_places_allowed=True), [texts()], {"currency": "CZK"})


def test_what_is_filled_has_a_default_or_is_written_literally_is_complete():
    check(TEMPLATE, [texts()], PARAMETERS)
    check(replace(TEMPLATE, data_template="A1*T$${amount}"), [texts()], {})


@each_row("name", ["amount", "sold", "bought"])
@each_row("value", ["ten", "NaN", "1e400", "1e3", "9" * 256, "", "1,000.00", "+1", "100\n"])
@each_row("allowed", [True, False])
def test_an_amount_that_is_no_plain_decimal_number_is_refused(name, value, allowed):
    template = replace(TEMPLATE, unfilled_places_allowed=allowed)
    said = refusal({**PARAMETERS, name: value}, template)
    assert said.startswith(f"parameters.{name}: is not a plain decimal number")
    assert len(said) < 200


def test_an_amount_of_any_language_counts():
    words = [texts("cs", amount="castka"), texts("en")]
    assert refusal({**PARAMETERS, "castka": "deset"}, words=words).startswith("parameters.castka")
    assert refusal({**PARAMETERS, "amount": "ten"}, words=words).startswith("parameters.amount")


@each_row("character", [chr(code) for code in range(0x20) if code != 0x0A] + list("\x7f\x85\u2028\u2029\u202e\u2066"))
def test_a_character_that_hides_or_reorders_text_is_refused_by_the_parameters_name(character):
    said = refusal({**PARAMETERS, "unused": f"a{character}b"})
    assert said == f"parameters.unused: has the character U+{ord(character):04X}"
    said = refusal({**PARAMETERS, f"un{character}used": "a"})
    assert said == f"parameters: a name has the character U+{ord(character):04X}"


def test_an_operation_that_no_phone_would_show_is_refused():
    with pytest.raises(ParameterInvalid, match="template: its operation type authorize_payment has no texts"):
        check(TEMPLATE, [], PARAMETERS)


def test_values_may_have_lines():
    check(TEMPLATE, [texts()], {**PARAMETERS, "note": "two\nlines"})
    assert refusal({**PARAMETERS, "two\nlines": ""}).startswith("parameters: a name")
