"""A template is shown as a phone would show it, before any operation is made of it, and before it is put."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from activities.store import operation_templates
from activities.store.database import Database
from activities.templates.shipped import load_templates
from api.commands import nextstep
from config.definitions.load import load as load_definitions
from config.definitions.templates import TemplateTexts
from config.settings import load
from locales.catalogs import Catalogs

PAYMENT = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}
TEXTS: dict[str, Any] = {
    "title": "Pay ${payee}",
    "message": "Is it right?",
    "resultTexts": {"success": "Paid to ${payee}."},
    "attributes": [{"id": "to", "type": "KEY_VALUE", "text": "To", "params": {"value": "payee"}}],
    "ui": {"preApprovalScreen": {"type": "WARNING", "heading": "Careful", "message": "${payee} is new", "items": []}},
}

pytestmark = pytest.mark.usefixtures("alone")


def run(*arguments, **parameters):
    given = [word for name, value in parameters.items() for word in ("--parameter", f"{name}={value}")]
    return CliRunner().invoke(nextstep, ("phone", "preview", *arguments, *given))


def document(*arguments, code=0, **parameters):
    result = run(*arguments, "--json", **parameters)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def texts(tmp_path):
    """A file of texts that are not put yet; `texts(...)` changes members of it."""

    def write(**changed):
        file = tmp_path / "texts.json"
        file.write_text(json.dumps(TEXTS | changed))
        return str(file)

    return write


@pytest.fixture
def stored():
    """A database with the shipped templates."""
    load().home.mkdir()
    database = Database(load().store_url)
    database.migrate()
    load_templates(database, load_definitions(), Catalogs())
    yield database
    database.close()


@pytest.mark.parametrize(
    ("language", "seen"),
    [
        ("en", ["Confirm Payment", "[ Reject ]  [ Approve ]", "The payment of 100.00 CZK"]),
        ("cs", ["Potvrzení platby", "Částka: 100,00\xa0Kč", "[ Odmítnout ]  [ Schválit ]", "byla potvrzena."]),
        ("sk", ["Potvrdenie platby", "[ Odmietnuť ]  [ Schváliť ]"]),
        ("de", ["Zahlung bestätigen", "Betrag: 100,00\xa0CZK", "[ Ablehnen ]  [ Freigeben ]"]),
        ("pl", ["Confirm Payment"]),
    ],
)
def test_a_shipped_template_is_shown_in_each_language(language, seen):
    result = run("payment", "--language", language, **PAYMENT)
    assert result.exit_code == 0, result.output
    assert [text for text in seen if text not in result.output] == []


def test_a_document_tells_what_the_server_would_answer_and_sign():
    found = document("payment", "--files", **PAYMENT)
    assert found["operation"]["data"] == "A1*A100.00CZK*ICZ6508000000192000145399"
    assert [one["type"] for one in found["operation"]["formData"]["attributes"]] == ["AMOUNT", "KEY_VALUE"]
    assert (found["missing"], found["unknown"], found["refused"]) == ([], [], None)


@pytest.mark.parametrize(
    ("changed", "missing", "unknown", "refused"),
    [
        ({"iban": None}, ["iban"], [], "parameters.iban: is missing"),
        ({"amount": "1,00"}, [], [], "parameters.amount: is not"),
        ({"currency": "crowns"}, [], [], "parameters.currency: is not a currency"),
        ({"note": "for lunch"}, [], ["note"], None),
    ],
)
def test_parameters_that_do_not_fit_are_named(changed, missing, unknown, refused):
    given = {name: value for name, value in (PAYMENT | changed).items() if value is not None}
    found = document("payment", code=0 if refused is None else 1, **given)
    assert (found["missing"], found["unknown"]) == (missing, unknown)
    if refused is None:
        assert found["refused"] is None
    else:
        assert found["refused"].startswith(refused)
        assert f"the server would refuse such an operation: {refused}" in run("payment", **given).stderr


def test_texts_are_shown_before_they_are_put(texts):
    result = run("transfer", "--file", texts(), payee="Shop")
    assert result.exit_code == 0, result.output
    for line in ("+- WARNING", "|  Shop is new", "|  Pay Shop", "|  To: Shop", "|  Paid to Shop."):
        assert line in result.output
    found = document("payment", "--file", texts(), payee="Shop", **PAYMENT)
    assert found["operation"]["data"] == "A1*A100.00CZK*ICZ6508000000192000145399"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "title: "),
        ({"attributes": [{**TEXTS["attributes"][0], "type": "VALUE"}]}, "attributes[0].type: "),
        ({"attributes": [{**TEXTS["attributes"][0], "params": {}}]}, "KEY_VALUE needs the slot value."),
        ({"ui": {"postApprovalScreen": {"type": "REDIRECT"}}}, "it is called MERCHANT_REDIRECT."),
        ({"resultTexts": {"done": "x"}}, "resultTexts"),
    ],
)
def test_texts_that_the_server_would_not_take_are_refused_with_their_place(texts, changed, said):
    result = run("transfer", "--file", texts(**changed), payee="Shop")
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"1"])
def test_a_file_that_holds_no_texts_is_refused_in_one_message(tmp_path, content):
    file = tmp_path / "texts.json"
    file.write_bytes(content)
    result = run("transfer", "--file", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"nextstep: {file}")


def test_a_server_has_a_definition_of_its_own(stored):
    with stored.write() as session:
        operation_templates.put_texts(session, TemplateTexts("login", "en", "Ours", "Come in", {}, (), None))
    assert "|  Ours" in run("login").output
    assert "|  Ours" not in run("login", "--files").output


@pytest.mark.parametrize("files", [(), ("--files",)])
def test_an_unknown_template_is_told_with_those_that_there_are(stored, files):
    result = run("nothing", *files)
    assert result.exit_code == 1
    assert "there is no template nothing in the " in result.stderr
    assert "login, payment" in result.stderr


@pytest.mark.parametrize("text", ["amount", "=1"])
def test_a_parameter_has_a_name_and_a_value(text):
    result = CliRunner().invoke(nextstep, ("phone", "preview", "payment", "--parameter", text))
    assert result.exit_code == 2
    assert "give name=value" in result.output
