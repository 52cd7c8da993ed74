"""The page draws all that an app shows, as the terminal does: attributes of every type, screens, results, in each language."""

import json
import ssl

import pytest
from flask import g, render_template

from api.demo.mobile_app import screens
from api.demo.mobile_app.troubles import PhoneTrouble, Trouble
from api.demo.mobile_app.words import app_words
from api.mobile.operation_form.operation import operation_json
from api.webflow.app import create
from api.webflow.installation import Installation
from api.webflow.phone.problems import problem_of
from api.webflow.session import WebSession
from api.webflow.texts import LANGUAGES
from config import exact_json
from config.attributes.registry import ATTRIBUTES
from tests.api.mobile.operation_form.shown import PAYMENT, facts, shipped, template, texts
from tests.rows import each_row


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return create(Installation("http://bank.test", nobody, ("admin", ""), phones=tmp_path_factory.mktemp("phones")))


@pytest.fixture(params=LANGUAGES)
def language(app, request):
    with app.test_request_context("/demo/phone"):
        g.session = WebSession(language=request.param)
        yield request.param


def operation(language="en", ui=None, attributes=None, parameters=PAYMENT):
    shown, reader = shipped("authorize_payment", language)
    if ui is not None or attributes is not None:
        kept = shown.attributes if attributes is None else attributes
        shown = texts(*kept, title=shown.title, message=shown.message, ui=None if ui is None else json.dumps(ui))
    return json.loads(exact_json.write(operation_json(facts(parameters=parameters), shown, reader)))


def form_of(found, language):
    words = app_words(language)
    return render_template(
        "phone/form.html",
        name="phone",
        form=screens.form(found, words, None),
        words=words,
        needs_scan=screens.needs_scan(found),
        allowed=found["allowedSignatureType"],
        operation=found,
        number=0,
        reasons=("INCORRECT_DATA", "UNEXPECTED_OPERATION", "UNKNOWN"),
    )


SLOTS = {
    "AMOUNT": ({"amount": "1234.50", "currency": "CZK"}, ["1,234.50"]),
    "AMOUNT_CONVERSION": (
        {
            "sourceAmount": "1",
            "sourceCurrency": "EUR",
            "targetAmount": "25.10",
            "targetCurrency": "CZK",
            "dynamic": "true",
        },
        ["25.10", "the rate may change"],
    ),
    "KEY_VALUE": ({"value": "CZ65 <b>"}, ["CZ65 &lt;b&gt;"]),
    "NOTE": ({"note": "one\ntwo"}, ["one</span>", "two</span>"]),
    "HEADING": ({"level": "1"}, ['<p class="heading">Label</p>']),
    "ALERT": (
        {"type": "WARNING", "title": "Careful", "message": "Nobody calls you"},
        ['class="alert level-warning"', "<strong>WARNING</strong>", "<p>Nobody calls you</p>"],
    ),
    "IMAGE": ({"thumbnailUrl": "https://a/s.png"}, ['href="https://a/s.png" rel="noopener noreferrer"']),
    "PARTY_INFO": ({"name": "Shop", "description": "Sells"}, ["Shop", "Sells"]),
}


@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_an_attribute_of_every_type_is_drawn_and_its_texts_are_no_markup(app, kind):
    slots, expected = SLOTS[kind]
    with app.test_request_context("/demo/phone"):
        g.session = WebSession(language="en")
        shown = (template(kind, **{slot: slot for slot in slots}),)
        page = form_of(operation(attributes=shown, parameters=slots), "en").replace("\xa0", " ")
    assert [text for text in expected if text not in page] == []


def test_a_payment_is_drawn_in_each_language_with_the_buttons_of_the_app(language):
    page = form_of(operation(language), language)
    words = app_words(language)
    assert f'<html lang="{language}">' in page
    assert page.index(f">{words.approve}</button>") < page.index(f">{words.reject}</button>") or "flip" not in page
    assert "1 234,50" in page.replace("\xa0", " ") or "1,234.50" in page or "1.234,50" in page


def test_flipped_buttons_are_drawn_in_that_order(app):
    def order(flipped):
        with app.test_request_context("/demo/phone"):
            g.session = WebSession(language="en")
            page = form_of(operation(ui={"flipButtons": flipped}), "en")
        return page.index(">Approve</button>") < page.index(">Reject</button>")

    assert (order(True), order(False)) == (True, False)


def test_screens_before_and_after_are_drawn_and_no_scheme_of_an_app_is_a_link(app):
    before = {"type": "WARNING", "heading": "Watch out", "message": "Is it you?", "items": ["Nobody asks for a PIN"]}
    payload = {"redirectText": "Shop", "redirectUrl": "javascript:alert(1)", "countdown": 5}
    after = {"type": "MERCHANT_REDIRECT", "heading": "Done", "message": "It is.", "payload": payload}
    found = operation(ui={"preApprovalScreen": before, "postApprovalScreen": after})
    words = app_words("en")
    with app.test_request_context("/demo/phone"):
        g.session = WebSession(language="en")
        [screen] = screens.screens_before(found, words)
        context = {"name": "phone", "operation": found, "number": 0}
        warning = render_template("phone/before.html", screen=screen, **context)
        done = render_template("phone/after.html", screen=screens.screen_after(found, words), is_good=True, **context)
    assert "kind-warning" in warning
    assert "<li>Nobody asks for a PIN</li>" in warning
    assert "Redirected in 5 s" in done
    assert "javascript:alert(1)" in done
    assert 'href="javascript:' not in done


@each_row("kind", Trouble)
def test_every_trouble_has_words_in_each_language(language, kind):
    problem = problem_of(PhoneTrouble(kind, 4, "400 NEW no"))
    page = render_template("phone/problem.html", problem=problem, name="phone")
    assert 'role="alert"' in page
    assert "MISSING_VALUE" not in page
