"""Titles, messages and texts of results (`mobile-and-cloud.md` §2, §2.3)."""

import pytest
from babel import Locale

from api.mobile.operation_form.template_form import form_data

from .shown import texts

PARAMETERS = {"amount": "13.7", "currency": "EUR", "iban": "AT483200000012345864", "none": None}
TEXTS = texts(
    title="Payment to ${iban}",
    message="Pay ${amount} ${currency}",
    result_texts={"success": "Payment of ${amount} ${currency} was confirmed"},
)


@pytest.mark.parametrize("locale", ["en", "cs"])
def test_raw_values_stand_in_the_places(locale):
    assert form_data(TEXTS, PARAMETERS, Locale(locale)) == {
        "title": "Payment to AT483200000012345864",
        "message": "Pay 13.7 EUR",
        "attributes": [],
        "resultTexts": {"success": "Payment of 13.7 EUR was confirmed"},
    }


@pytest.mark.parametrize("parameters", [None, {}])
def test_without_parameters_places_stay_visible(parameters):
    form = form_data(texts(title="To ${iban:-somebody}", message="$${iban}"), parameters, Locale("en"))
    assert (form["title"], form["message"]) == ("To ${iban:-somebody}", "$${iban}")


@pytest.mark.parametrize(
    ("title", "expected"),
    [("${none}", "${none}"), ("${none:-nobody}", "nobody"), ("${other}", "${other}"), ("$${iban}", "${iban}")],
)
def test_a_null_is_no_value(title, expected):
    assert form_data(texts(title=title), PARAMETERS, Locale("en"))["title"] == expected


def test_a_quote_in_a_plain_text_is_a_quote():
    form = form_data(
        texts(title="To ${who}", result_texts={"reject": "No ${who}"}), {"who": 'a "b" \\ c'}, Locale("en")
    )
    assert form["title"] == 'To a "b" \\ c'
    assert form["resultTexts"] == {"reject": 'No a "b" \\ c'}


def test_there_are_no_result_texts_where_the_template_has_none():
    assert "resultTexts" not in form_data(texts(), PARAMETERS, Locale("en"))
